"""Has every answer judged: side by side, within a budget, and never twice."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.content import Question
from bot.errors import GraderDown
from bot.grading import Reason, Ungraded
from bot.report_card.attacks import ATTACKS
from bot.report_card.benign import BENIGN
from bot.report_card.card import ReportCard
from bot.report_card.changes import Change
from bot.report_card.labelled import Labelled
from bot.report_card.plan import Task, plan
from bot.report_card.purse import Purse
from bot.report_card.results import Judge, Judged, Result, judged, result
from bot.report_card.state import State
from bot.report_card.summary import summary

CONCURRENCY = 8
"""Judgements under way at a time."""

PATIENCE = 24
"""Judgements in a row that are given up for want of a grader before the run stops."""


async def run(  # noqa: PLR0913 - all of it is named
    judge: Judge,
    labelled: Sequence[Labelled],
    *,
    grader: str,
    repeats: int = 1,
    attacks: Sequence[Change] = (*ATTACKS, *BENIGN),
    budget_micros: int | None = None,
    estimate: Callable[[Question, str], int] | None = None,
    state: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> ReportCard:
    """Return the card of a judge on labelled answers.

    `grader` names the judge and whatever else changes its verdicts (model, version of the prompt):
    what the state file has under that name is not asked again. `repeats` looks are taken at each
    answer, one at each of `attacks` (benign changes included).

    `budget_micros` caps the whole card, what earlier runs into the same state file paid included: a
    command that is given again spends no more. `estimate` is the most that a judgement can cost;
    without it that is the dearest so far, and the first is asked alone. `progress` is told how many
    judgements are there, of how many.

    Raises UserError where the state file is not one.
    """
    tasks = plan(labelled, grader=grader, repeats=repeats, changes=attacks)
    record = State(state)
    known = record.load({task.key for task in tasks})
    one = _Run(judge, grader, tasks, known, record, budget_micros, estimate, progress)
    await one.all()
    return summary(grader, tasks, one.results, one.paid, one.stopped)


class _Run:
    """What is known while a card is being made."""

    def __init__(  # noqa: PLR0913, PLR0917 - made in one place, above
        self,
        judge: Judge,
        grader: str,
        tasks: Sequence[Task],
        known: Sequence[Result],
        record: State,
        budget: int | None,
        estimate: Callable[[Question, str], int] | None,
        progress: Callable[[int, int], None] | None,
    ) -> None:
        self._judge = judge
        self._grader = grader
        self._record = record
        self._estimate = estimate
        self._progress = progress
        costs = [one.micros for one in known]
        self._purse = Purse(budget, sum(costs), max(costs, default=None))
        self.paid = list(known)
        self.results = {(one.key, one.repeat): one for one in known if not one.passing}
        wanted = {(task.key, task.repeat): task for task in tasks}
        self._total = len(wanted)
        self._todo = deque(task for at, task in wanted.items() if at not in self.results)
        self._unavailable = 0
        self.stopped = ""
        """Why it ended before everything was asked."""

    async def all(self) -> None:
        """Ask what is not known yet."""
        self._tell()
        async with asyncio.TaskGroup() as group:
            for _ in range(CONCURRENCY):
                group.create_task(self._work())

    async def _work(self) -> None:
        while self._todo and not self.stopped:
            task = self._todo.popleft()
            estimate = self._estimate(task.base.question, task.text) if self._estimate else None
            held = await self._purse.reserve(estimate)
            if held is None:
                self.stopped = "the budget is used up"
                return
            if self.stopped:
                await self._purse.settle(held, 0)
                return
            found = result(task.key, task.repeat, await self._ask(task))
            await self._purse.settle(held, found.micros)
            self._keep(found)

    async def _ask(self, task: Task) -> Judged:
        try:
            return await self._judge(task.base.question, task.text)
        except GraderDown as error:
            outage = Ungraded(reason=Reason.UNAVAILABLE, grader=self._grader)
            return judged(outage, error.spent)

    def _keep(self, found: Result) -> None:
        self._record.add(found)
        self.paid.append(found)
        self.results[found.key, found.repeat] = found
        self._unavailable = self._unavailable + 1 if found.passing else 0
        if self._unavailable >= PATIENCE:
            self.stopped = "the grader does not answer"
        self._tell()

    def _tell(self) -> None:
        if self._progress is not None:
            self._progress(len(self.results), self._total)
