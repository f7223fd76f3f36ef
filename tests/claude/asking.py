"""Asking for a grade, and for how the service was down."""

import pytest

from bot.claude import ClaudeDown, ClaudeGrader
from bot.errors import GraderDown
from bot.packs import Bank
from bot.ports import Judged
from tests.claude.conftest import about

ONE = "attention-root-dk"
PRIVATE = "the marmalade of my grandmother"


async def judged(grader: ClaudeGrader, bank: Bank) -> Judged:
    """Judge the good answer, with a private detail in it."""
    one = bank.questions[ONE]
    return await grader.judge(about(one, f"{one.exemplars.good.answer} Like {PRIVATE}."))


async def fails(grader: ClaudeGrader, bank: Bank) -> ClaudeDown:
    """Judge, and return how the service was down."""
    with pytest.raises(GraderDown) as caught:
        await judged(grader, bank)
    assert isinstance(caught.value, ClaudeDown)
    return caught.value
