"""Who words follow-ups and reads clarifying questions; what is said is checked by code."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.content import Point, Probe, Question
from bot.round_content import SheetFact
from bot.spend import Spent


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What an interviewer is asked: a follow-up at one point, or entries of the fact sheet."""

    question: Question
    said: str
    """What the candidate said; untrusted."""
    asked: tuple[str, ...] = ()
    """What was asked in this round, which must not come again."""
    point: Point | None = None
    """At what to aim."""
    facts: Sequence[SheetFact] = ()
    """Among these the ones that `said` asks for are wanted."""
    person: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """What an interviewer suggests; nothing of it is said before code has checked it."""

    probe: Probe | None = None
    facts: tuple[str, ...] = ()
    """Ids of entries of the sheet."""
    spent: tuple[Spent, ...] = ()


class Interviewer(Protocol):
    """Suggests what to say next; raises GraderDown when it cannot."""

    model: str
    """What is paid for; empty where there is no model, and authored follow-ups are used."""

    def estimate(self, turn: Turn) -> int:
        """Return the most micro-dollars that a turn can cost."""
        ...

    async def turn(self, turn: Turn) -> Turned:
        """Return a suggestion."""
        ...


class Authored:
    """The interviewer without a model: the authors' follow-ups, the sheet's own words."""

    model = ""

    def estimate(self, turn: Turn) -> int:
        """Return 0: nothing is paid for."""
        del turn
        return 0

    async def turn(self, turn: Turn) -> Turned:
        """Suggest nothing."""
        del turn
        return Turned()
