"""Payloads of Slack with something wrong in them: at most a line in the log, and nothing else."""

import random
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from tests.flows.room import MEMORY, PREFILL, REUSE
from tests.fuzz.mutants import SEED, mutant
from tests.servers.slack_api import BEN
from tests.slack.room import SlackRoom
from tests.slack.test_windows import open_form

FEW, MANY = 100, 3000
PRIVATE = "the marmalade of my grandmother"


@pytest.mark.parametrize("count", [FEW, pytest.param(MANY, marks=pytest.mark.slow)])
async def test_mutants(room: SlackRoom, count: int, capfd: pytest.CaptureFixture[str]) -> None:
    """Each is taken or refused, nothing of it is logged, and what comes after it is heard."""
    question = await room.asked()
    said = await room.says(BEN, f"{PREFILL} {PRIVATE}")
    await room.slack.edit(said, f"{PREFILL} {REUSE} {PRIVATE}")
    await room.slack.press(BEN, question, "choice-0")
    view = await open_form(room, BEN)
    await room.slack.submit(BEN, view, {"text": f"{MEMORY} {PRIVATE}"})
    await room.slash(BEN, "board", "/prep")
    await room.slack.delete(said)
    await room.advance(seconds=30)
    real = list(room.slack.deliveries)
    chance = random.Random(SEED)  # noqa: S311 - the same every time
    patience, room.slack.ack_within = room.slack.ack_within, 0.05
    with capture_logs() as logged:
        for _ in range(count):
            one = chance.choice(real)
            wrong = replace(one, payload=mutant(one.payload, chance), attempts=[])
            await room.slack.redeliver(wrong)
        room.slack.ack_within = patience
        await room.advance(seconds=30)
    before = len(room.life.grader.history)
    await room.answers(BEN, f"{PREFILL} Once more.")

    assert {one.wrapping for one in real} == {"events_api", "slash_commands", "interactive"}
    assert PRIVATE not in f"{logged} {capfd.readouterr()}"
    assert len(room.life.grader.history) > before
