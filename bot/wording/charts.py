"""What is drawn of boards, progress and rounds."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum

from bot.messages import Address, Choice, Post
from bot.periods import DAY, WEEK
from bot.pictures import (
    BoardCard,
    BoardLine,
    Chart,
    DayHeat,
    ProgressLine,
    Radar,
    Series,
    Spoke,
    TopicHeat,
    TopicRow,
)
from bot.progress import WEEKS, Progress, TeamProgress
from bot.rounds.cards import Scorecard
from bot.standings import Board, BoardQuery
from bot.wording.boards import ESTIMATES, by_name, value
from bot.wording.pictures import alt
from bot.wording.progress import Names
from bot.wording.text import plain

YEAR = DAY * 364

SCALE = "0 in the middle, 4 at the rim"
MEANS = f"Mean score of first attempts, {WEEKS} weeks"
EVERYONE = "everyone"


class View(StrEnum):
    """What can be drawn of somebody's progress."""

    WEEKS = "weeks"
    LEVELS = "levels"
    DAYS = "days"


LABELS: Mapping[View, str] = {
    View.WEEKS: "Week by week",
    View.LEVELS: "Dimensions",
    View.DAYS: "Days",
}
"""What a picture is called where it is offered."""


def board(title: str, query: BoardQuery, page: Board) -> BoardCard | None:
    """Draw a page of a board and who looks at it between neighbours; None where nobody is on it."""
    found = {one.person: one for one in (*page.page, *page.around)}
    # People in the same place are in the order of their names, as in the text.
    shown = sorted(found.values(), key=by_name)
    positions = sorted(one.position for one in shown)
    if not shown:
        return None
    estimates = any(one.estimates for one in shown)
    return BoardCard(
        title=title,
        lines=tuple(
            BoardLine(
                place=one.place,
                position=position,
                name=one.name,
                value=one.value,
                shown=f"{value(query.metric, one)}{'~' * bool(one.estimates)}",
                me=one.person == query.me,
            )
            for one, position in zip(shown, positions, strict=True)
        ),
        note=ESTIMATES if estimates else "",
    )


def mine(
    shown: Progress, names: Names, today: date, first_weekday: int
) -> Mapping[View, ProgressLine | Radar | DayHeat]:
    """Draw somebody's progress in every way for which there is something to be drawn."""
    if not shown.answers:
        return {}
    views: dict[View, ProgressLine | Radar | DayHeat] = {
        View.WEEKS: ProgressLine(
            title=f"Your progress, {WEEKS} weeks",
            weeks=tuple(today - WEEK * back for back in reversed(range(WEEKS))),
            series=tuple(Series(label=one.topic, values=one.weeks) for one in shown.tracks),
        )
    }
    if shown.levels:
        spokes = tuple(
            Spoke(label=names.dimensions.get(one.dimension, one.dimension), value=one.level)
            for one in shown.levels
        )
        views[View.LEVELS] = Radar(title="Your dimensions", spokes=spokes, note=SCALE)
    quarter = today - WEEK * WEEKS
    views[View.DAYS] = DayHeat(
        title="Your days",
        since=quarter if min(shown.days, default=today) >= quarter else today - YEAR,
        until=today,
        first_weekday=first_weekday,
        answers=tuple(sorted(shown.days.items())),
    )
    return views


def in_words(chart: Chart) -> Post:
    """Say what a picture would have shown."""
    return Post(title=chart.title, body=plain(alt(chart).removeprefix(chart.title).strip()))


def offering(post: Post, seen: View, views: Collection[View], place: Address) -> Post:
    """Offer the other pictures of somebody's progress; `place` says of which team."""
    others = tuple(
        Choice(action="progress", value=f"{one} {place}", label=LABELS[one])
        for one in views
        if one is not seen
    )
    return replace(post, choices=others)


def told_by(value: str) -> tuple[View, Address] | None:
    """Return what the value of such a button says: which picture, and where it was offered."""
    name, _, place = value.partition(" ")
    return (View(name), Address(place)) if name in tuple(View) else None


def scorecard(title: str, card: Scorecard) -> Radar | None:
    """Draw the levels of a round; None where none is known."""
    if all(one.level is None for one in card.levels):
        return None
    spokes = tuple(Spoke(label=one.name, value=one.level) for one in card.levels)
    return Radar(title=title, spokes=spokes, note=SCALE)


def team(title: str, shown: TeamProgress, names: Names) -> TopicHeat | None:
    """Draw how everyone and each row of people does in each concept, the weakest first."""
    if not shown.topics:
        return None
    called = [row.name or f"{row.people} others" for row in shown.rows]
    return TopicHeat(
        title=title,
        people=(EVERYONE, *called),
        rows=tuple(
            TopicRow(
                topic=names.concepts.get(topic.concept, topic.concept),
                scores=(topic.mean, *(row.scores.get(topic.concept) for row in shown.rows)),
            )
            for topic in shown.topics
        ),
        note=MEANS,
    )
