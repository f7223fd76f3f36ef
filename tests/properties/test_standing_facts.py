"""Places on a board against their definition."""

from datetime import date
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from adapters.discord.ids import choice_id
from bot.messages import Address, Choice
from bot.pages import read, written
from bot.periods import PeriodKind, period
from bot.records import PersonId, TeamId
from bot.standings import BoardQuery, Entry, Metric, last_page, paged, ranked

entries = st.lists(
    st.builds(
        Entry,
        person=st.integers(0, 50).map(lambda number: PersonId(f"p{number}")),
        name=st.sampled_from(["ana", "Ana", "ben", "Çem", "zoe"]),
        value=st.integers(0, 5),
        answers=st.integers(0, 9),
        estimates=st.integers(0, 9),
    ),
    unique_by=lambda entry: entry.person,
    max_size=12,
)


def a_query(page: int, size: int, me: str) -> BoardQuery:
    """Return a question for one page."""
    return BoardQuery(
        team=TeamId("team"),
        channel=None,
        period=period(PeriodKind.WEEK, date(2026, 11, 23), 0),
        metric=Metric.STREAK,
        page=page,
        me=PersonId(me),
        size=size,
    )


@given(entries)
def test_places_are_dense(found: list[Entry]) -> None:
    """Places are 1 to the number of different values; equal values share, more leads."""
    standings = ranked(found)

    places = {one.value: one.place for one in standings}
    assert [one.place for one in standings] == sorted(one.place for one in standings)
    assert sorted(places.values()) == list(range(1, len({one.value for one in found}) + 1))
    assert all(one.place == places[one.value] for one in standings)
    assert sorted(places, reverse=True) == sorted(places, key=lambda value: places[value])


@given(entries, st.randoms(use_true_random=False))
def test_the_order_is_stable(found: list[Entry], chance: Random) -> None:
    """A board is the same in whatever order its rows are read, and loses nobody."""
    mixed = list(found)
    chance.shuffle(mixed)

    standings = ranked(mixed)

    assert standings == ranked(found)
    assert {one.person for one in standings} == {one.person for one in found}


@given(entries, st.integers(1, 5), st.integers(0, 50))
def test_pages_make_the_board(found: list[Entry], size: int, me: int) -> None:
    """Its pages, one after the other, are the board, each with who looks between two neighbours."""
    whole = ranked(found)
    pages = [
        paged(whole, a_query(number, size, f"p{me}"))
        for number in range(1, last_page(len(whole), size) + 1)
    ]

    assert tuple(one for page in pages for one in page.page) == whole
    at = next((n for n, one in enumerate(whole) if one.person == f"p{me}"), None)
    for page in pages:
        assert page.people == len(whole)
        assert page.around == (() if at is None else whole[max(0, at - 1) : at + 2])


@given(
    st.sampled_from(PeriodKind),
    st.dates(min_value=date(2020, 1, 1), max_value=date(2099, 12, 31)),
    st.integers(0, 6),
    st.sampled_from(Metric),
    st.integers(1, 999),
    st.booleans(),
)
def test_a_button_says_its_page(
    kind: PeriodKind,
    day: date,
    first: int,
    metric: Metric,
    page: int,
    here: bool,  # noqa: FBT001
) -> None:
    """What a button says is read as the page it was made for, and fits into what Discord leaves."""
    place = Address("discord:1574000000000000000/1574000000000000001")
    query = BoardQuery(
        team=TeamId(""),
        channel=place if here else None,
        period=period(kind, day, first),
        metric=metric,
        page=page,
    )

    assert read(written(place, query)) == (place, query)
    assert (
        len(choice_id(Choice(action="board", value=written(place, query), label=""), "0" * 12))
        <= 100
    )
