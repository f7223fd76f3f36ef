"""`greenroom eval`: the report card of a grader on the pack's labelled answers."""

import sys
from pathlib import Path

from rich.progress import Progress

from bot.content import Question
from bot.grading import FORMULA
from bot.minds import Warn, grading
from bot.packs import load
from bot.ports import GradeRequest
from bot.report_card import (
    GOLD,
    Judged,
    ReportCard,
    as_text,
    judged,
    labelled,
    not_measured,
    run,
)
from bot.settings import Settings

MICROS = 1_000_000


async def evaluate(
    settings: Settings, *, repeats: int, budget: float, state: Path | None, warn: Warn
) -> ReportCard:
    """Judge every labelled answer of the pack and return what that says of the grader.

    `budget` is in dollars; `state` keeps what was judged, so that a card can be gone on with.
    """
    bank = load(settings.pack)
    answers = labelled(bank, settings.pack / GOLD)
    async with grading(settings, bank.dimensions, warn) as grader:

        async def ask(question: Question, answer: str) -> Judged:
            found = await grader.judge(GradeRequest(question=question, answer=answer))
            return judged(found.outcome, found.spent)

        def estimate(question: Question, answer: str) -> int:
            return grader.estimate(GradeRequest(question=question, answer=answer))

        with Progress(transient=True, disable=not sys.stderr.isatty()) as progress:
            task = progress.add_task("judging")
            return await run(
                ask,
                answers,
                grader=f"{grader.name} {grader.fingerprint[:8]}",
                repeats=repeats,
                budget_micros=round(budget * MICROS),
                estimate=estimate,
                state=state,
                progress=lambda done, total: progress.update(task, completed=done, total=total),
            )


def without_key(grader: str) -> ReportCard:
    """Return the card of a grader that cannot be asked."""
    return not_measured(grader, "no key in ANTHROPIC_API_KEY", FORMULA)


def shown(card: ReportCard, *, as_json: bool) -> str:
    """Return a card for a terminal, or as JSON."""
    return card.model_dump_json(indent=2) if as_json else as_text(card)
