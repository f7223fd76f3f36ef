"""Whole rounds of every kind, as somebody has them on a platform, with a part of the real pack."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.content import Question, Track
from bot.packs import Bank, load
from bot.round_content import BehavioralPrompt, CodingTask, DesignPrompt
from tests.console.sessions import BILL, KV, small_pack

KINDS = tuple(track.value for track in Track)
QUICK = "behavioral"
"""The kind whose round is over soonest."""
NAMES = (
    KV,
    BILL,
    "first-golden-set",
    "rounds/answers-from-the-wiki",
    "rounds/split-a-manual",
    "rounds/the-night-it-broke",
)
ASKED = re.compile(r"(?:Question|Step|Part) (\d+) of (\d+) · ([^*\n]+)")
"""What a stage begins with."""
ENDED = "practise next"
"""What only a scorecard says."""
THIN_STEP = "deep-dive"
"""The step of a design at which our candidate says too little at first."""


def some_rounds(folder: Path) -> Bank:
    """Return a pack with one round of each kind."""
    return load(small_pack(folder, *NAMES))


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Something that a candidate writes, and the text of a file beside it."""

    text: str
    file: str = ""


class Seat(Protocol):
    """A candidate on a platform."""

    async def begins(self, kind: str) -> str:
        """Ask for a round; return what is told."""
        ...

    async def gives(self, command: str) -> str:
        """Give a command; return what is told."""
        ...

    async def writes(self, line: Line) -> None:
        """Write in the room, and return once it is kept."""
        ...

    async def moves_on(self, *, by_button: bool) -> None:
        """Say that this is all, as a word or by the button."""
        ...

    async def waits(self, seconds: float) -> None:
        """Let time pass."""
        ...

    async def until(self, there: Callable[[], bool]) -> None:
        """Wait until something can be seen."""
        ...

    def heard(self) -> Sequence[str]:
        """Return what we said in the room, oldest first, each with the labels of its buttons."""
        ...


async def hold(seat: Seat, bank: Bank, kind: str) -> None:
    """Hold a round from its command to its scorecard, with a pause and a thin answer in it."""
    await seat.begins(kind)
    await seat.until(lambda: bool(_asked(seat)))
    await _pauses(seat)
    while not _over(seat):
        number, _, name = _asked(seat)[-1].groups()
        for line in _answers(bank, kind, name.strip()):
            await seat.waits(40)
            await seat.writes(line)
            if await _is_followed_up(seat, kind, by_button=int(number) % 2 == 0):
                continue
            break
        else:
            await _goes_on(seat)


def check(heard: Sequence[str], bank: Bank, kind: str) -> None:
    """Check what a candidate heard in a round that was held."""
    asked = [found for post in heard if (found := ASKED.search(post))]
    numbers = [int(found[1]) for found in asked]
    assert "stops the clock" in heard[0]
    assert numbers == list(range(1, int(asked[0][2]) + 1))
    assert sum("Done" in post for post in heard) > len(asked), "nothing was followed up"
    assert sum("so this does not count" in post for post in heard) == 1
    assert [ENDED in post for post in heard] == [False] * (len(heard) - 1) + [True]
    if kind == "system-design":
        design = _design(bank)
        assert any(fact.says in post for fact in design.facts for post in heard)


async def _pauses(seat: Seat) -> None:
    """Pause for longer than the round lasts, during which nothing counts."""
    await seat.gives("pause")
    await seat.waits(7200)
    before = len(seat.heard())
    await seat.writes(Line(text="What I say meanwhile."))
    await seat.until(lambda: len(seat.heard()) > before)
    await seat.gives("resume")


async def _is_followed_up(seat: Seat, kind: str, *, by_button: bool) -> bool:
    """Let an answer be complete; return whether more is wanted at that stage."""
    turns, stages = _turns(seat), len(_asked(seat))
    if kind in {"system-design", "coding"}:
        await seat.moves_on(by_button=by_button)
    else:
        await seat.waits(21)
    await seat.until(lambda: _over(seat) or _turns(seat) > turns)
    return not _over(seat) and len(_asked(seat)) == stages


async def _goes_on(seat: Seat) -> None:
    """Leave a follow-up open."""
    stages = len(_asked(seat))
    await seat.moves_on(by_button=False)
    await seat.until(lambda: _over(seat) or len(_asked(seat)) > stages)


def _asked(seat: Seat) -> list[re.Match[str]]:
    return [found for post in seat.heard() if (found := ASKED.search(post))]


def _turns(seat: Seat) -> int:
    """Return how often the candidate was given the word."""
    return sum("Done" in post for post in seat.heard())


def _over(seat: Seat) -> bool:
    return ENDED in seat.heard()[-1]


def _answers(bank: Bank, kind: str, name: str) -> Iterator[Line]:
    """Yield what our candidate says at a stage, as long as more is wanted."""
    match kind:
        case "system-design":
            design = _design(bank)
            step = next(one.id for one in bank.framework.design.steps if one.name == name)
            if step == THIN_STEP:
                yield Line(text=design.exemplars.partial.steps[step])
            yield Line(text=design.exemplars.good.steps[step])
        case "coding":
            (task,) = (one for one in bank.rounds.values() if isinstance(one, CodingTask))
            if name == "Code":
                yield Line(text=f"```python\n{task.exemplars.bad.code}\n```")
                yield Line(text="Better.", file=task.exemplars.good.code)
            else:
                yield Line(text=task.exemplars.good.walkthrough)
        case _:
            question = _question(bank, name)
            yield Line(text=question.exemplars.partial.answer)
            yield Line(text=question.exemplars.good.answer)


def _design(bank: Bank) -> DesignPrompt:
    (design,) = (one for one in bank.rounds.values() if isinstance(one, DesignPrompt))
    return design


def _question(bank: Bank, title: str) -> Question:
    stories = [one for one in bank.rounds.values() if isinstance(one, BehavioralPrompt)]
    known = (*bank.questions.values(), *(one.question for one in stories))
    return next(one for one in known if one.title == title)
