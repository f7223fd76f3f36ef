"""Processes that share the work: who speaks, and who grades."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot.app import run_service
from bot.consequences import Consequences
from bot.errors import SettingsError, UserError
from bot.local_grader import LocalGrader
from bot.messages import Author, MessageReceived, MessageRef, Place, UserId
from bot.packs import load
from bot.ports import GradeRequest, Judged
from bot.roles import Role
from bot.service import Service, service
from bot.settings import Settings
from bot.spending import print_spending
from tests.cli.operator import pack_of
from tests.due import due_now
from tests.fakes import CHANNEL, SPACE, FakePlatform
from tests.postgres import copy_of, for_sqlalchemy
from tests.waiting import until

KV = "questions/fundamentals/kv-cache-second-token.yaml"
ANSWER = (
    "The whole prompt goes through the model once before anything comes out. After that it reuses "
    "the keys and values it has stored, so a step is one new token."
)


class CountingGrader(LocalGrader):
    """Counts what it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.judged = 0

    async def judge(self, request: GradeRequest) -> Judged:
        """Count, and judge."""
        self.judged += 1
        return await super().judge(request)


@pytest.fixture
def url(postgres: tuple[str, str]) -> Iterator[str]:
    """Return the URL of a fresh database."""
    with copy_of(*postgres) as url:
        yield url


async def answered(gateway: Service, platform: FakePlatform) -> None:
    """Answer the question that is due, and wait until its author was told how it went."""
    await until(lambda: bool(platform.threads))
    thread = next(iter(platform.threads.values()))
    message = MessageReceived(
        ref=MessageRef("fake:m1"),
        author=Author(user=UserId("fake:ana"), name="ana"),
        place=Place(space=SPACE, channel=CHANNEL, thread=thread),
        text=ANSWER,
        sent_at=gateway.deps.now(),
    )
    await gateway.handle(message)
    await until(lambda: bool(platform.tells))


async def test_a_gateway_and_two_workers(url: str, tmp_path: Path) -> None:
    """The gateway speaks and asks what is due; workers grade; nobody does the other's work."""
    settings = Settings(pack=pack_of(tmp_path / "pack", KV), _env_file=None)
    platform = FakePlatform()
    speaking, grading = CountingGrader(), CountingGrader()
    async with AsyncExitStack() as stack, asyncio.timeout(60):
        enter = stack.enter_async_context
        gateway = await enter(
            service(
                settings,
                load(settings.pack),
                url,
                {"fake": lambda _: platform},
                speaking,
                role=Role.GATEWAY,
            )
        )
        for _ in range(2):
            worker = await enter(
                service(settings, load(settings.pack), url, {}, grading, role=Role.WORKER)
            )
            await enter(worker.working())
        await gateway.deps.store.teams.create(due_now(gateway.deps), Consequences())
        await enter(gateway.working())
        await answered(gateway, platform)

    assert (speaking.judged, grading.judged) == (0, 1)
    assert [one.key.partition("/")[0] for one in platform.posts] == ["ask"]
    assert [one.user for one in platform.tells] == ["fake:ana"]


async def test_a_process_for_everything(url: str, tmp_path: Path) -> None:
    """One process without a role does all of it on PostgreSQL too, and is ready."""
    settings = Settings(pack=pack_of(tmp_path / "pack", KV), _env_file=None)
    platform = FakePlatform()
    async with (
        asyncio.timeout(60),
        service(
            settings, load(settings.pack), url, {"fake": lambda _: platform}, LocalGrader()
        ) as app,
    ):
        await app.deps.store.teams.create(due_now(app.deps), Consequences())
        async with app.working():
            await answered(app, platform)
            missing = await app.missing()

    assert missing is None
    assert len(platform.tells) == 1


@pytest.mark.parametrize("role", [Role.GATEWAY, Role.WORKER])
async def test_a_role_over_a_file(role: Role, tmp_path: Path) -> None:
    """A file is for one process: the sentence says what to name instead."""
    settings = Settings(database=str(tmp_path / "greenroom.db"), _env_file=None)
    with pytest.raises(UserError, match=f"no --role {role}. Name a PostgreSQL database"):
        await run_service(settings, role, print)


def test_another_database() -> None:
    """A database that nobody knows is refused with the two that are known."""
    settings = Settings(database="mysql://somewhere/else", _env_file=None)
    with pytest.raises(SettingsError, match="SQLite file, or postgresql"):
        settings.database_target()


async def test_spending_on_a_server(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What grading cost is read from the server; an empty one is made by the service first."""
    await print_spending(Settings(database=url, _env_file=None), days=7)
    empty = for_sqlalchemy(url, "template1")
    with pytest.raises(UserError, match="`greenroom run` makes it"):
        await print_spending(Settings(database=empty, _env_file=None), days=7)

    assert "cost" in capsys.readouterr().out
