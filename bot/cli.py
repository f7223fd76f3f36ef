"""The `greenroom` command."""

import asyncio
import gc
import sys
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot import logs
from bot.errors import BotError, ContentError, NotStored, SettingsError, StorageError, UserError
from bot.roles import Role
from bot.settings import PACK, Settings, read

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
db = typer.Typer(no_args_is_help=True, help="Move the database.")
app.add_typer(db, name="db")

Pack = Annotated[Path, typer.Option(help="Folder of the pack.")]

slack = typer.Typer(no_args_is_help=True, help="What Slack needs.")
app.add_typer(slack, name="slack")

GARBAGE = 20_000
"""New objects after which the youngest are looked through for garbage; Python's own is 700."""
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
    _run(run_console(settings, data, _warn))


@app.command()
def run(
    *,
    role: Annotated[Role, typer.Option(help="Share of the work; others need PostgreSQL.")] = (
        Role.ALL
    ),
) -> None:
    """Run the service on every platform that is configured."""
    from bot.app import run_service

    settings = _settings()
    logs.configure(level=settings.log_level, readable=settings.log_format == "text")
    _run(run_service(settings, role, _warn))


@app.command(name="doctor")
def examine(platform: Annotated[str, typer.Argument(help="discord or slack.")]) -> None:
    """Look at a platform with the settings at hand, and say how to mend what is wrong."""
    from bot.doctor import doctor
    from bot.platforms import examinations

    known = examinations(_settings())
    logs.configure(level="ERROR", readable=True)

    async def look() -> None:
        if platform not in known:
            raise UserError(f"There is no platform “{platform}”. There are: {', '.join(known)}.")
        if not await doctor(known[platform], typer.echo):
            raise typer.Exit(1)

    _run(look())


@slack.command()
def manifest(
    *, url: Annotated[str, typer.Option(help="Where Slack reaches you; Socket Mode without.")] = ""
) -> None:
    """Print the manifest from which Slack creates the app."""
    import yaml

    from adapters.slack.manifest import manifest as of
    from bot.wording.adapters import sentences

    typer.echo(yaml.safe_dump(of(url.rstrip("/"), sentences()), sort_keys=False).rstrip())


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
    found = f"{len(bank.questions)} questions, {len(bank.rounds)} prompts for rounds"
    typer.echo(f"{bank.header.name}: {found}, no problem found.")


@app.command(name="eval")
def evaluate(
    *,
    grader: Annotated[str, typer.Option(help="Who is judged: local or claude.")] = "local",
    repeats: Annotated[int, typer.Option(min=1, help="Looks at each answer.")] = 1,
    budget: Annotated[
        float, typer.Option(min=0, help="Dollars; a call that could exceed them is not made.")
    ] = 1.0,
    state: Annotated[
        Path | None, typer.Option(help="File that keeps what was judged, to go on later.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print a grader's report card on the pack's labelled answers."""
    from bot.evaluating import evaluate as card_of
    from bot.evaluating import shown, without_key

    async def judge() -> None:
        if grader == "claude" and _settings().anthropic_api_key is None:
            typer.echo(shown(without_key(grader), as_json=as_json))
            return
        settings = _settings_for(grader)
        card = await card_of(settings, repeats=repeats, budget=budget, state=state, warn=_warn)
        typer.echo(shown(card, as_json=as_json))

    _run(judge())


@app.command()
def spend(
    *, days: Annotated[int, typer.Option(min=1, max=366, help="How many days back.")] = 31
) -> None:
    """Show what grading cost, by day, team and model."""
    from bot.spending import print_spending

    _run(print_spending(_settings(), days))


@app.command()
def grade(
    question: Annotated[str, typer.Argument(help="Id of a question; not with --batch.")] = "",
    *,
    answer: Annotated[str, typer.Option(help="File with the answer, - for standard input.")] = "-",
    batch: Annotated[
        Path | None, typer.Option(help='JSON lines of {"id", "question", "answer"}.')
    ] = None,
    pack: Pack = PACK,
    grader: Annotated[str, typer.Option(help="Who judges: local or claude.")] = "local",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Judge an answer, or a whole file of them, by the rubric of its question."""
    from bot.grade_answers import Line, as_text, grade_all, read_batch
    from bot.minds import grading
    from bot.packs import load

    async def judge() -> None:
        bank = load(pack)
        if batch is not None:
            lines = read_batch(batch.read_text(encoding="utf-8").splitlines())
        else:
            lines = [Line(id=question, question=question, answer=_read(answer))]
        async with grading(_settings_for(grader), bank.dimensions, _warn) as chosen:
            async for graded in grade_all(chosen, bank.questions, lines):
                typer.echo(graded.model_dump_json() if as_json or batch else as_text(graded))

    _run(judge())


@db.command(name="copy")
def copy(
    source: Annotated[str, typer.Argument(help="The SQLite file.")],
    target: Annotated[str, typer.Argument(help="postgresql+psycopg://USER:PASSWORD@HOST/NAME")],
) -> None:
    """Move a database to PostgreSQL; started again, it goes on where it was cut short."""
    from bot.moving import copy_database

    with _errors_said():
        copy_database(source, target)


def _settings_for(grader: str) -> Settings:
    """Return settings that choose the grader of that name."""
    settings = _settings()
    match grader:
        case "local":
            return settings.model_copy(update={"anthropic_api_key": None})
        case "claude" if settings.anthropic_api_key is None:
            raise SettingsError("ANTHROPIC_API_KEY", "Claude needs a key")
        case "claude":
            return settings
        case _:
            raise UserError(f"There is no grader “{grader}”. There are: local, claude.")


def _warn(sentence: str) -> None:
    typer.echo(sentence, err=True)


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
    with _errors_said():
        asyncio.run(work)


@contextmanager
def _errors_said() -> Iterator[None]:
    try:
        yield
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
    # Nothing that is made at start is garbage; looking for it every 700 objects is a sixth of the
    # time until the room is ready.
    gc.set_threshold(GARBAGE)
    app()
