"""What people decide about themselves, and everything that is stored about them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.content import Verdict
from bot.grading import GradeOutcome
from bot.messages import Address, UserId
from bot.records import Person

REVIEWS_A_DAY = 3
"""How many reviews a day a person is sent at most, unless they say otherwise."""

MOST_REVIEWS = 10

UNDO = timedelta(days=7)
"""How long two people who were linked can be parted again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A person with what they decided."""

    person: Person
    zone: str | None = None
    """Their own, None for the team's."""
    board_name: str | None = None
    """The pseudonym that boards show in the place of their name."""
    on_board: bool = True
    named: bool = False
    """Whether the team's heat map may say their name."""
    reviews: int = REVIEWS_A_DAY
    """How many reviews a day they are sent at most; 0 for none."""


# --- everything that is stored about a person


@dataclass(frozen=True, slots=True, kw_only=True)
class SentText:
    """A message of theirs, or a turn of a round."""

    text: str
    at: datetime
    by: str = "you"


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenGrade:
    """A grade that an answer got."""

    kind: str
    """`grader`, `appeal`, `ruling` or `override`."""
    current: bool
    at: datetime
    outcome: GradeOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeAppeal:
    """An appeal, and what came of it."""

    point: str
    sentence: str
    state: str
    verdict: Verdict | None
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenAnswer:
    """One answer with all that belongs to it."""

    id: str
    question: str
    """Its id in the bank; empty where the answer belongs to a round."""
    asked_at: datetime | None
    number: int
    state: str
    practice: bool
    private: bool
    messages: tuple[SentText, ...]
    grades: tuple[GivenGrade, ...]
    appeals: tuple[MadeAppeal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayedRound:
    """A mock interview with its turns."""

    kind: str
    state: str
    begun_at: datetime
    ended_at: datetime | None
    turns: tuple[SentText, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WonPoints:
    """The points for a question or a round."""

    day: date
    points: int
    first_points: int
    estimate: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCard:
    """A missed point that comes back."""

    question: str
    point: str
    due_at: datetime
    answer: str
    """Waiting for its verdict, else empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Everything:
    """All that is stored about one person in one team."""

    team: str
    profile: Profile
    since: datetime
    users: tuple[UserId, ...]
    answers: tuple[GivenAnswer, ...]
    rounds: tuple[PlayedRound, ...]
    points: tuple[WonPoints, ...]
    cards: tuple[KeptCard, ...]


# --- linking two identities


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two who say that they are the same person."""

    person: Person
    address: Address
    """Where they gave their command."""
    agreed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """Two people who become one when both have agreed."""

    id: str
    keeps: Side
    """Who asked for the code; what they decided about themselves stays."""
    joins: Side
    """Who gave the code; what they have moves over."""

    def of(self, user: UserId) -> Side | None:
        """Return the side of a user."""
        return next((s for s in (self.keeps, self.joins) if s.person.user == user), None)


class Refusal(StrEnum):
    """Why a code was not taken, or two people not linked."""

    UNKNOWN = "unknown"
    """It is wrong, used or too old."""
    TOO_MANY = "too many"
    """They gave too many wrong ones."""
    YOURSELF = "yourself"
    OTHER_TEAM = "other team"
    BUSY = "busy"
    """Both are in the middle of the same question, or of a round."""
    NO_LINK = "no link"
    """None of that id is on record."""
    TOO_LATE = "too late"
    """It cannot be undone any more."""
    NEWER = "newer"
    """A newer link has to be undone first."""


class Agreed(StrEnum):
    """How far a pairing is."""

    WAITING = "waiting"
    LINKED = "linked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """Two people who were one for a while."""

    kept: Person
    gone: Person


# --- who did what


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """Something that was done to somebody's work or to a team, on record for ever."""

    id: str
    actor: UserId
    action: str
    about: Mapping[str, object]
    """Facts, by name; no words of those whom it is about."""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One graded answer, as a team's admins see it."""

    answer: str
    """Its id."""
    sent_at: datetime
    question: str
    name: str
    """As boards show it."""
    number: int
    practice: bool
    score: int
    grader: str
    estimate: bool
