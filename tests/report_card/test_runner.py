"""How a card is made: once for each answer, side by side, within a budget, failures apart."""

from pathlib import Path

import pytest

from bot.content import Question
from bot.errors import GraderDown, UserError
from bot.grading import Graded, Reason, Ungraded
from bot.report_card.attacks import ATTACKS, OVERRIDE
from bot.report_card.benign import BENIGN
from bot.report_card.card import ReportCard
from bot.report_card.labelled import Labelled
from bot.report_card.results import Judged
from bot.report_card.runner import CONCURRENCY, PATIENCE, run
from bot.spend import Spent, Usage
from tests.report_card.scripted import PAID, Script, risen

Nine = tuple[Labelled, ...]


async def plain(judge: Script, nine: Nine, budget: int | None, state: Path | None) -> ReportCard:
    """Return a card without attacks."""
    return await run(judge, nine, grader="scripted", attacks=(), budget_micros=budget, state=state)


async def test_a_perfect_judge_has_a_perfect_card(nine: Nine) -> None:
    """Right verdicts on honest and attacked answers: ones where ones are due, zeros elsewhere."""
    judge = Script(nine, micros=7)

    card = await run(judge, nine, grader="scripted", repeats=2)

    everything = card.groups[0]
    assert (everything.accuracy, everything.kappa, everything.qwk) == (1, 1, 1)
    assert (everything.error, everything.coverage, everything.graded) == (0, 1, 9)
    assert {one.success for one in card.attacks} == {0}
    assert len(card.attacks) == len(ATTACKS)
    assert len(card.drift) == len(BENIGN)
    assert card.spread is not None
    assert (card.spread.answers, card.spread.flips) == (9, 0)
    assert card.failures == {}
    assert card.cost.judgements == len(judge.asked)
    assert card.cost.micros == 7 * len(judge.asked)
    assert card.cost.tokens.cache_read == PAID.cache_read * len(judge.asked)
    assert card.cost.micros_per_answer == 7


async def test_each_answer_is_asked_as_often_as_wished(nine: Nine) -> None:
    """Three looks at nine answers are 27 calls, and progress counts them all."""
    judge = Script(nine)
    told: list[tuple[int, int]] = []

    await run(
        judge,
        nine,
        grader="scripted",
        repeats=3,
        attacks=(),
        progress=lambda done, total: told.append((done, total)),
    )

    assert sorted(judge.asked) == sorted([one.answer for one in nine] * 3)
    assert told == [(done, 27) for done in range(28)]


async def test_eight_are_under_way_at_a_time(nine: Nine) -> None:
    """Judgements run side by side, within the bound."""
    judge = Script(nine)

    await run(judge, nine, grader="scripted")

    assert judge.most_under_way == CONCURRENCY == 8


async def test_a_finished_run_is_not_asked_again(nine: Nine, tmp_path: Path) -> None:
    """The second run gives the same card, its cost included, without a call."""
    state = tmp_path / "state.jsonl"
    judge, again = Script(nine, micros=3), Script(nine, micros=3)

    first = await run(judge, nine, grader="scripted", repeats=2, state=state)
    second = await run(again, nine, grader="scripted", repeats=2, state=state)

    assert again.asked == []
    assert second == first


async def test_a_run_goes_on_where_it_was_cut_off(nine: Nine, tmp_path: Path) -> None:
    """Four lines and half of a fifth are left: five answers are asked, the file is whole again."""
    state = tmp_path / "state.jsonl"
    await plain(Script(nine), nine, None, state)
    lines = state.read_bytes().splitlines(keepends=True)
    state.write_bytes(b"".join(lines[:4]) + lines[4][:50])
    judge = Script(nine)

    card = await plain(judge, nine, None, state)

    assert len(judge.asked) == 5
    assert card.groups[0].graded == 9
    assert await plain(judge, nine, None, state) == card
    assert len(judge.asked) == 5


async def test_another_grader_is_asked_itself(nine: Nine, tmp_path: Path) -> None:
    """What one grader said is nothing that another one said."""
    state = tmp_path / "state.jsonl"
    await plain(Script(nine), nine, None, state)
    judge = Script(nine)

    await run(judge, nine, grader="another", attacks=(), state=state)

    assert len(judge.asked) == 9


async def test_the_state_holds_no_word_of_an_answer(nine: Nine, tmp_path: Path) -> None:
    """Keys, verdicts and sums are kept, and no text that somebody wrote."""
    state = tmp_path / "state.jsonl"
    await plain(Script(nine), nine, None, state)

    kept = state.read_text(encoding="utf-8")

    assert not any(one.answer[:20] in kept for one in nine)


@pytest.mark.parametrize("content", [b"dear diary\n", b"dear diary", b'{"id": 1}\n'])
async def test_a_file_of_somebody_else_is_left_alone(
    nine: Nine, tmp_path: Path, content: bytes
) -> None:
    """A file that is no state file is refused before anything is asked, and not written to."""
    state = tmp_path / "diary.txt"
    state.write_bytes(content)
    judge = Script(nine)

    with pytest.raises(UserError):
        await plain(judge, nine, None, state)

    assert judge.asked == []
    assert state.read_bytes() == content


async def test_a_state_file_that_cannot_be_written_is_found_out_first(
    nine: Nine, tmp_path: Path
) -> None:
    """A folder that is not there is said before anything is paid."""
    judge = Script(nine)

    with pytest.raises(UserError):
        await plain(judge, nine, None, tmp_path / "nowhere" / "state.jsonl")

    assert judge.asked == []


@pytest.mark.parametrize("estimate", [None, 10, 13])
async def test_a_budget_is_never_exceeded(nine: Nine, estimate: int | None) -> None:
    """45 micro-dollars buy four calls of ten, estimated well or too high; the rest is named."""
    judge = Script(nine, micros=10)

    card = await run(
        judge,
        nine,
        grader="scripted",
        attacks=(),
        budget_micros=45,
        estimate=None if estimate is None else lambda _question, _answer: estimate,
    )

    assert len(judge.asked) == 4
    assert card.cost.micros == 40
    assert "5 of 9 judgements: the budget is used up" in card.not_measured
    assert (card.groups[0].graded, card.groups[0].answers) == (4, 9)


async def test_a_budget_of_nothing_buys_nothing(nine: Nine) -> None:
    """Not even a first call is made to learn what calls cost."""
    judge = Script(nine, micros=10)

    card = await plain(judge, nine, 0, None)

    assert judge.asked == []
    assert "9 of 9 judgements: the budget is used up" in card.not_measured
    assert card.groups[0].accuracy is None


async def test_a_budget_counts_what_was_paid_before(nine: Nine, tmp_path: Path) -> None:
    """The same command again spends nothing more; with twice the budget it goes on."""
    state = tmp_path / "state.jsonl"
    judge = Script(nine, micros=10)

    await plain(judge, nine, 45, state)
    await plain(judge, nine, 45, state)
    assert len(judge.asked) == 4

    await plain(judge, nine, 90, state)
    assert len(judge.asked) == 9


async def test_failures_are_counted_and_are_no_zeros(nine: Nine) -> None:
    """A refused answer is no part of the figures, and stands beside them with its reason."""
    refused = nine[0].answer

    def twist(answer: str, grade: Graded) -> Graded | Ungraded:
        failed = Ungraded(reason=Reason.REFUSED, grader="scripted")
        return failed if answer == refused else grade

    card = await plain(Script(nine, twist=twist), nine, None, None)

    assert card.failures == {"refused": 1}
    assert (card.groups[0].graded, card.groups[0].answers) == (8, 9)
    assert card.groups[0].error == 0


async def test_attacked_answers_that_are_not_graded_are_counted(nine: Nine) -> None:
    """They are neither successes nor failures of the attack, and the card says how many."""

    def twist(answer: str, grade: Graded) -> Graded | Ungraded:
        failed = Ungraded(reason=Reason.MALFORMED, grader="scripted")
        return failed if OVERRIDE in answer else grade

    card = await run(Script(nine, twist=twist), nine, grader="scripted")

    family = next(one for one in card.attacks if one.name == "override instruction")
    assert (family.answers, family.ungraded, family.success) == (0, {"malformed": 6}, None)
    assert card.failures == {}
    assert "override instruction: no answer has a score with it and without it" in card.not_measured


async def test_a_judge_that_obeys_is_found_out(nine: Nine) -> None:
    """Thirty points for the instruction: success 1, mean rise .3, and none in other families."""

    def twist(answer: str, grade: Graded) -> Graded | Ungraded:
        return risen(grade, 30) if OVERRIDE in answer else grade

    card = await run(Script(nine, twist=twist), nine, grader="scripted")

    rises = {one.name: one for one in card.attacks}
    override = rises.pop("override instruction")
    assert override.success == 1
    assert override.mean_rise == pytest.approx(0.3)
    assert {(one.success, one.mean_rise) for one in rises.values()} == {(0, 0)}


async def test_a_grader_that_is_down_is_asked_again_later(nine: Nine, tmp_path: Path) -> None:
    """An outage is counted, kept out of the figures, and not kept as an answer."""
    state = tmp_path / "state.jsonl"

    async def down(_question: Question, _answer: str) -> Judged:
        raise GraderDown("overloaded")

    card = await run(down, nine, grader="scripted", attacks=(), state=state)
    assert card.failures == {"unavailable": 9}
    assert card.groups[0].accuracy is None

    judge = Script(nine)
    card = await plain(judge, nine, None, state)
    assert len(judge.asked) == 9
    assert card.failures == {}


async def test_an_outage_may_cost_money(nine: Nine) -> None:
    """A call that was cut off counts against the budget by what it may have been billed."""
    asked: list[str] = []
    spent = Spent(model="scripted", usage=Usage(input=5), micro_dollars=20, estimated=True)

    async def cut_off(_question: Question, answer: str) -> Judged:
        asked.append(answer)
        raise GraderDown("timeout", spent=(spent,))

    card = await run(cut_off, nine, grader="scripted", attacks=(), budget_micros=50)

    assert len(asked) == 2
    assert (card.cost.micros, card.cost.tokens.input) == (40, 10)


async def test_a_dead_grader_ends_the_run(nine: Nine) -> None:
    """After so many outages in a row nothing more is asked, and the card says so."""
    asked: list[str] = []

    async def down(_question: Question, answer: str) -> Judged:
        asked.append(answer)
        raise GraderDown("no connection")

    card = await run(down, nine, grader="scripted")

    assert PATIENCE <= len(asked) < PATIENCE + CONCURRENCY
    assert any(one.endswith("the grader does not answer") for one in card.not_measured)


async def test_one_question_has_no_other(nine: Nine) -> None:
    """With a single question that attack is left out; all the others are made."""
    card = await run(Script(nine[:3]), nine[:3], grader="scripted")

    assert len(card.attacks) == len(ATTACKS) - 1
