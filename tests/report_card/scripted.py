"""A judge that says what a test tells it to, and remembers what it was asked."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.content import Question, Verdict
from bot.grading import Graded, Judgement, PointVerdict, RaisedFlag, Ungraded, score
from bot.report_card.labelled import Labelled
from bot.report_card.results import Judged, Tokens

PAID = Tokens(input=100, cache_write=5, cache_read=2000, output=300)


def right(one: Labelled) -> Graded:
    """Return the grade that the labels deserve."""
    judgement = Judgement(
        points=tuple(PointVerdict(point=p, verdict=Verdict(v)) for p, v in one.verdicts.items()),
        flags=tuple(RaisedFlag(flag=flag) for flag in sorted(one.flags)),
    )
    return Graded(
        score=score(one.question.rubric, judgement) or 0,
        judgement=judgement,
        grader="scripted",
        estimate=False,
        confidence=1.0,
    )


class Script:
    """Gives the right grade, unless `twist` makes something else of it."""

    def __init__(
        self,
        labelled: Sequence[Labelled],
        *,
        micros: int = 0,
        twist: Callable[[str, Graded], Graded | Ungraded] = lambda _, grade: grade,
    ) -> None:
        self._known = {(one.question.id, one.answer): one for one in labelled}
        self.micros = micros
        self.twist = twist
        self.asked: list[str] = []
        self.under_way = self.most_under_way = 0

    async def __call__(self, question: Question, answer: str) -> Judged:
        """Judge an answer, or what was made of one, as its labels say."""
        self.asked.append(answer)
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        self.under_way -= 1
        outcome = self.twist(answer, right(self._base(question, answer)))
        return Judged(outcome=outcome, micros=self.micros, tokens=PAID if self.micros else Tokens())

    def _base(self, question: Question, answer: str) -> Labelled:
        own = [one for (name, _), one in self._known.items() if name == question.id]
        return next((one for one in own if one.answer in answer), own[0])


def risen(grade: Graded, by: int) -> Graded:
    """Return the grade with another score, at most 100."""
    return replace(grade, score=min(100, grade.score + by))
