"""The `greenroom` command."""

import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.errors import ContentError
from bot.pack_checks import check as check_pack
from bot.pack_checks import record_versions
from bot.packs import load

app = typer.Typer(no_args_is_help=True, add_completion=False)

PACK = Path(__file__).parent.parent / "content" / "ai-engineering"


@app.callback()
def _root() -> None:
    """Practise AI-engineering interviews with your team."""


@app.command()
def check(
    *,
    pack: Annotated[Path, typer.Option(help="Folder of the pack.")] = PACK,
    record: Annotated[bool, typer.Option(help="Record new questions as published.")] = False,
) -> None:
    """Validate a pack of questions and name every problem."""
    try:
        bank = load(pack)
    except ContentError as error:
        _fail(error)
    if record:
        record_versions(bank, pack)
    if problems := check_pack(bank, pack):
        _fail(ContentError(problems))
    typer.echo(f"{bank.header.name}: {len(bank.questions)} questions, no problem found.")


def _fail(error: ContentError) -> NoReturn:
    for problem in error.problems:
        typer.echo(str(problem), err=True)
    sys.exit(1)


def main() -> None:
    """Run the command line."""
    app()
