"""Boards in words."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.messages import Address, Choice, Post
from bot.pages import written
from bot.periods import Period, PeriodKind, period, previous
from bot.records import Team
from bot.standings import (
    BASELINE_DAYS,
    ENOUGH,
    Board,
    BoardQuery,
    Metric,
    Standing,
    last_page,
)
from bot.streaks import FREEZES
from bot.wording.text import cell, cells, plain
from bot.wording.times import count, day_of

CURRENT = {
    PeriodKind.DAY: "Today",
    PeriodKind.WEEK: "This week",
    PeriodKind.MONTH: "This month",
    PeriodKind.QUARTER: "This quarter",
    PeriodKind.ALL: "All time",
}
LAST = {
    PeriodKind.DAY: "Yesterday",
    PeriodKind.WEEK: "Last week",
    PeriodKind.MONTH: "Last month",
    PeriodKind.QUARTER: "Last quarter",
}
NAMES = {
    Metric.POINTS: "",
    Metric.AVERAGE: "first attempts",
    Metric.IMPROVEMENT: "improvement",
    Metric.ROUNDS: "mock rounds",
    Metric.STREAK: "streaks",
}
RULES = {
    Metric.POINTS: "best score per question while it is open.",
    Metric.AVERAGE: f"mean score of first attempts, {ENOUGH} or more; later tries change nothing.",
    Metric.IMPROVEMENT: (
        f"mean score of first attempts, less one's own mean of the {BASELINE_DAYS // 7} weeks "
        f"before; {ENOUGH} or more in both."
    ),
    Metric.ROUNDS: "points from mock rounds that were shared.",
    Metric.STREAK: (
        f"practice days in a row, each where the person was; {FREEZES} missed days a month are "
        "forgiven."
    ),
}
ESTIMATES = "~ includes offline estimates."

EMPTY = {
    Metric.POINTS: "No points yet.",
    Metric.AVERAGE: f"Nobody has {ENOUGH} first attempts yet.",
    Metric.IMPROVEMENT: f"Nobody has {ENOUGH} first attempts here and in the weeks before yet.",
    Metric.ROUNDS: "No points from mock rounds yet. A round counts here once it is shared.",
    Metric.STREAK: "No streak yet.",
}


def board(
    team: Team, place: Address, query: BoardQuery, page: Board, streak: int, now: datetime
) -> Post:
    """Show a page of a board, with one's own place and the neighbours wherever they are.

    `place` is where the board is looked at; its buttons carry it.
    """
    names = (_when(team, query.period, now), NAMES[query.metric])
    if query.metric is Metric.STREAK:
        names = ("", "Streaks")
    title = " · ".join(filter(None, (*names, "this channel" if query.channel else "", team.name)))
    choices = _choices(team, place, query, page, now)
    footer = _footer(team, query, page, now)
    if not page.people:
        return Post(title=title, body=EMPTY[query.metric], choices=choices, footer=footer)
    body = f"{_table(query, page)}\n\n{_own(query, page, streak)}"
    return Post(title=title, body=body, choices=choices, footer=footer)


def week(team: Team, query: BoardQuery, page: Board, now: datetime) -> Post:
    """Show the board of a week that is over, and who won it."""
    title = f"{_named(query.period)} · {team.name}"
    footer = _footer(team, query, page, now)
    first = [one for one in page.page if one.place == 1]
    if not first:
        return Post(title=title, body="Nobody has points from this week any more.", footer=footer)
    names = " and ".join(filter(None, (", ".join(_names(first[:-1])), *_names(first[-1:]))))
    points = f"{first[0].value:g} from {count(first[0].answers, 'answer')}"
    if len(first) > 1:
        points = f"{first[0].value:g} each"
    body = f"**{names}** had the most points: {points}.\n\n{_table(query, page)}"
    return Post(title=title, body=body, footer=footer)


def week_gone(team: Team, over: Period) -> Post:
    """Stand where the board of a week was that cannot be made any more."""
    return Post(
        title=f"{_named(over)} · {team.name}",
        body="Somebody on this board has left or goes by another name, and since weeks begin on "
        "another day now, it cannot be drawn again.",
    )


def no_channel() -> Post:
    """Say that there is no board of this place alone."""
    return Post(body="No question is asked here, so there is no board of this channel alone.")


def nothing_before() -> Post:
    """Say that all time cannot be compared with what was before."""
    return Post(body="Improvement needs a day, week, month or quarter, to compare with before.")


def _choices(
    team: Team, place: Address, query: BoardQuery, page: Board, now: datetime
) -> tuple[Choice, ...]:
    """Offer the page before, the page after, and the period before."""
    found = []
    for number in (query.page - 1, query.page + 1):
        if 1 <= number <= last_page(page.people, query.size):
            first = (number - 1) * query.size + 1
            label = f"{first} to {min(number * query.size, page.people)}"
            found.append(_choice(place, replace(query, page=number), label))
    if query.period.kind is not PeriodKind.ALL and query.metric is not Metric.STREAK:
        before = previous(query.period, team.first_weekday)
        label = _when(team, before, now)
        found.append(_choice(place, replace(query, period=before, page=1), label))
    return tuple(found)


def _choice(place: Address, query: BoardQuery, label: str) -> Choice:
    return Choice(action="board", value=written(place, query), label=label)


def _table(query: BoardQuery, page: Board) -> str:
    """Return the page; who looks at it, and those beside, come above or below if not on it."""
    on_page = {one.person for one in page.page}
    near = sorted((one for one in page.around if one.person not in on_page), key=by_name)
    width = max(cells(cell(one.name)) for one in (*page.page, *near))
    start, end = page.page[0].position, page.page[-1].position
    lines = [_line(query.metric, one, width) for one in sorted(page.page, key=by_name)]
    above = [one for one in near if one.position < start]
    below = [one for one in near if one.position > end]
    if above:
        gap = ["  …"] if max(one.position for one in above) < start - 1 else []
        lines = [*(_line(query.metric, one, width) for one in above), *gap, *lines]
    if below:
        gap = ["  …"] if min(one.position for one in below) > end + 1 else []
        lines += [*gap, *(_line(query.metric, one, width) for one in below)]
    return "```\n" + "\n".join(lines) + "\n```"


def by_name(one: Standing) -> tuple[int, str]:
    """Return what lines are sorted by: people in the same place by their names."""
    return one.place, one.name.casefold()


def _own(query: BoardQuery, page: Board, streak: int) -> str:
    mine = next((one for one in page.around if one.person == query.me), None)
    if mine is None and page.hidden:
        return "You are on no board. `me board name` or `me board pseudonym` changes that."
    if mine is None:
        points = query.metric in {Metric.POINTS, Metric.ROUNDS}
        return "You have no points here yet." if points else "You have no place here yet."
    after = f", with a streak of {count(streak, 'day')}." if streak else "."
    return f"You are {_ordinal(mine.place)} of {page.people}{after}"


def _line(metric: Metric, one: Standing, width: int) -> str:
    name = cell(one.name)
    mark = "~" if one.estimates else " "
    what = "round" if metric is Metric.ROUNDS else "answer"
    space = " " * (width - cells(name))
    return (
        f"{one.place:>3}  {name}{space}  {value(metric, one):>5}{mark} {count(one.answers, what)}"
    )


def value(metric: Metric, one: Standing) -> str:
    """Return a value as it is written, in the unit of what is ranked."""
    match metric:
        case Metric.AVERAGE:
            return f"{one.value:.1f}"
        case Metric.IMPROVEMENT:
            return f"{one.value:+.1f}"
        case _:
            return f"{one.value:g}"


def _footer(team: Team, query: BoardQuery, page: Board, now: datetime) -> str:
    updated = f"{now.astimezone(ZoneInfo(team.zone)):%a %H:%M}"
    footer = f"Updated {updated} · {RULES[query.metric]}"
    if any(one.estimates for one in (*page.page, *page.around)):
        footer += f" {ESTIMATES}"
    return footer


def _when(team: Team, one: Period, now: datetime) -> str:
    """Return `This week`, `Last week`, or the name of a period that is longer ago."""
    today = now.astimezone(ZoneInfo(team.zone)).date()
    current = period(one.kind, today, team.first_weekday)
    if one.start == current.start:
        return CURRENT[one.kind]
    if one.start == previous(current, team.first_weekday).start:
        return LAST[one.kind]
    return _named(one)


def _named(one: Period) -> str:
    match one.kind:
        case PeriodKind.DAY:
            return day_of(one.start)
        case PeriodKind.WEEK:
            return f"Week of {day_of(one.start)}"
        case PeriodKind.MONTH:
            return f"{one.start:%B %Y}"
        case PeriodKind.QUARTER:
            return f"Quarter {(one.start.month + 2) // 3} of {one.start.year}"
        case PeriodKind.ALL:
            return CURRENT[one.kind]


def _names(standings: Sequence[Standing]) -> list[str]:
    return [plain(one.name) for one in standings]


def _ordinal(number: int) -> str:
    if number % 100 in {11, 12, 13}:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"
