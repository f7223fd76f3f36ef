"""The `greenroom` command."""

import asyncio
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from bot import logs
from bot.errors import BotError, ContentError, NotStored, SettingsError, StorageError, UserError
from bot.settings import PACK, Settings, read

if TYPE_CHECKING:
    from bot.ports import Grader

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


@app.command()
def grade(
    question: Annotated[str, typer.Argument(help="Id of a question; not with --batch.")] = "",
    *,
    answer: Annotated[str, typer.Option(help="File with the answer, - for standard input.")] = "-",
    batch: Annotated[
        Path | None, typer.Option(help='JSON lines of {"id", "question", "answer"}.')
    ] = None,
    pack: Pack = PACK,
    grader: Annotated[str, typer.Option(help="Who judges: local.")] = "local",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Judge an answer, or a whole file of them, by the rubric of its question."""
    from bot.grade_answers import Line, as_text, grade_all, read_batch
    from bot.packs import load

    async def judge() -> None:
        bank = load(pack)
        chosen = _grader(grader)
        if batch is not None:
            lines = read_batch(batch.read_text(encoding="utf-8").splitlines())
        else:
            lines = [Line(id=question, question=question, answer=_read(answer))]
        async for graded in grade_all(chosen, bank.questions, lines):
            typer.echo(graded.model_dump_json() if as_json or batch else as_text(graded))

    _run(judge())


def _grader(name: str) -> "Grader":
    from bot.local_grader import LocalGrader

    if name != LocalGrader.name:
        raise UserError(f"There is no grader “{name}”. There is: {LocalGrader.name}.")
    return LocalGrader()


def _read(path: str) -> str:
    if path == "-":
        return sys.stdin.buffer.read().decode("utf-8", "replace")
    return Path(path).read_text(encoding="utf-8", errors="replace")


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
    except (ContentError, SettingsError, StorageError, UserError) as error:
        _stop(error)
    except NotStored as error:
        _stop(StorageError(f"The database cannot be used: {error}. Mend that, then start again."))
    except OSError as error:
        _stop(UserError(f"{error.filename or 'A file'} cannot be used: {error.strerror}."))
    except KeyboardInterrupt:
        sys.exit(130)


def _stop(error: BotError) -> NoReturn:
    typer.echo(str(error), err=True)
    sys.exit(CANNOT_START)


def main() -> None:
    """Run the command line."""
    app()
