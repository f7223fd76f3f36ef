"""Streaks against a day-by-day count; ranks and periods against their definitions."""

from datetime import date, timedelta
from random import Random

from hypothesis import example, given
from hypothesis import strategies as st

from bot.records import PersonId, PracticeDays, Total
from bot.standings import period, ranked
from bot.streaks import streak

TODAY = date(2026, 11, 23)
BACK = 20

day_sets = st.frozensets(st.integers(-BACK, 3).map(lambda n: TODAY + timedelta(days=n)))
days_of_use = st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 12, 31))
totals = st.lists(
    st.builds(
        Total,
        person=st.integers(0, 50).map(lambda number: PersonId(f"p{number}")),
        name=st.sampled_from(["ana", "Ana", "ben", "Çem", "zoe"]),
        points=st.integers(0, 5),
        answers=st.integers(0, 9),
        estimates=st.integers(0, 9),
    ),
    unique_by=lambda total: total.person,
    max_size=12,
)


def by_hand(days: PracticeDays) -> int:
    """Count a streak by looking at one day after the other, backwards from today."""
    count = 0
    for back in range(BACK + 1):
        day = TODAY - timedelta(days=back)
        if day in days.answered:
            count += 1
        elif day in days.asked and back > 0:
            return count
    return count


@given(day_sets, day_sets)
def test_a_streak_is_counted_day_by_day(answered: frozenset[date], asked: frozenset[date]) -> None:
    """A streak is what one gets by walking back from today, one day at a time."""
    days = PracticeDays(answered=answered, asked=asked)

    assert streak(days, TODAY) == by_hand(days)


@given(day_sets, day_sets)
def test_today_breaks_nothing(answered: frozenset[date], asked: frozenset[date]) -> None:
    """Whether today's question is there yet makes no difference; an answer today adds one."""
    before = PracticeDays(answered=answered - {TODAY}, asked=asked - {TODAY})
    waiting = PracticeDays(answered=answered - {TODAY}, asked=asked | {TODAY})
    done = PracticeDays(answered=answered | {TODAY}, asked=asked | {TODAY})

    assert streak(waiting, TODAY) == streak(before, TODAY)
    assert streak(done, TODAY) == streak(before, TODAY) + 1


@given(day_sets, st.integers(1, BACK))
def test_days_without_a_question_do_nothing(answered: frozenset[date], back: int) -> None:
    """Making all days later by one, with a free day between, leaves the streak as it was."""
    free = TODAY - timedelta(days=back)

    def earlier(days: frozenset[date]) -> frozenset[date]:
        return frozenset(day - timedelta(days=1) if day <= free else day for day in days)

    asked = frozenset(TODAY - timedelta(days=n) for n in range(BACK))
    plain = PracticeDays(answered=answered, asked=asked)
    shifted = PracticeDays(answered=earlier(answered), asked=earlier(asked))

    assert streak(shifted, TODAY) == streak(plain, TODAY)


@given(totals)
def test_ranks_are_dense(found: list[Total]) -> None:
    """Places are 1 to the number of different points; equal points share, more points lead."""
    ranks = ranked(found)

    places = {rank.total.points: rank.place for rank in ranks}
    assert [rank.place for rank in ranks] == sorted(rank.place for rank in ranks)
    assert sorted(places.values()) == list(range(1, len({t.points for t in found}) + 1))
    assert all(rank.place == places[rank.total.points] for rank in ranks)
    assert sorted(places, reverse=True) == sorted(places, key=lambda points: places[points])


@given(totals, st.randoms(use_true_random=False))
def test_the_order_is_stable(found: list[Total], chance: Random) -> None:
    """A board is the same in whatever order its rows are read, and loses nobody."""
    mixed = list(found)
    chance.shuffle(mixed)

    ranks = ranked(mixed)

    assert ranks == ranked(found)
    assert {rank.total.person for rank in ranks} == {total.person for total in found}


@given(days_of_use, st.integers(0, 6))
@example(date(2028, 2, 29), 6)
def test_a_week_is_seven_days(today: date, first_weekday: int) -> None:
    """A week has seven days, begins on the first weekday and has today in it."""
    start, end = period("week", today, first_weekday)

    assert start <= today <= end
    assert start.weekday() == first_weekday
    assert end - start == timedelta(days=6)


@given(days_of_use, st.integers(0, 6))
@example(date(2028, 2, 29), 0)
@example(date(2026, 12, 31), 0)
def test_a_month_is_a_month(today: date, first_weekday: int) -> None:
    """A month goes from its first day to the day before the next first, with today in it."""
    start, end = period("month", today, first_weekday)

    assert start <= today <= end
    assert start.day == (end + timedelta(days=1)).day == 1
    assert (start.year, start.month) == (end.year, end.month) == (today.year, today.month)


@given(days_of_use, st.integers(0, 6))
def test_all_time_is_all_time(today: date, first_weekday: int) -> None:
    """All time leaves no day out."""
    assert period("all", today, first_weekday) == (date.min, date.max)
