"""The `greenroom` command."""

import asyncio
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot import logs
from bot.errors import BotError, ContentError, SettingsError, StorageError
from bot.settings import PACK, Settings, read

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

Pack = Annotated[Path, typer.Option(help="Folder of the pack.")]

CANNOT_START = 2
"""Exit code where the operator has to mend something first."""


@app.callback()
def _root() -> None:
    """Practise AI-engineering interviews with your team."""


@app.command()
def console(
    data: Annotated[Path, typer.Option(help="Folder for its database and transcript.")] = Path(
        "var/console"
    ),
) -> None:
    """Open the practice room in this terminal; nothing has to be configured."""
    from bot.app import run_console

    settings = _settings()
    logs.configure(level="ERROR", readable=True)
    _run(run_console(settings, data))


@app.command()
def run() -> None:
    """Run the service on every platform that is configured."""
    from bot.app import run_service

    settings = _settings()
    logs.configure(level=settings.log_level, readable=settings.log_format == "text")
    _run(run_service(settings))


@app.command()
def check(
    *,
    pack: Pack = PACK,
    record: Annotated[bool, typer.Option(help="Record new questions as published.")] = False,
) -> None:
    """Validate a pack of questions and name every problem."""
    from bot.pack_checks import check as check_pack
    from bot.pack_checks import record_versions
    from bot.packs import load

    try:
        bank = load(pack)
    except ContentError as error:
        _refuse(error)
    if record:
        record_versions(bank, pack)
    if problems := check_pack(bank, pack):
        _refuse(ContentError(problems))
    typer.echo(f"{bank.header.name}: {len(bank.questions)} questions, no problem found.")


def _refuse(error: ContentError) -> NoReturn:
    typer.echo(str(error), err=True)
    sys.exit(1)


def _settings() -> Settings:
    try:
        return read()
    except SettingsError as error:
        _stop(error)


def _run(work: Coroutine[None, None, None]) -> None:
    try:
        asyncio.run(work)
    except (ContentError, SettingsError, StorageError) as error:
        _stop(error)
    except KeyboardInterrupt:
        sys.exit(130)


def _stop(error: BotError) -> NoReturn:
    typer.echo(str(error), err=True)
    sys.exit(CANNOT_START)


def main() -> None:
    """Run the command line."""
    app()
