"""The card of the offline grader over the bank that is shipped."""

from bot.content import Question
from bot.local_grader import judge
from bot.packs import Bank
from bot.report_card.labelled import labelled
from bot.report_card.results import Judged
from bot.report_card.runner import run
from bot.report_card.text import as_text


async def ask(question: Question, answer: str) -> Judged:
    """Return what the offline grader says, which costs nothing."""
    return Judged(outcome=judge(question, answer))


async def test_the_offline_grader_has_a_sane_card(pack: Bank) -> None:
    """Bands in order, verdicts right on exemplars, little gained by attacks, nothing unmeasured.

    The bounds are loose: authors tuned exemplars on this grader, and the card says so.
    """
    answers = labelled(pack)

    card = await run(ask, answers, grader="local")
    print(as_text(card))  # noqa: T201 - to be read with pytest -s

    groups = {one.name: one for one in card.groups}
    everything, middle = groups["all answers"], groups["mid-range (partial)"]
    assert everything.graded == everything.answers == len(answers)
    assert (everything.accuracy or 0) > 0.9
    assert (everything.kappa or 0) > 0.8
    assert (middle.accuracy or 0) > 0.8
    means = [groups[name].given_mean for name in ("good", "mid-range (partial)", "bad")]
    good, partial, bad = (mean for mean in means if mean is not None)
    assert good > partial + 20
    assert partial > bad + 20
    rises = [one.mean_rise for one in card.attacks if one.mean_rise is not None]
    assert sum(rises) / len(rises) < 0.03
    assert max(rises) < 0.1
    assert all(one.mean_shift is not None and abs(one.mean_shift) < 3 for one in card.drift)
    assert card.cost.micros == 0
    assert "Exemplars were written and labelled" in card.caveats[0]
    assert not any("judgements" in one for one in card.not_measured)
