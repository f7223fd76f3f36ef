"""Follow-up questions and feedback: they help on, and give nothing away."""

import pytest

from bot.claude import ClaudeGrader
from bot.content import Probe, Verdict
from bot.packs import Bank
from bot.probes import choose, fits
from tests.claude.conftest import about, graded
from tests.servers.api_rules import Json
from tests.servers.messages_api import MessagesApi, Turn

ONE = "attention-root-dk"


async def test_feedback_gives_no_missed_point_away(
    grader: ClaudeGrader, api: MessagesApi, bank: Bank
) -> None:
    """A sentence that states a missed point is dropped; the rest stays."""
    one = bank.questions[ONE]

    def telling(body: Json) -> None:
        body["feedback"] = f"A clear start. {one.point('gradient').says.capitalize()}."

    api.script.append(Turn(change=telling))
    judged = await grader.judge(about(one, one.exemplars.partial.answer))

    assert judged.feedback == "A clear start."


@pytest.mark.parametrize(
    ("ask", "used"),
    [
        ("What would you see in the weights of the first layers after an hour?", True),
        ("Have you heard that the gradient vanishes?", False),
        ("Is there any learning signal that flows back?", False),
        ("Tell me about training.", False),
        ("What about <@U1>?", False),
    ],
)
async def test_a_probe_gives_nothing_away(
    grader: ClaudeGrader, api: MessagesApi, bank: Bank, ask: str, *, used: bool
) -> None:
    """A suggestion that states its point, or asks nothing, is replaced by the author's."""
    one = bank.questions[ONE]

    def suggesting(body: Json) -> None:
        body["probe"] = {"point": "gradient", "ask": ask}

    api.script.append(Turn(change=suggesting))
    outcome = graded(await grader.judge(about(one, one.exemplars.partial.answer)))

    authored = {probe.ask for probe in one.probes}
    assert (outcome.judgement.probe == ask) is used
    assert used or outcome.judgement.probe in authored


def test_no_suggestion_that_copies_an_open_point_fits(bank: Bank) -> None:
    """Over the bank: a point, its evidence or an alias of two words as a question is refused."""
    for question in bank.questions.values():
        ids = {point.id for point in question.rubric.points}
        for point in question.rubric.points:
            for text in (point.says, point.evidence):
                assert not fits(question, Probe(point=point.id, ask=f"Did you know {text}?"), ids)


async def test_the_authors_probe_is_the_heaviest_missed_one(
    grader: ClaudeGrader, bank: Bank
) -> None:
    """Without a suggestion the probe of the heaviest open point is asked; none if all are met."""
    one = bank.questions[ONE]
    partial = graded(await grader.judge(about(one, one.exemplars.partial.answer)))
    full = graded(await grader.judge(about(one, one.exemplars.good.answer)))

    missed = {p.point for p in partial.judgement.points if p.verdict != Verdict.MET}
    aimed = {probe.ask: probe.point for probe in one.probes}[partial.judgement.probe]
    probed = missed & {probe.point for probe in one.probes}
    assert one.point(aimed).weight == max(one.point(name).weight for name in probed)
    assert full.judgement.probe == choose(one, full.judgement, None) == ""
