"""Reading a gold set: answers of people, labelled by people, as JSON lines in gold/*.jsonl.

{"question": "kv-cache-cost", "answer": "...", "verdicts": {"prefill": "met", ...}, "flags": []}
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, ValidationError

from bot.content import Commission, Model, Question, Slug
from bot.errors import ContentError, Problem

MAX_ANSWER = 20_000
"""Characters; graders read no more of an answer."""


class GoldLine(Model):
    """One labelled answer."""

    question: Slug
    answer: Annotated[str, StringConstraints(min_length=1, max_length=MAX_ANSWER)]
    verdicts: Annotated[dict[Slug, Literal["met", "partial", "missed"]], Field(min_length=1)]
    """One for each point of the question's rubric, those that its framework adds included."""
    flags: tuple[Slug, ...] = ()
    """The commission flags that the answer raises."""


def read_gold(folder: Path, questions: Mapping[str, Question]) -> tuple[GoldLine, ...]:
    """Return the lines of every file, in order of file name; none where there is no such folder.

    Raises ContentError with every problem: nothing is measured on half a gold set.
    """
    found: list[GoldLine] = []
    problems: list[Problem] = []
    seen: dict[tuple[str, str], str] = {}
    for path in sorted(folder.glob("*.jsonl")):
        name = f"{folder.name}/{path.name}"
        try:
            texts = path.read_text(encoding="utf-8").split("\n")
        except (OSError, UnicodeDecodeError) as error:
            said = f"cannot be read as text: {error}"
            problems.append(Problem(file=name, line=0, field="", problem=said))
            continue
        for number, text in enumerate(texts, start=1):
            if not text.strip():
                continue
            line, wrong = _line(text, questions)
            if line is not None:
                place = f"{name}:{number}"
                first = seen.setdefault((line.question, line.answer), place)
                wrong += [("answer", f"is also in {first}")] if first != place else []
                found.append(line)
            problems += [Problem(file=name, line=number, field=f, problem=p) for f, p in wrong]
    if problems:
        raise ContentError(tuple(sorted(problems)))
    return tuple(found)


def _line(
    text: str, questions: Mapping[str, Question]
) -> tuple[GoldLine | None, list[tuple[str, str]]]:
    """Return the line, or None, and (field, problem) for whatever is wrong with it."""
    try:
        line = GoldLine.model_validate_json(text)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False, include_context=False)
        return None, [(".".join(str(part) for part in one["loc"]), one["msg"]) for one in found]
    question = questions.get(line.question)
    if question is None:
        return line, [("question", f"the pack knows no {line.question}")]
    return line, list(_unfit(line, question))


def _unfit(line: GoldLine, question: Question) -> Iterable[tuple[str, str]]:
    points = {point.id for point in question.rubric.points}
    commissions = {f.id for f in question.rubric.red_flags if isinstance(f, Commission)}
    if missing := points - set(line.verdicts):
        yield "verdicts", f"none for: {', '.join(sorted(missing))}"
    if unknown := set(line.verdicts) - points:
        yield "verdicts", f"no such point: {', '.join(sorted(unknown))}"
    if unknown := set(line.flags) - commissions:
        yield "flags", f"no such commission: {', '.join(sorted(unknown))}"
