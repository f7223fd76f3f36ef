"""When a second model looks, and what two looks make of one score."""

from bot.claude import ClaudeGrader
from bot.claude.judging import BAND, PASS_LINE
from bot.content import Question
from bot.packs import Bank
from tests.claude.conftest import about, graded
from tests.servers.api_rules import Json
from tests.servers.messages_api import MessagesApi, Turn
from tests.servers.minds import Asked, Mind, best, reply, topic_of

ONE = "attention-root-dk"


def saying(question: Question, verdicts: dict[str, str], model: str = "") -> Mind:
    """Return a mind that gives these verdicts with real quotes; another model says all is met."""

    def mind(asked: Asked) -> Json:
        quotes = {
            name: (verdict, best(asked.answer, topic_of(question, name)))
            for name, verdict in verdicts.items()
        }
        if model and asked.model != model:
            quotes = {
                point.id: ("met", best(asked.answer, topic_of(question, point.id)))
                for point in question.rubric.points
            }
        return reply(asked, quotes, {}, {})

    return mind


async def test_near_the_pass_line_a_second_model_looks(
    grader: ClaudeGrader, api: MessagesApi, bank: Bank
) -> None:
    """Verdicts worth 57 are looked at again; where the other says 100 the score is the mean."""
    one = bank.questions[ONE]
    some = dict.fromkeys(["formula", "variance", "saturation"], "met") | {"init-only": "partial"}
    api.mind = saying(one, some, model="claude-haiku-5-5")

    judged = await grader.judge(about(one, one.exemplars.good.answer))

    assert judged.spread == (57, 100)
    assert abs(57 - PASS_LINE) <= BAND
    assert graded(judged).score == 79
    assert judged.spent[-1].model == "claude-sonnet-5-5"
    assert "<answer-" in str(api.bodies[1])
    assert "earlier reading" not in str(api.bodies[1])


async def test_two_looks_that_agree_have_no_spread(
    grader: ClaudeGrader, api: MessagesApi, bank: Bank
) -> None:
    """Agreement near the pass line leaves the score and raises the confidence."""
    one = bank.questions[ONE]
    some = dict.fromkeys(["formula", "variance", "saturation"], "met") | {"init-only": "partial"}
    api.mind = saying(one, some)

    judged = await grader.judge(about(one, one.exemplars.good.answer))

    assert judged.spread is None
    assert graded(judged).score == 57
    assert graded(judged).confidence == 0.95


async def test_a_review_that_fails_leaves_the_first_look(
    grader: ClaudeGrader, api: MessagesApi, bank: Bank
) -> None:
    """Refusal of the review model costs the second opinion, not the grade."""
    one = bank.questions[ONE]
    some = dict.fromkeys(["formula", "variance", "saturation"], "met") | {"init-only": "partial"}
    api.mind = saying(one, some)
    api.script.extend([Turn(), Turn(stop="refusal")])

    judged = await grader.judge(about(one, one.exemplars.good.answer))

    assert graded(judged).score == 57
    assert len(judged.spent) == 2
