"""What every grader has to do, whatever it judges by."""

from collections.abc import Callable

import pytest

from bot.content import Question, Verdict
from bot.grading import Graded, GradeOutcome, Reason, Ungraded, score
from bot.local_grader import LocalGrader
from bot.packs import Bank
from bot.ports import Grader, GradeRequest
from bot.words import squash
from tests.fakes import ScriptedGrader

MAKERS: tuple[Callable[[], Grader], ...] = (ScriptedGrader, LocalGrader)
GOOD = (
    "Before the first token comes out, the model reads the whole prompt, which is prefill. "
    "Afterwards each decode step reuses cached keys and values. "
    "The cache takes memory in proportion to the length, so memory grows with length. "
    "With so little memory left there are fewer requests together."
)


@pytest.fixture(params=MAKERS, ids=lambda maker: maker.__name__)
def grader(request: pytest.FixtureRequest) -> Grader:
    """Return each grader in turn."""
    made: Grader = request.param()
    return made


@pytest.fixture
def question(bank: Bank) -> Question:
    """Return a question with four points."""
    return bank.questions["alpha"]


async def judged(grader: Grader, question: Question, answer: str) -> GradeOutcome:
    """Return what a grader makes of an answer."""
    return (await grader.judge(GradeRequest(question=question, answer=answer))).outcome


async def test_one_verdict_a_point(grader: Grader, question: Question) -> None:
    """There is one verdict for each point of the rubric, in its order."""
    outcome = await judged(grader, question, GOOD)

    assert isinstance(outcome, Graded)
    points = [one.point for one in outcome.judgement.points]
    assert points == [point.id for point in question.rubric.points]


@pytest.mark.parametrize("answer", [GOOD, GOOD.upper(), GOOD.replace(" ", "\n", 3)])
async def test_quotes_are_in_the_answer(grader: Grader, question: Question, answer: str) -> None:
    """Whatever earns credit is quoted from the answer."""
    outcome = await judged(grader, question, answer)

    assert isinstance(outcome, Graded)
    earned = [
        one for one in outcome.judgement.points if one.verdict in {Verdict.MET, Verdict.PARTIAL}
    ]
    assert earned
    for one in earned:
        assert one.quote
        assert squash(one.quote) in squash(answer)


async def test_the_score_is_ours(grader: Grader, question: Question) -> None:
    """The score is what the formula makes of the verdicts, in the grader's steps."""
    outcome = await judged(grader, question, GOOD)

    assert isinstance(outcome, Graded)
    step = 25 if outcome.estimate else 1
    assert outcome.score == score(question.rubric, outcome.judgement, step=step)
    assert outcome.score > 0
    assert 0 <= outcome.confidence <= 1


@pytest.mark.parametrize("answer", ["", "   \n\t", "\u200b\u200b", "🎉👍"])
async def test_nothing_earns_nothing(grader: Grader, question: Question, answer: str) -> None:
    """An answer without words gets no points."""
    outcome = await judged(grader, question, answer)

    match outcome:
        case Graded(score=points):
            assert points == 0
        case Ungraded(reason=reason):
            assert reason in {Reason.EMPTY, Reason.NOT_AN_ANSWER}


async def test_the_question_is_no_answer(grader: Grader, question: Question) -> None:
    """Who repeats the question gets no points for it."""
    outcome = await judged(grader, question, question.prompt)

    assert isinstance(outcome, Ungraded) or outcome.score == 0


async def test_something_else_is_no_answer(grader: Grader, question: Question) -> None:
    """Who writes about something else gets no points, and no verdict is invented."""
    answer = "My grandmother's apple cake needs butter, patience and a cold kitchen in November."
    outcome = await judged(grader, question, answer)

    assert isinstance(outcome, Ungraded) or outcome.score == 0


async def test_the_same_again(grader: Grader, question: Question) -> None:
    """The same answer gets the same judgement."""
    first = await judged(grader, question, GOOD)

    assert await judged(grader, question, GOOD) == first


async def test_who_graded(grader: Grader, question: Question) -> None:
    """An outcome names its grader."""
    outcome = await judged(grader, question, GOOD)

    assert outcome.grader == grader.name
