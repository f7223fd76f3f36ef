"""Whole rounds with candidates of every sort, and an interviewer that breaks every rule."""

from dataclasses import replace

import pytest

from bot.claude import ClaudeGrader, ClaudeInterviewer, connect
from bot.prices import list_prices
from tests.servers.messages_api import KEY, MessagesApi

from .candidates import CANDIDATES, CHECKS, by_alias, misbehaving, play
from .room import Room
from .rounding import Interview

QUICK = ("excellent", "asks for the answer", "injects")


@pytest.mark.parametrize(
    "candidate",
    [one if one in QUICK else pytest.param(one, marks=pytest.mark.slow) for one in CANDIDATES],
)
async def test_what_code_enforces(room: Room, candidate: str) -> None:
    """Whatever the candidate does and the model suggests, each of the checks holds."""
    interview = Interview(room)
    bank = room.deps.bank
    questions = {one.id: one.question for one in bank.rounds.values()}
    api = MessagesApi(mind=by_alias(questions), interviews=misbehaving())
    async with api.serving(), connect(KEY, api.url) as client:
        prices, salt = list_prices(), b"a salt for tests"
        grader = ClaudeGrader(client, dimensions=bank.dimensions, prices=prices, salt=salt)
        interviewer = ClaudeInterviewer(client, prices=prices, salt=salt)
        room.deps = replace(room.deps, grader=grader, interviewer=interviewer)
        played = await play(interview, candidate)

    failed = [name for name, holds in CHECKS.items() if not holds(played)]
    assert failed == [], "\n\n".join(played.posts)
