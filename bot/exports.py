"""What people take with them, as files: JSON with everything, CSV for a spreadsheet."""

import csv
from collections.abc import Iterable, Sequence
from datetime import datetime
from io import StringIO

from pydantic import TypeAdapter

from bot.grading import Graded
from bot.messages import File
from bot.people import Everything, GivenAnswer, Result

_EVERYTHING = TypeAdapter(Everything)

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is computed by spreadsheets, whoever wrote it (OWASP, CSV injection)."""

ANSWERS = (
    "answer",
    "question",
    "sent_at",
    "number",
    "state",
    "practice",
    "private",
    "score",
    "grader",
    "text",
)


RESULTS = (
    "answer",
    "sent_at",
    "question",
    "name",
    "number",
    "practice",
    "score",
    "grader",
    "estimate",
)


def own_files(found: Everything, now: datetime) -> tuple[File, ...]:
    """Return everything about a person as JSON, and their answers as CSV."""
    stem = f"greenroom-{now:%Y-%m-%d}"
    return (
        File(name=f"{stem}.json", data=_EVERYTHING.dump_json(found, indent=2)),
        File(name=f"{stem}-answers.csv", data=table(ANSWERS, map(_answer, found.answers))),
    )


def team_file(results: Sequence[Result], now: datetime) -> File:
    """Return a team's results as CSV."""
    rows = (
        (
            one.answer,
            one.sent_at.isoformat(),
            one.question,
            one.name,
            one.number,
            one.practice,
            one.score,
            one.grader,
            one.estimate,
        )
        for one in results
    )
    return File(name=f"greenroom-team-{now:%Y-%m-%d}.csv", data=table(RESULTS, rows))


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return CSV (RFC 4180) in UTF-8; nothing that people wrote is taken for a formula."""
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8", "replace")


def _cell(value: object) -> object:
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return "" if value is None else value


def _answer(one: GivenAnswer) -> Sequence[object]:
    current = next((grade.outcome for grade in one.grades if grade.current), None)
    graded = current if isinstance(current, Graded) else None
    return (
        one.id,
        one.question,
        one.messages[0].at.isoformat() if one.messages else None,
        one.number,
        one.state,
        one.practice,
        one.private,
        graded.score if graded else None,
        graded.grader if graded else None,
        "\n\n".join(message.text for message in one.messages),
    )
