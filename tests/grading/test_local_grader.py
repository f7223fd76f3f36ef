"""The offline grader on honest answers: verdicts, quotes, levels, and what it declines to judge."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content import Question, Verdict
from bot.grading import Graded, Reason, Ungraded, score, with_evidence
from bot.local_grader import LocalGrader, judge
from bot.local_grader.grader import MAX_CHARS, UNSEEN_DIMENSIONS
from bot.packs import Bank
from bot.ports import GradeRequest
from bot.words import squash

GOOD = (
    "The queue absorbs bursts, so at peaks messages wait until the slow consumer catches up. "
    "Delivery is at least once, which means that handlers must be idempotent against duplicates. "
    "If a worker crashes, the unacknowledged work is redelivered later. "
    "I would put an alarm on the age of the backlog."
)


def graded(question: Question, answer: str) -> Graded:
    """Return the grade of an answer that has to be gradable."""
    outcome = judge(question, answer)
    assert isinstance(outcome, Graded), outcome
    return outcome


def verdicts(grade: Graded) -> dict[str, Verdict]:
    """Return the verdicts by point."""
    return {one.point: one.verdict for one in grade.judgement.points}


def test_a_full_answer_meets_every_point(question: Question) -> None:
    """An answer that makes each point gets all of them, and the full score."""
    grade = graded(question, GOOD)

    assert set(verdicts(grade).values()) == {Verdict.MET}
    assert grade.score == 100
    assert grade.estimate
    assert grade.grader == LocalGrader.name == "local"


def test_the_quote_is_the_sentence_that_makes_the_point(question: Question) -> None:
    """A quote is one sentence of the answer where one sentence is enough."""
    quotes = {one.point: one.quote for one in graded(question, GOOD).judgement.points}

    assert quotes["alarm"] == "I would put an alarm on the age of the backlog."


def test_two_sentences_can_make_a_point_together(question: Question) -> None:
    """What is split over two sentences is found, and quoted whole."""
    answer = "Nothing is lost in a crash. Unacknowledged parts are simply retried, later."

    found = {one.point: one for one in graded(question, answer).judgement.points}["retry"]

    assert found.verdict == Verdict.MET
    assert found.quote == answer


def test_a_denied_point_is_not_made(question: Question) -> None:
    """The words of a point under a negation earn nothing."""
    claimed = "The queue absorbs bursts of traffic for a slow consumer."
    denied = "The queue does not absorb bursts of traffic for a slow consumer."

    assert verdicts(graded(question, claimed))["buffer"] == Verdict.MET
    assert verdicts(graded(question, denied))["buffer"] == Verdict.MISSED


def test_disbelief_denies_the_whole_sentence(question: Question) -> None:
    """What somebody says not to believe is denied up to the full stop, commas or not."""
    answer = "I don't think that, for traffic peaks, a queue absorbs bursts or smooths anything."

    assert verdicts(graded(question, answer))["buffer"] == Verdict.MISSED


def test_a_negative_point_is_made_by_denying(question: Question) -> None:
    """A point that is itself a denial is met by one, and its opposite is not."""
    denied = "A crash does not lose anything that was queued, unacknowledged or not."
    claimed = "A crash does lose anything that was queued, and more."

    assert verdicts(graded(question, denied))["retry"] != Verdict.MISSED
    assert verdicts(graded(question, claimed))["retry"] == Verdict.MISSED


def test_words_of_the_prompt_earn_nothing(question: Question) -> None:
    """Talking about the subject in the question's words makes no point."""
    answer = "I think the shop writes into the queue and the warehouse program reads purchases."

    assert graded(question, answer).score == 0


def test_no_evidence_is_zero_and_honest(question: Question) -> None:
    """A short attempt without a point is graded, with nothing."""
    for answer in ("no idea, maybe caching?", "I don't know", "42"):
        assert graded(question, answer).score == 0


def test_identifiers_in_code_count_as_words(question: Question) -> None:
    """Names in code are split at humps and underscores."""
    answer = (
        "```python\n"
        "def deliver(message, isIdempotentHandler=True):\n"
        "    monitor_backlog_age(message)\n"
        "```"
    )

    found = verdicts(graded(question, answer))

    assert found["order"] == Verdict.MET
    assert found["alarm"] == Verdict.MET
    assert found["buffer"] == Verdict.MISSED


def test_lines_of_code_are_read_together(question: Question) -> None:
    """A point may be spread over a few lines of code, which are quoted together."""
    lines = "for unacknowledged in pending():\n    if crash:\n        # so nothing is lost, retried"

    found = graded(question, f"```\n{lines}\n```").judgement.points

    assert {one.point: one.quote for one in found}["retry"] == lines


def test_a_sentence_without_end_is_read_in_parts(question: Question) -> None:
    """Text without full stops is cut, so that far apart words do not make a point together."""
    padding = "and then we went to see the sea and it was nice to be there with them " * 4
    together = "and unacknowledged work is retried after a crash"
    apart = f"and unacknowledged {padding} is retried {padding} after a crash"

    assert verdicts(graded(question, f"{GOOD} {together}"))["retry"] == Verdict.MET
    assert verdicts(graded(question, apart))["retry"] != Verdict.MET


def test_levels_follow_the_points_of_their_dimension(question: Question) -> None:
    """A dimension's level is the share of its points; what words cannot show has no level."""
    answer = "The queue absorbs bursts of traffic. Every handler is idempotent against duplicates."

    levels = {one.dimension: one for one in graded(question, answer).judgement.levels}

    assert levels["depth"].level == 4
    assert levels["failure-awareness"].level == 2
    assert levels["experience"].level is None
    assert levels["communication"].level is None
    assert levels["depth"].quote == "The queue absorbs bursts of traffic."


def test_unseen_dimensions_are_those_that_the_pack_calls_unseen(bank: Bank) -> None:
    """The constant agrees with `offline: false` in dimensions.yaml."""
    unseen = {one.id for one in bank.dimensions.dimensions if not one.offline}

    assert unseen == UNSEEN_DIMENSIONS


def test_a_red_flag_is_quoted_and_costs_points(question: Question) -> None:
    """Saying a cue raises the flag."""
    answer = GOOD + " And we get exactly once for free."

    grade = graded(question, answer)

    assert [flag.quote for flag in grade.judgement.flags] == ["And we get exactly once for free."]
    assert score(question.rubric, grade.judgement) == 90


@pytest.mark.parametrize(
    "answer",
    [
        "It is a mistake to believe in exactly once for free.",
        "You don't get exactly once for free.",
        "Once the price is free of doubt we know exactly.",
    ],
)
def test_a_rejected_claim_is_no_red_flag(question: Question, answer: str) -> None:
    """Warning of a claim, or using its words for something else, accuses nobody."""
    assert graded(question, answer).judgement.flags == ()


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("", Reason.EMPTY),
        (" \n\t ", Reason.EMPTY),
        ("...?!", Reason.EMPTY),
        ("\U0001f389\U0001f44d\U0001f3fd", Reason.EMPTY),
        ("\u200b\u2060\ufeff", Reason.EMPTY),
        ("队列可以缓冲高峰，消费者慢也没关系。queue 很有用。", Reason.LANGUAGE),
        ("キューは負荷のピークを吸収します", Reason.LANGUAGE),
        ("تحتفظ قائمة الانتظار بالرسائل حتى يلحق المستهلك البطيء", Reason.LANGUAGE),
        ("Очередь сглаживает пики, пока медленный потребитель догоняет.", Reason.LANGUAGE),
        (
            "Die Queue puffert Lastspitzen, und der Consumer kann die Nachrichten später abholen.",
            Reason.LANGUAGE,
        ),
        (
            "La file absorbe les pics de trafic, et le consommateur lent rattrape son retard.",
            Reason.LANGUAGE,
        ),
        (
            "La cola absorbe los picos y el consumidor lento se pone al día después.",
            Reason.LANGUAGE,
        ),
        (
            "Kuyruk yoğun saatlerde mesajları tutar, yavaş tüketici sonra yetişir.",
            Reason.LANGUAGE,
        ),
        ("thanks, great question!", Reason.NOT_AN_ANSWER),
        ("lol", Reason.NOT_AN_ANSWER),
        ("what does TTFT mean?", Reason.NOT_AN_ANSWER),
        ("I'll answer later", Reason.NOT_AN_ANSWER),
        ("Hi! Can you repeat the question?", Reason.NOT_AN_ANSWER),
    ],
)
def test_what_is_no_answer_is_ungraded(question: Question, answer: str, reason: Reason) -> None:
    """Nothing visible, another language and small talk are reasons, never a zero."""
    assert judge(question, answer) == Ungraded(reason=reason, grader="local")


def test_english_with_foreign_names_is_english(question: Question) -> None:
    """A few foreign or accented words do not make an answer foreign."""
    answer = "At Müller & Søn the queue absorbs bursts, and naïve handlers saw duplicates."

    assert isinstance(judge(question, answer), Graded)


def test_a_clarifying_question_that_makes_a_point_is_an_answer(question: Question) -> None:
    """A question to the interviewer counts once it holds evidence."""
    answer = "How do we monitor the backlog age, and is there an alarm?"

    assert verdicts(graded(question, answer))["alarm"] == Verdict.MET


def test_only_the_beginning_of_an_endless_answer_is_read(question: Question) -> None:
    """What comes after the limit earns nothing, and 50,000 characters take less than a second."""
    padding = "We went to see the sea and it was nice to be there for a while. " * 800
    began = time.process_time()

    grade = graded(question, padding[: MAX_CHARS + 1] + GOOD + padding[:30_000])

    assert time.process_time() - began < 1
    assert grade.score == 0


@pytest.mark.parametrize("unit", ["x\n", "a,", "if ", "[a, ", "<!--", "mark every ", "not only "])
def test_monotonous_text_takes_linear_time(question: Question, unit: str) -> None:
    """No repeated fragment makes a pattern backtrack or a loop square."""
    began = time.process_time()

    judge(question, unit * (50_000 // len(unit)))

    assert time.process_time() - began < 1


async def test_the_port_grades_as_the_function_does(question: Question) -> None:
    """Grading through the port gives what `judge` gives."""
    outcome = (await LocalGrader().judge(GradeRequest(question=question, answer=GOOD))).outcome

    assert outcome == judge(question, GOOD)


@settings(max_examples=100, deadline=None)
@given(
    answer=st.one_of(
        st.text(max_size=400),
        st.lists(
            st.sampled_from([*GOOD.split(), "```", "\n", "not", "-", "<!--", "\u200b", "e\u0301"]),
            max_size=60,
        ).map(" ".join),
    )
)
def test_any_text_is_judged_with_quotes_from_it(question: Question, answer: str) -> None:
    """Whatever is typed, every point gets one verdict and every credit stands on a quote."""
    outcome = judge(question, answer)
    if isinstance(outcome, Ungraded):
        return
    judgement = outcome.judgement

    assert [one.point for one in judgement.points] == [p.id for p in question.rubric.points]
    assert outcome.score in {0, 25, 50, 75, 100}
    assert 0 <= outcome.confidence <= 1
    quotes = [one.quote for one in judgement.points] + [one.quote for one in judgement.flags]
    assert all(squash(quote) in squash(answer) for quote in quotes)
    for one in judgement.points:
        assert bool(one.quote) == (one.verdict != Verdict.MISSED)
    assert with_evidence(judgement, question, answer) == (judgement, ())


def test_good_beats_partial_beats_bad(bank: Bank) -> None:
    """On nine questions of ten the three example answers are put in their order, in quarters."""
    ordered = []
    for one in bank.questions.values():
        good, partial, bad = (graded(one, e.answer).score for _, e in one.exemplars.each())
        ordered.append(good > partial > bad)

    assert sum(ordered) >= 0.9 * len(ordered)


def test_verdicts_agree_with_the_authors(bank: Bank) -> None:
    """Seven verdicts of eight on the example answers are the ones that their authors gave."""
    agreed = [
        verdict == exemplar.verdicts[point]
        for one in bank.questions.values()
        for _, exemplar in one.exemplars.each()
        for point, verdict in verdicts(graded(one, exemplar.answer)).items()
    ]

    assert sum(agreed) >= 0.875 * len(agreed)


def test_model_answers_score_high(bank: Bank) -> None:
    """Model answers, which were not written for this grader, get nine tenths on average."""
    scores = [graded(one, one.model_answer).score for one in bank.questions.values()]

    assert sum(scores) >= 90 * len(scores)


def test_good_and_model_answers_raise_no_red_flag(bank: Bank) -> None:
    """Nobody who answered well is accused of anything."""
    raised = {
        one.id: grade.judgement.flags
        for one in bank.questions.values()
        for answer in (one.exemplars.good.answer, one.model_answer)
        if (grade := graded(one, answer)).judgement.flags
    }

    assert raised == {}
