"""Boards: who stands where, in which days, by which measure; and the post at the end of a week."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from bot import pages
from bot.consequences import Consequences, Revise, Say, Wake, WakeKind
from bot.flows.deps import Deps
from bot.flows.pictures import pictured
from bot.messages import (
    Address,
    Author,
    ChoiceMade,
    CommandInvoked,
    HomeOpened,
    OutboxKey,
    Place,
    Post,
)
from bot.people import Profile
from bot.periods import DAY, Period, PeriodKind, period, previous
from bot.records import PersonId, Practice, Team, TeamId, TeamPlace
from bot.standings import (
    Board,
    BoardQuery,
    Entry,
    Metric,
    Scope,
    Standing,
    last_page,
    paged,
    ranked,
)
from bot.streaks import Streak, streak
from bot.wording import boards as wording
from bot.wording import charts
from bot.wording import streaks as streak_wording
from bot.wording.feedback import no_longer


async def board(deps: Deps, command: CommandInvoked, found: TeamPlace) -> Post:
    """Return a page of a board: this week's points of the team unless something else is said."""
    return await _board(deps, found, command.author, command.place, command.arguments, drawn=True)


async def home(deps: Deps, opened: HomeOpened, found: TeamPlace) -> Post:
    """Return what a person finds on the bot's own page: this week's board."""
    # Without a picture: the page is shown anew whenever it is opened.
    return await _board(deps, found, opened.author, opened.place, {}, drawn=False)


async def turned(deps: Deps, choice: ChoiceMade) -> Post:
    """Return the page that a button of a board leads to.

    All that it takes is in the button, so that it works however long ago the board was shown.
    """
    told = pages.read(choice.value)
    if told is None:
        return no_longer()
    place, query = told
    found = await deps.store.teams.speaking_at(place) or await deps.store.teams.at(choice.place)
    if found is None:
        return no_longer()
    one = await deps.store.people.profile(found.team.id, choice.author)
    mine = replace(query, team=found.team.id)
    return await _shown(deps, found.team, place, mine, one, drawn=True)


async def my_streak(deps: Deps, command: CommandInvoked, found: TeamPlace) -> Post:
    """Tell a person their streak, and what each day did to it where they ask."""
    person = await deps.store.teams.person(found.team.id, command.author)
    mine = streak(await deps.store.boards.practice(found.team, person.id), deps.now())
    if command.arguments.get("why", "no").lower() == "yes":
        return streak_wording.why(mine)
    return streak_wording.streak(mine)


async def _board(
    deps: Deps,
    found: TeamPlace,
    author: Author,
    place: Place,
    said: Mapping[str, str],
    *,
    drawn: bool,
) -> Post:
    team = found.team
    kind = PeriodKind(said.get("period", PeriodKind.WEEK).lower())
    shown = period(kind, _today(deps, team), team.first_weekday)
    if said.get("when", "current").lower() == "previous":
        shown = previous(shown, team.first_weekday)
    here = Scope(said.get("scope", Scope.TEAM).lower()) is Scope.CHANNEL
    if here and found.channel is None:
        return wording.no_channel()
    one = await deps.store.people.profile(team.id, author)
    query = BoardQuery(
        team=team.id,
        channel=found.channel if here else None,
        period=shown,
        metric=Metric(said.get("metric", Metric.POINTS).lower()),
    )
    return await _shown(deps, team, found.channel or place.channel, query, one, drawn=drawn)


async def _shown(
    deps: Deps, team: Team, place: Address, query: BoardQuery, one: Profile, *, drawn: bool
) -> Post:
    query = replace(query, me=one.person.id)
    if query.metric is Metric.IMPROVEMENT and query.period.kind is PeriodKind.ALL:
        return wording.nothing_before()
    page = await _page(deps, team, query)
    if query.page > (last := last_page(page.people, query.size)):
        query = replace(query, page=last)
        page = await _page(deps, team, query)
    page = replace(page, hidden=not one.on_board)
    mine = None
    if query.metric is Metric.POINTS:
        mine = streak(await deps.store.boards.practice(team, one.person.id), deps.now())
    post = wording.board(team, place, query, page, mine.days if mine else 0, deps.now())
    return await pictured(deps, post, charts.board(post.title, query, page) if drawn else None)


async def _page(deps: Deps, team: Team, query: BoardQuery) -> Board:
    if query.metric is not Metric.STREAK:
        return await deps.store.boards.board(query)
    everybody = await deps.store.boards.everybodys_practice(team, query.channel)
    return paged(await asyncio.to_thread(by_streak, everybody, deps.now()), query)


def by_streak(everybody: Sequence[Practice], now: datetime) -> Sequence[Standing]:
    """Return everybody who has a streak, in their place; counts for long where they are many."""
    found = ((practice, streak(practice, now)) for practice in everybody)
    return ranked([_entry(practice, days) for practice, days in found if days.days])


def _entry(practice: Practice, found: Streak) -> Entry:
    return Entry(
        person=practice.person,
        name=practice.name,
        value=found.days,
        answers=len(practice.answers),
        estimates=0,
    )


def _today(deps: Deps, team: Team) -> date:
    return deps.now().astimezone(ZoneInfo(team.zone)).date()


# --- the post at the end of a week


def week_ends(team: Team, now: datetime) -> Wake:
    """Return the wake that comes when a team's week is over."""
    today = now.astimezone(ZoneInfo(team.zone)).date()
    week = period(PeriodKind.WEEK, today, team.first_weekday)
    return _at_midnight(team, week.end + DAY)


async def weekly(deps: Deps, team_id: TeamId) -> None:
    """Post the board of the week that is over, once; on the days after, bring it up to date."""
    found = await deps.store.teams.get(team_id)
    if found is None or not found[0].weekly:
        return
    team, channels = found
    today = _today(deps, team)
    over = previous(period(PeriodKind.WEEK, today, team.first_weekday), team.first_weekday)
    post, shown = await _week(deps, team, over)
    says: list[Say | Revise] = []
    for channel in channels:
        key = OutboxKey(f"weekly/{team.id}/{over.start}/{channel}")
        if shown:
            says.append(Say(key=key, address=channel, post=post, shows=shown))
        if today > over.end + DAY:
            again = OutboxKey(f"{key}/{today}")
            says.append(Revise(key=again, address=channel, of=key, post=post, shows=shown))
    tomorrow = _at_midnight(team, today + DAY)
    await deps.store.outbox.say(Consequences(says=says, wakes=[tomorrow]))


async def renew(deps: Deps, key: OutboxKey) -> None:
    """Bring the post of a week up to date, however old, since somebody left or changed their name.

    Where it had not been said yet, it was taken back, and is said now.
    """
    _, team_id, start, channel = key.split("/", 3)
    found = await deps.store.teams.get(TeamId(team_id))
    if found is None:
        return
    first = date.fromisoformat(start)
    team, over = found[0], period(PeriodKind.WEEK, first, first.weekday())
    post, shown = await _week(deps, team, over)
    if first.weekday() != team.first_weekday:
        # Sums are kept of weeks as they are now.
        post, shown = wording.week_gone(team, over), ()
    address, again = Address(channel), OutboxKey(f"{key}/{deps.new_id()}")
    says: list[Say | Revise] = []
    if shown:
        says.append(Say(key=key, address=address, post=post, shows=shown))
    says.append(Revise(key=again, address=address, of=key, post=post, shows=shown))
    await deps.store.outbox.say(Consequences(says=says))


async def _week(deps: Deps, team: Team, over: Period) -> tuple[Post, tuple[PersonId, ...]]:
    """Return the post of a week, and whom it shows."""
    query = BoardQuery(team=team.id, channel=None, period=over, metric=Metric.POINTS)
    page = await deps.store.boards.board(query)
    shown = tuple(one.person for one in page.page)
    return wording.week(team, query, page, deps.now()), shown


def _at_midnight(team: Team, day: date) -> Wake:
    at = datetime.combine(day, time(0), ZoneInfo(team.zone)).astimezone(UTC)
    return Wake(kind=WakeKind.WEEKLY, key=team.id, at=at)
