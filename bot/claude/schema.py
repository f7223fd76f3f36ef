"""The reply that Claude is asked for: one schema for every question, and its check afterwards.

The service compiles a schema once and keeps it for a day, so ours never depends on the question:
ids are plain strings in it, and `read` makes sure that they are the question's. Its decoder knows
neither lengths nor bounds, so levels are an enum.
"""

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.content import Verdict

JsonSchema = dict[str, object]

VERDICTS = tuple(str(verdict) for verdict in Verdict)
RAISED = ("raised", "not_raised")
LEVELS = ("0", "1", "2", "3", "4", "cannot_assess")

_TEXT: JsonSchema = {"type": "string"}


class Breach(Exception):
    """A reply that is not what was asked for; `problem` names fields and ids, never their text."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


class _Reply(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class PointReply(_Reply):
    """What Claude says of one key point: the quote first, then why, then the verdict."""

    id: str
    quote: str
    why: str
    verdict: Literal["met", "partial", "missed", "cannot_assess"]


class FlagReply(_Reply):
    """Whether a red flag of commission was raised, and by which words."""

    id: str
    quote: str
    why: str
    verdict: Literal["raised", "not_raised"]


class LevelReply(_Reply):
    """A level on one evaluation dimension."""

    id: str
    quote: str
    level: Literal["0", "1", "2", "3", "4", "cannot_assess"]


class ProbeReply(_Reply):
    """A follow-up question and the point that it aims at; both may be empty."""

    point: str
    ask: str


class Reply(_Reply):
    """All that Claude says of one answer; it never says a total."""

    is_attempt: bool
    points: tuple[PointReply, ...]
    flags: tuple[FlagReply, ...]
    dimensions: tuple[LevelReply, ...]
    probe: ProbeReply
    feedback: str


def schema() -> JsonSchema:
    """Return the JSON schema of `Reply`, the same bytes in every process and for every question.

    The order of its fields is the order in which they are written: evidence before verdicts.
    """
    words = {"id": _TEXT, "quote": _TEXT, "why": _TEXT}
    return _object(
        {
            "is_attempt": {"type": "boolean"},
            "points": _list({**words, "verdict": _enum(VERDICTS)}),
            "flags": _list({**words, "verdict": _enum(RAISED)}),
            "dimensions": _list({"id": _TEXT, "quote": _TEXT, "level": _enum(LEVELS)}),
            "probe": _object({"point": _TEXT, "ask": _TEXT}),
            "feedback": _TEXT,
        }
    )


def read(
    text: str, *, points: Sequence[str], flags: Sequence[str], dimensions: Sequence[str]
) -> Reply:
    """Return the reply, with every id that was asked about exactly once; the order is free.

    Raises Breach for anything else.
    """
    try:
        # JSON mode, since in Python mode a strict tuple takes no list.
        reply = Reply.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise Breach(f"{where or 'the reply'}: {first['type']}") from None
    _exactly("points", [one.id for one in reply.points], points)
    _exactly("flags", [one.id for one in reply.flags], flags)
    _exactly("dimensions", [one.id for one in reply.dimensions], dimensions)
    return reply


def _exactly(field: str, found: Sequence[str], wanted: Sequence[str]) -> None:
    if missing := set(wanted) - set(found):
        raise Breach(f"{field}: {len(missing)} missing")
    if unknown := set(found) - set(wanted):
        raise Breach(f"{field}: {len(unknown)} unknown")
    if len(found) != len(wanted):
        raise Breach(f"{field}: given twice")


def _object(properties: dict[str, JsonSchema]) -> JsonSchema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(properties: dict[str, JsonSchema]) -> JsonSchema:
    return {"type": "array", "items": _object(properties)}


def _enum(values: Sequence[str]) -> JsonSchema:
    return {"type": "string", "enum": list(values)}
