"""Payloads of Discord with something wrong in them: at most a line in the log, and nothing else."""

import random
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from tests.discord.house import PREFILL, House
from tests.flows.room import MEMORY, REUSE
from tests.fuzz.mutants import SEED, mutant
from tests.servers.discord_api.gateway import Gateway
from tests.servers.discord_api.sessions import Event

FEW, MANY = 150, 5000
PRIVATE = "the marmalade of my grandmother"


@pytest.fixture
def real(monkeypatch: pytest.MonkeyPatch) -> list[Event]:
    """Return everything that sessions are told."""
    told: list[Event] = []
    dispatch = Gateway.dispatch

    async def noted(self: Gateway, event: Event) -> None:
        told.append(event)
        await dispatch(self, event)

    monkeypatch.setattr(Gateway, "dispatch", noted)
    return told


@pytest.mark.parametrize("count", [FEW, pytest.param(MANY, marks=pytest.mark.slow)])
async def test_mutants(
    house: House, real: list[Event], count: int, capfd: pytest.CaptureFixture[str]
) -> None:
    """Each is taken or left, nothing of it is logged, and what comes after it is heard."""
    server = house.server
    chance = random.Random(SEED)  # noqa: S311 - the same every time
    async with house.open():
        thread = await house.begun()
        said = await server.say(server.bo, thread, f"{PREFILL} {PRIVATE}")
        await server.edit(said, f"{PREFILL} {REUSE} {PRIVATE}")
        (question,) = house.said(server.practice, "Open until")
        opened = await house.pressed(server.ada, question, "Answer privately")
        assert opened.modal is not None
        await server.submit(server.ada, opened.modal, {"text": f"{MEMORY} {PRIVATE}"})
        await house.told(server.bo, "prep board")
        await house.until(lambda: bool(house.said(thread, "is graded")))
        await server.delete(said)
        known = list(real)
        before = server.gateway.connections
        with capture_logs() as logged:
            for _ in range(count):
                event = chance.choice(known)
                await server.gateway.dispatch(replace(event, data=mutant(event.data, chance)))
            # Some of them seem to be interactions that Discord knows nothing of.
            last = await server.say(server.bo, thread, f"{PREFILL} Once more.")
            await house.until(lambda: house.marked(last))
        server.violations.clear()

    assert {one.name for one in known} >= {
        "MESSAGE_CREATE",
        "MESSAGE_UPDATE",
        "MESSAGE_DELETE",
        "INTERACTION_CREATE",
        "THREAD_CREATE",
    }
    assert server.gateway.connections == before
    assert PRIVATE not in f"{logged} {capfd.readouterr()}"
