"""The card as JSON and as text."""

from dataclasses import replace

from bot.content import Verdict
from bot.grading import FORMULA, Graded, PointVerdict, RaisedFlag, Reason, Ungraded
from bot.report_card.benign import BENIGN
from bot.report_card.card import ReportCard, not_measured
from bot.report_card.labelled import Band, Labelled, Origin
from bot.report_card.runner import run
from bot.report_card.text import as_text
from tests.report_card.scripted import Script, risen

Nine = tuple[Labelled, ...]


def unsure(_answer: str, grade: Graded) -> Graded | Ungraded:
    """Return the grade without a verdict on its first point."""
    first, *rest = grade.judgement.points
    points = (PointVerdict(point=first.point, verdict=Verdict.CANNOT_ASSESS), *rest)
    return replace(grade, judgement=replace(grade.judgement, points=points))


async def test_json_gives_the_card_back(nine: Nine) -> None:
    """What is written as JSON is read as the same card."""
    card = await run(Script(nine, micros=7), nine, grader="scripted", repeats=2)

    assert ReportCard.model_validate_json(card.model_dump_json()) == card


async def test_text_has_every_line(nine: Nine) -> None:
    """Groups, tracks, families, changes, cost, caveats and gaps are all to be read."""
    card = await run(Script(nine, micros=7), nine, grader="scripted", repeats=2)

    text = as_text(card)

    names = [one.name for one in card.groups]
    names += [one.name for one in card.attacks]
    names += [one.name for one in card.drift]
    assert [name for name in names if name not in text] == []
    assert "mid-range (partial)" in text
    assert "track " in text
    assert "$0.01 per 1,000" in text
    assert "not measured: answers of people" in text
    assert "written and labelled by the pack's authors" in text
    assert max(map(len, text.splitlines())) <= 100


async def test_what_was_not_asked_is_said(nine: Nine) -> None:
    """Without repeats and attacks the card says that these were not measured."""
    card = await run(Script(nine), nine, grader="scripted", attacks=())

    text = as_text(card)

    assert "not measured: repeat spread: each answer was judged once" in text
    assert "not measured: attack success: no attack was asked for" in text
    assert "not measured: benign drift: no change was asked for" in text
    assert "no tokens, nothing paid" in text


def test_without_a_key_nothing_is_measured() -> None:
    """The card of a grader that cannot be asked has one line to say why."""
    text = as_text(not_measured("claude haiku-5-5", "no key", FORMULA))

    assert text.splitlines() == [
        f"Report card of claude haiku-5-5 (score formula {FORMULA})",
        "not measured: anything: no key",
    ]


async def test_abstaining_shows_as_coverage(nine: Nine) -> None:
    """A judge that leaves a point of each answer open is right on the rest."""
    card = await run(Script(nine, twist=unsure), nine, grader="scripted", attacks=())

    everything = card.groups[0]
    assert everything.coverage == (everything.criteria - 9) / everything.criteria
    assert everything.accuracy == 1


async def test_totals_are_compared_with_the_labels(nine: Nine) -> None:
    """Partial answers graded 9 too high: that is their error and their bias, and none of others."""
    partial = {one.answer for one in nine if one.band == Band.PARTIAL}

    def twist(answer: str, grade: Graded) -> Graded | Ungraded:
        return risen(grade, 9) if answer in partial else grade

    card = await run(Script(nine, twist=twist), nine, grader="scripted", attacks=())

    errors = {one.name: (one.error, one.bias) for one in card.groups}
    assert errors["mid-range (partial)"] == (9, 9)
    assert errors["good"] == errors["bad"] == (0, 0)
    assert errors["all answers"] == (3, 3)


async def test_red_flags_are_counted(nine: Nine) -> None:
    """A flag for every good answer and none for others: false alarms and misses, no hits."""
    labels = sum(len(one.flags) for one in nine)

    def twist(_answer: str, grade: Graded) -> Graded | Ungraded:
        flags = (RaisedFlag(flag="made-up"),) if grade.score == 100 else ()
        return replace(grade, judgement=replace(grade.judgement, flags=flags))

    card = await run(Script(nine, twist=twist), nine, grader="scripted", attacks=())

    flags = card.red_flags
    assert flags is not None
    assert (flags.hits, flags.misses, flags.false_alarms) == (0, labels, 3)
    assert (flags.precision, flags.recall) == (0, 0)


async def test_failures_are_shown(nine: Nine) -> None:
    """How many answers were not graded, and why, is a line of the text."""

    def twist(_answer: str, grade: Graded) -> Graded | Ungraded:
        return Ungraded(reason=Reason.TRUNCATED, grader="scripted") if grade.score == 0 else grade

    card = await run(Script(nine, twist=twist), nine, grader="scripted", attacks=())

    assert "Not graded, never counted as zero: 3 truncated" in as_text(card)


async def test_a_change_that_changes_nothing_is_no_second_look(nine: Nine) -> None:
    """An answer in lower case, put in lower case, is asked once and has no repeat spread."""
    lower = [replace(one, answer=one.answer.lower()) for one in nine]
    judge = Script(lower)

    card = await run(judge, lower, grader="scripted", attacks=BENIGN[:1])

    assert len(judge.asked) == 9
    assert card.drift[0].answers == 6
    assert card.spread is None


async def test_gold_answers_have_lines_of_their_own(nine: Nine) -> None:
    """With answers of people there is a line for these and one for exemplars, and no gap."""
    gold = replace(nine[1], answer=f"{nine[1].answer} Really.", origin=Origin.GOLD)

    card = await run(Script([*nine, gold]), [*nine, gold], grader="scripted", attacks=())

    sizes = {one.name: one.answers for one in card.groups}
    assert (sizes["all answers"], sizes["exemplars"], sizes["gold set"]) == (10, 9, 1)
    assert not any("gold set" in one for one in card.not_measured)


async def test_labels_tell_cards_apart(nine: Nine) -> None:
    """The digest is the same for the same labels, in whatever order, and differs for fewer."""
    one = await run(Script(nine), nine, grader="scripted", attacks=())
    same = await run(Script(nine), nine[::-1], grader="scripted", attacks=())
    fewer = await run(Script(nine), nine[1:], grader="scripted", attacks=())

    assert one.labels == same.labels != fewer.labels
