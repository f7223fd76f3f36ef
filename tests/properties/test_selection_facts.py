"""Which question comes next: none twice too soon, weak concepts more often, and no surprises."""

from collections import Counter
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.content import Difficulty, Question, Track
from bot.records import ConceptScore, PastQuestion, Plan
from bot.selection import WEAK_BELOW, pick, pool, weak_concepts

from .arbitrary import NOON, a_question

CONCEPTS = ("queues", "caches", "locks")
BASE = a_question()


def made(count: int) -> list[Question]:
    """Return that many questions, the concepts taking turns."""
    return [
        BASE.model_copy(update={"id": f"q{number}", "concepts": (CONCEPTS[number % 3],)})
        for number in range(count)
    ]


def past(*ids: str) -> list[PastQuestion]:
    """Return questions that were asked, one a day, the first of them longest ago."""
    days = enumerate(ids, start=-len(ids))
    return [PastQuestion(question=one, asked_at=NOON + timedelta(days=day)) for day, one in days]


ids = st.lists(st.sampled_from([f"q{number}" for number in range(12)]), unique=True)
weak_sets = st.frozensets(st.sampled_from(CONCEPTS))


@given(st.integers(0, 8), ids, weak_sets, st.text(max_size=10))
def test_picks_from_the_pool(count: int, asked: list[str], weak: frozenset[str], seed: str) -> None:
    """The pick is one of the candidates, and there is none only where there are no candidates."""
    found = pick(made(count), past(*asked), weak, seed)

    assert (found is None) == (count == 0)
    assert found is None or found in made(count)


@given(st.integers(1, 8), ids, weak_sets, st.text(max_size=10))
def test_same_seed_same_pick(count: int, asked: list[str], weak: frozenset[str], seed: str) -> None:
    """The same seed picks the same question, in whatever order the history is read."""
    first = pick(made(count), past(*asked), weak, seed)

    assert pick(made(count), past(*asked)[::-1], weak, seed) == first


@given(st.integers(1, 8), ids, weak_sets, st.text(max_size=10))
def test_fresh_before_asked(count: int, asked: list[str], weak: frozenset[str], seed: str) -> None:
    """What was never asked comes first; else it is the one that was asked longest ago."""
    candidates = made(count)

    found = pick(candidates, past(*asked), weak, seed)

    fresh = {question.id for question in candidates} - set(asked)
    oldest = next((one for one in asked if one in {q.id for q in candidates}), None)
    assert found is not None
    assert found.id in fresh if fresh else found.id == oldest


@given(st.integers(1, 8), weak_sets)
def test_two_rounds_through_the_pool(count: int, weak: frozenset[str]) -> None:
    """Asked day after day, every question comes once, then all again in the same order."""
    candidates, asked = made(count), list[str]()
    for day in range(2 * count):
        # The store returns each question once, with its last time.
        last = [one for at, one in enumerate(asked) if one not in asked[at + 1 :]]
        found = pick(candidates, past(*last), weak, f"day {day}")
        assert found is not None
        asked.append(found.id)

    first, second = asked[:count], asked[count:]
    assert len(set(first)) == count
    assert second == first


def test_weak_concepts_come_more_often() -> None:
    """Of twelve questions the four about a weak concept come first three times in five."""
    candidates = made(12)

    def share(weak: frozenset[str]) -> float:
        found = [pick(candidates, (), weak, f"seed {seed}") for seed in range(1000)]
        counts = Counter(one.concepts[0] for one in found if one)
        return counts["caches"] / 1000

    assert 0.28 < share(frozenset()) < 0.38
    assert 0.55 < share(frozenset({"caches"})) < 0.65


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 100)), max_size=12))
def test_weak_is_a_low_average(scores: list[tuple[int, int]]) -> None:
    """A concept is weak where its average is below the line; unknown questions are left out."""
    bank = {question.id: question for question in made(4)}
    told = [ConceptScore(question=f"q{number}", score=score) for number, score in scores]

    found = weak_concepts(told, bank)

    for number, concept in enumerate(CONCEPTS):
        mine = [score for at, score in scores if at < 4 and at % 3 == number]
        assert (concept in found) == bool(mine and sum(mine) < WEAK_BELOW * len(mine))


def test_an_average_on_the_line_is_not_weak() -> None:
    """Weak is below the line, not on it."""
    bank = {question.id: question for question in made(1)}

    def found(score: int) -> frozenset[str]:
        return weak_concepts([ConceptScore(question="q0", score=score)], bank)

    assert found(WEAK_BELOW) == frozenset()
    assert found(WEAK_BELOW - 1) == {"queues"}


@given(st.sets(st.sampled_from(list(Track))), st.sets(st.sampled_from(list(Difficulty))))
def test_the_pool_is_what_the_plan_names(tracks: set[Track], levels: set[Difficulty]) -> None:
    """A plan's pool holds every question of its tracks and levels, and no other, by id."""
    bank = {
        f"{level}-{track}": BASE.model_copy(
            update={"id": f"{level}-{track}", "track": track, "difficulty": level}
        )
        for track in Track
        for level in Difficulty
    }
    plan = Plan(
        at=NOON.time(),
        zone="UTC",
        days=("mon",),
        tracks=tuple(tracks),
        difficulties=tuple(levels),
        open_for=timedelta(hours=24),
        remind=timedelta(0),
        grace=timedelta(hours=3),
    )

    found = [question.id for question in pool(bank, plan)]

    assert found == sorted(f"{level}-{track}" for track in tracks for level in levels)
