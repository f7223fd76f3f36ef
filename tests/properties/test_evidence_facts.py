"""Evidence: credit stands on words of the answer, and on nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from bot.content import Question, Verdict
from bot.grading import (
    DimensionLevel,
    Judgement,
    PointVerdict,
    RaisedFlag,
    score,
    with_evidence,
)

from .arbitrary import a_question, anything

QUESTION = a_question(flags=2)
ANSWER_LINES = (
    "A buffer keeps orders that come in a burst.",
    "The peak is evened out over the night, I think.",
    "Warehouse 0 never fails, so nobody has to look.",
    "Bursts!",
    "Bananas are yellow and they grow in bunches.",
    "Say what buffer orders bring.",
)
CREDITED = {Verdict.MET, Verdict.PARTIAL}

quotes = (
    st.sampled_from((*ANSWER_LINES, "", "keeps orders", "burst", "Somebody proposes a queue."))
    | st.sampled_from(ANSWER_LINES).map(str.upper)
    | st.sampled_from(ANSWER_LINES).map(lambda line: line.replace(" ", "  \n"))
    | st.sampled_from(ANSWER_LINES).map(lambda line: line[3:-4])
    | anything
)
answers = st.lists(st.sampled_from(ANSWER_LINES) | anything, max_size=5).map("\n".join)
judgements = st.builds(
    Judgement,
    points=st.tuples(
        *[
            st.builds(
                PointVerdict,
                point=st.just(point.id),
                verdict=st.sampled_from(list(Verdict)),
                quote=quotes,
            )
            for point in QUESTION.rubric.points
        ]
    ),
    flags=st.lists(
        st.builds(RaisedFlag, flag=st.sampled_from(["said-0", "said-1", "made-up"]), quote=quotes),
        max_size=3,
    ).map(tuple),
    levels=st.lists(
        st.builds(
            DimensionLevel,
            dimension=st.just("depth"),
            level=st.none() | st.integers(0, 4),
            quote=quotes,
        ),
        max_size=2,
    ).map(tuple),
)


def credited(judgement: Judgement) -> list[str]:
    """Return the quotes that earn something, or cost something."""
    return [
        *(one.quote for one in judgement.points if one.verdict in CREDITED),
        *(one.quote for one in judgement.flags),
        *(one.quote for one in judgement.levels if (one.level or 0) > 1),
    ]


def plainly(text: str) -> str:
    """Return a text of ours with case and white space made alike, by another way than the code."""
    return "".join(text.split()).lower()


@given(judgements, answers)
def test_nothing_is_added(judgement: Judgement, answer: str) -> None:
    """Every verdict, flag and level that stays was there before, and none became better."""
    checked, failed = with_evidence(judgement, QUESTION, answer)

    for before, after in zip(judgement.points, checked.points, strict=True):
        assert after == before or (
            after.verdict is Verdict.MISSED
            and before.verdict in CREDITED
            and before.point in failed
        )
    assert set(checked.flags) <= set(judgement.flags)
    for old, new in zip(judgement.levels, checked.levels, strict=True):
        assert new == old or (old.level or 0) > (new.level or 0)
    assert len(judgement.flags) - len(checked.flags) == sum(
        "said" in f or "made" in f for f in failed
    )


@given(judgements, answers)
def test_checking_twice_changes_nothing(judgement: Judgement, answer: str) -> None:
    """What passed once passes again, and loses nothing more."""
    checked, _ = with_evidence(judgement, QUESTION, answer)

    assert with_evidence(checked, QUESTION, answer) == (checked, ())


@given(judgements, st.lists(st.sampled_from(ANSWER_LINES), max_size=5).map("\n".join))
def test_credit_quotes_the_answer(judgement: Judgement, answer: str) -> None:
    """Every quote that earns or costs something is in the answer, and not in the question."""
    checked, _ = with_evidence(judgement, QUESTION, answer)

    for quote in credited(checked):
        assert plainly(quote)
        # Zero-width characters in a quote are no difference.
        said = plainly("".join(char for char in quote if char.isprintable() or char.isspace()))
        assert said in plainly(answer)
        assert said not in plainly(QUESTION.prompt)


@given(judgements, answers)
def test_credit_needs_a_quote(judgement: Judgement, answer: str) -> None:
    """Without quotes nothing is left: no points, no flags, no level above one."""
    bare = Judgement(
        points=tuple(
            PointVerdict(point=one.point, verdict=one.verdict) for one in judgement.points
        ),
        flags=tuple(RaisedFlag(flag=one.flag) for one in judgement.flags),
        levels=tuple(
            DimensionLevel(dimension=one.dimension, level=one.level) for one in judgement.levels
        ),
    )

    checked, _ = with_evidence(bare, QUESTION, answer)

    assert credited(checked) == []
    assert not score(QUESTION.rubric, checked)


def verdict_for(question: Question, quote: str, answer: str) -> Verdict:
    """Return what is left of MET on the first point for that quote."""
    told = Judgement(points=(PointVerdict(point="p0", verdict=Verdict.MET, quote=quote),))
    checked, _ = with_evidence(told, question, answer)
    return checked.points[0].verdict


def test_quoting_the_question_earns_nothing() -> None:
    """A sentence of the prompt is no evidence, even where the answer repeats it."""
    quote = "Say what buffer orders bring."

    assert verdict_for(QUESTION, quote, f"{quote} It keeps orders.") is Verdict.MISSED


def test_a_short_quote_has_to_be_a_sentence() -> None:
    """A single word counts where it is all that was said, but not cut out of a sentence."""
    assert verdict_for(QUESTION, "Bursts!", "Bursts! What else.") is Verdict.MET
    assert verdict_for(QUESTION, "bursts", "There are bursts in it.") is Verdict.MISSED


def test_a_quote_has_to_be_about_the_point() -> None:
    """A sentence of the answer that shares no word with the point is no evidence for it."""
    quote = "Bananas are yellow and they grow in bunches."

    assert verdict_for(QUESTION, quote, quote) is Verdict.MISSED
