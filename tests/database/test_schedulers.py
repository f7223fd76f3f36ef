"""Several schedulers over one database: each question is asked once."""

import asyncio
import secrets
from collections import Counter
from collections.abc import Iterator

import pytest

from bot.consequences import Consequences
from bot.dispatch import Tick, handle
from bot.flows.deps import Deps
from bot.messages import Address, SpaceKey
from bot.packs import Bank
from bot.painting import NoPictures
from bot.schedule import LocalCalendar, SystemClock
from bot.switchboard import Switchboard
from storage.store import SqlStore
from tests.contracts.rows import rows
from tests.due import due_now
from tests.fakes import ScriptedGrader
from tests.postgres import copy_of

PROCESSES = 4
SLOTS = 50


@pytest.fixture
def url(postgres: tuple[str, str]) -> Iterator[str]:
    """Return the URL of a fresh database."""
    with copy_of(*postgres) as url:
        yield url


def scheduler(url: str, bank: Bank) -> Deps:
    """Return what a process with a store of its own works with."""
    clock = SystemClock()
    return Deps(
        store=SqlStore(url, clock, "tiny"),
        platform=Switchboard({}),
        grader=ScriptedGrader(),
        clock=clock,
        calendar=LocalCalendar(),
        bank=bank,
        painter=NoPictures(),
        new_id=lambda: secrets.token_hex(8),
    )


async def test_four_race_for_fifty_slots(url: str, bank: Bank) -> None:
    """Of four that tick at the same time each slot is asked by one."""
    racing = [scheduler(url, bank) for _ in range(PROCESSES)]
    for number in range(SLOTS):
        space, channel = SpaceKey(f"fake:{number}"), Address(f"fake:practice{number}")
        new = due_now(racing[0], f"team{number}", space=space, channel=channel)
        await racing[0].store.teams.create(new, Consequences())
    await asyncio.gather(*(handle(one, Tick()) for one in racing))
    for one in racing:
        assert isinstance(one.store, SqlStore)
        await one.store.close()

    assert Counter(rows(url, "SELECT schedule FROM slot")) == Counter(
        {(f"team{number}/daily",): 1 for number in range(SLOTS)}
    )
    asks = rows(url, "SELECT address FROM outbox WHERE key LIKE 'ask/%'")
    assert Counter(asks) == Counter({(f"fake:practice{n}",): 1 for n in range(SLOTS)})
