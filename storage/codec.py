"""Values of ours as JSON text, and back."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from pydantic import ConfigDict, TypeAdapter

from bot.consequences import Outgoing
from bot.content import Question
from bot.grading import GradeOutcome
from bot.memory import Memory
from bot.messages import Receipt
from bot.people import Pairing, Side
from bot.records import Answer, Feedback, Limits, Plan, Stay
from bot.spend import Spent

ValueT = TypeVar("ValueT")


class Codec(Generic[ValueT]):
    """Turns one kind of value into text, the same text for the same value."""

    def __init__(self, adapter: TypeAdapter[ValueT]) -> None:
        self._adapter = adapter

    def text(self, value: ValueT) -> str:
        """Return JSON."""
        return self._adapter.dump_json(value).decode()

    def value(self, text: str) -> ValueT:
        """Return what `text` was made from."""
        return self._adapter.validate_json(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a team can set, as one column."""

    feedback: Feedback
    limits: Limits
    weekly: bool = False


# Pictures travel through JSON as base64.
_CONFIG = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

OUTGOING: Codec[Outgoing] = Codec(TypeAdapter(Outgoing, config=_CONFIG))
OUTCOME: Codec[GradeOutcome] = Codec(TypeAdapter(GradeOutcome))
RECEIPT: Codec[Receipt] = Codec(TypeAdapter(Receipt))
SPENT: Codec[Spent] = Codec(TypeAdapter(Spent))
PLAN: Codec[Plan] = Codec(TypeAdapter(Plan))
SETTINGS: Codec[Settings] = Codec(TypeAdapter(Settings))
ANSWER: Codec[Answer] = Codec(TypeAdapter(Answer))
STAYS: Codec[tuple[Stay, ...]] = Codec(TypeAdapter(tuple[Stay, ...]))
SIDE: Codec[Side] = Codec(TypeAdapter(Side))
PAIRING: Codec[Pairing] = Codec(TypeAdapter(Pairing))
MEMORY: Codec[Memory] = Codec(TypeAdapter(Memory))
QUESTION: Codec[Question] = Codec(TypeAdapter(Question))


@lru_cache(maxsize=512)
def question_of(text: str) -> Question:
    """Return a snapshot of a question; each answer to it reads the same one."""
    return QUESTION.value(text)


@lru_cache(maxsize=512)
def settings_of(text: str) -> Settings:
    """Return what a team set."""
    return SETTINGS.value(text)


@lru_cache(maxsize=512)
def stays_of(text: str) -> tuple[Stay, ...]:
    """Return where somebody was when."""
    return STAYS.value(text)
