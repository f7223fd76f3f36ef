"""`greenroom grade`: answers from a file or standard input judged without any chat platform."""

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.content import Question
from bot.errors import GraderDown, UserError
from bot.grading import Graded, GradeOutcome, Reason, Ungraded, omissions
from bot.ports import Grader, GradeRequest
from bot.words import visible


class Line(BaseModel):
    """One answer of a batch."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    question: str
    answer: str


class PointOut(BaseModel):
    """The verdict on a key point."""

    id: str
    verdict: str
    quote: str


class FlagOut(BaseModel):
    """A red flag that was raised; one of omission has no quote."""

    id: str
    quote: str


class GradeOut(BaseModel):
    """What is printed for one answer, as JSON."""

    id: str
    question: str
    grader: str
    status: Literal["graded", "ungraded"]
    reason: str | None
    score: int | None
    """0 to 100."""
    points: list[PointOut]
    red_flags: list[FlagOut]
    flags: list[str]
    """Signs of an attempt to steer the grader."""


def read_batch(lines: Iterable[str]) -> list[Line]:
    """Read JSON lines; raises UserError that names the first line that is wrong."""
    found = []
    for number, text in enumerate(lines, start=1):
        if not text.strip():
            continue
        try:
            found.append(Line.model_validate_json(text))
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            field = ".".join(str(part) for part in first["loc"]) or "the line"
            raise UserError(f"line {number}: {field}: {first['msg']}") from error
    return found


async def grade_all(
    grader: Grader, questions: Mapping[str, Question], batch: Iterable[Line]
) -> AsyncIterator[GradeOut]:
    """Judge answers one after another; raises UserError for a question that is not in the pack."""
    for line in batch:
        question = questions.get(line.question)
        if question is None:
            raise UserError(f"the pack has no question {line.question!r}")
        try:
            request = GradeRequest(question=question, answer=line.answer)
            outcome: GradeOutcome = (await grader.judge(request)).outcome
        except GraderDown:
            outcome = Ungraded(reason=Reason.UNAVAILABLE, grader=grader.name)
        yield _out(line, question, outcome)


def as_text(graded: GradeOut) -> str:
    """Return a grade as lines for a terminal."""
    if graded.score is None:
        return f"not graded ({graded.reason}) by {graded.grader}"
    lines = [f"{graded.score} of 100, graded by {graded.grader}"]
    lines += [
        f"  {point.verdict:<8} {point.id}" + (f"  “{visible(point.quote)}”" if point.quote else "")
        for point in graded.points
    ]
    lines += [f"  flag     {flag.id}  {visible(flag.quote)}".rstrip() for flag in graded.red_flags]
    lines += [f"  note     {note}" for note in graded.flags]
    return "\n".join(lines)


def _out(line: Line, question: Question, outcome: GradeOutcome) -> GradeOut:
    match outcome:
        case Ungraded(reason=reason, grader=grader):
            return GradeOut(
                id=line.id,
                question=line.question,
                grader=grader,
                status="ungraded",
                reason=reason,
                score=None,
                points=[],
                red_flags=[],
                flags=[],
            )
        case Graded(judgement=judgement):
            left_out = omissions(question.rubric, judgement)
            return GradeOut(
                id=line.id,
                question=line.question,
                grader=outcome.grader,
                status="graded",
                reason=None,
                score=outcome.score,
                points=[
                    PointOut(id=one.point, verdict=one.verdict, quote=one.quote)
                    for one in judgement.points
                ],
                red_flags=[
                    FlagOut(id=one.flag, quote=one.quote) for one in (*judgement.flags, *left_out)
                ],
                flags=list(judgement.tripwires),
            )
