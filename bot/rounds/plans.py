"""What a round consists of, settled when it begins: its stages, their minutes, what is judged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from bot.content import Difficulty, Question, Track
from bot.round_content import SheetFact

SHORTEST = timedelta(minutes=1)
GRAIN = timedelta(seconds=30)
"""No stage is shorter than the one, and all are multiples of the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A part of a round that is asked once and has its own time."""

    name: str
    ask: str
    """What is said when it begins."""
    question: int
    """By which of the plan's questions it is judged."""
    points: tuple[str, ...]
    """Ids of the points that belong to it."""
    lasts: timedelta
    probes: int
    """How many follow-ups it may have."""
    settle: timedelta | None = None
    """Silence after which an answer is complete; None where only its author can say so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A round before it begins."""

    kind: Track
    difficulty: Difficulty
    minutes: int
    title: str
    shared: bool
    """Whether the team sees how it ended."""
    zone: str
    """Of the team, for times and for the day on which it counts."""
    stages: tuple[Stage, ...]
    questions: tuple[Question, ...]
    facts: tuple[SheetFact, ...] = ()
    """What clarifying questions bring to light."""
    failures: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Failure families, each with the points that show it."""
    names: Mapping[str, str] = field(default_factory=dict)
    """What dimensions and failure families are called."""

    def question_of(self, stage: int) -> Question:
        """Return the question by which a stage is judged."""
        return self.questions[self.stages[stage].question]


def scaled(weights: Sequence[float], total: timedelta) -> tuple[timedelta, ...]:
    """Return spans in proportion to the weights that add up to `total`.

    Each is a multiple of `GRAIN` and at least `SHORTEST`; what rounding leaves goes to those that
    lost most by it. `total` has to be a multiple of `GRAIN` that is long enough.
    """
    grains, least = total // GRAIN, SHORTEST // GRAIN
    exact = [grains * weight / sum(weights) for weight in weights]
    spans = [max(least, int(one)) for one in exact]
    while sum(spans) < grains:
        at = max(range(len(spans)), key=lambda n: exact[n] - spans[n])
        spans[at] += 1
    while sum(spans) > grains:
        # Only the shortest stages were lengthened, so a longer one gives way.
        at = max((n for n in range(len(spans)) if spans[n] > least), key=lambda n: spans[n])
        spans[at] -= 1
    return tuple(one * GRAIN for one in spans)
