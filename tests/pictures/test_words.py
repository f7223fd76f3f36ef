"""The words instead of pictures, and the words in them."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.charts import lettering
from bot.charts.lettering import drawable, fitted, width, wrapped
from bot.pictures import DayHeat, Radar, Spoke, TopicHeat, TopicRow
from bot.wording.pictures import LONGEST, alt
from tests.pictures.samples import board, progress, samples


def test_board_in_words() -> None:
    """Every line of a board is said, with its place, name and value, and which one is one's own."""
    said = alt(board())

    assert "3. Дмитрий 371." in said
    assert "5. 李小龍 322." in said
    assert "17. Yuki (田中) (you) 104." in said


@settings(max_examples=50, deadline=None, derandomize=True)
@given(st.lists(st.none() | st.floats(0, 4), min_size=1, max_size=6))
def test_radar_in_words(levels: list[float | None]) -> None:
    """Each level is said to a tenth, and what could not be assessed is named as that."""
    spokes = tuple(Spoke(label=f"d{n}", value=level) for n, level in enumerate(levels))

    known, _, unknown = alt(Radar(title="Yes", spokes=spokes)).partition("Not assessed:")
    for spoke in spokes:
        if spoke.value is None:
            assert spoke.label in unknown
        else:
            number = f"{spoke.value:.1f}".removesuffix(".0")
            assert f"{spoke.label} {number}" in known


def test_lines_in_words() -> None:
    """Each week's value is said with its date, from the first that there is."""
    chart = progress()

    said = alt(chart)
    late = chart.series[3]
    assert f"{late.label}: {late.values[7]:.0f} on 30 Oct" in said


@settings(max_examples=50, deadline=None, derandomize=True)
@given(st.dictionaries(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(0, 9)))
def test_days_in_words(found: dict[date, int]) -> None:
    """The sums of the whole time and of each month are said; days outside of it do not count."""
    since, until = date(2026, 3, 1), date(2026, 5, 31)
    chart = DayHeat(
        title="Days", since=since, until=until, first_weekday=0, answers=tuple(found.items())
    )

    inside = {day: number for day, number in found.items() if since <= day <= until and number}
    said = alt(chart)
    assert f"{sum(inside.values())} answer" in said
    assert f"on {len(inside)} day" in said
    april = sum(number for day, number in inside.items() if day.month == 4)
    assert (f"Apr 2026 {april}" in said) == bool(april)


def test_topics_in_words() -> None:
    """Each topic is said with its mean and the score of each person."""
    chart = TopicHeat(
        title="Team",
        people=("Ana", "Ben", "Cy"),
        rows=(TopicRow(topic="Agents", scores=(40.0, None, 70.0)),),
    )

    assert alt(chart) == "Team Agents, mean 55: Ana 40, Cy 70."


@pytest.mark.parametrize("name", samples())
def test_words_fit_everywhere(name: str) -> None:
    """No text instead of a picture is longer than what Discord takes."""
    assert len(alt(samples()[name])) <= LONGEST


def test_names_that_cannot_be_drawn() -> None:
    """What no font has is left out of a name; with nothing left it points to the text."""
    assert drawable("Ngozi 🎉", others=()) == "Ngozi"
    assert drawable("Yuki (田中)", others=()) == "Yuki"
    assert drawable("李小龍", others=()) == "(in the text)"
    assert drawable("Łukasz Дмитрий Ελένη", others=()) == "Łukasz Дмитрий Ελένη"


def test_other_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the first font lacks is taken from the next that has it, absent ones aside."""
    has = lettering._has  # noqa: SLF001 - the fonts here have the same letters
    monkeypatch.setattr(
        lettering,
        "_has",
        lambda name, char: has(name, char) and (name, char) != (lettering.REGULAR, "ß"),
    )

    found = lettering.runs("Voß 田", 20, others=("no such font.ttf", lettering.BOLD))
    assert [(said, font.getname()[1]) for said, font in found] == [
        ("Vo", "Regular"),
        ("ß ", "Bold"),
    ]


@settings(max_examples=50, deadline=None, derandomize=True)
@given(st.text(max_size=60), st.floats(10, 300))
def test_cut_to_fit(text: str, room: float) -> None:
    """A text that was cut is no wider than its room, and is the beginning of what was said."""
    cut = fitted(text, room, 14)

    assert width(cut, 14) <= max(room, width("…", 14))
    assert cut == text or text.startswith(cut.removesuffix("…"))


def test_wrapped_where_it_helps() -> None:
    """A label stands on two lines where it is too wide for one."""
    assert wrapped("Communication and structure", 400, 15) == ("Communication and structure",)
    assert wrapped("Communication and structure", 110, 15) == ("Communication", "and structure")
    assert len(wrapped("Communication", 20, 15)) == 1
