"""What commands and forms are made of."""

from dataclasses import dataclass
from enum import StrEnum

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Kind(StrEnum):
    """What a field accepts."""

    TEXT = "text"
    WORD = "word"
    LONG_TEXT = "long text"
    NUMBER = "number"
    CHOICE = "choice"
    CHOICES = "choices"
    ZONE = "zone"
    TIME = "time"
    DATE = "date"
    QUESTION = "question"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One typed value of a command or form."""

    name: str
    help: str
    kind: Kind = Kind.TEXT
    required: bool = False
    choices: tuple[str, ...] = ()
    low: int = 0
    """Smallest number, or fewest characters."""
    high: int = 4000
    """Largest number, or most characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A verb of `/prep`, or of `/prep-admin` where it is for admins."""

    name: str
    help: str
    arguments: tuple[Field, ...] = ()
    admin: bool = False
    form: str | None = None
    """The form that a platform with windows opens where the command comes without arguments; sent
    in with an empty context, it is the command."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Several fields that are filled in together."""

    name: str
    title: str
    fields: tuple[Field, ...]


YES_NO = ("yes", "no")
CODE = Field(name="code", help="The code from the other platform", kind=Kind.WORD, low=1, high=20)
