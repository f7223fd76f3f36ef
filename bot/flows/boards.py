"""Boards: sums of points, ranked when somebody looks."""

from zoneinfo import ZoneInfo

from bot.flows.deps import Deps
from bot.messages import Author, CommandInvoked, HomeOpened, Post
from bot.records import TeamPlace
from bot.standings import period, ranked
from bot.streaks import streak
from bot.wording import boards as wording


async def board(deps: Deps, command: CommandInvoked, found: TeamPlace) -> Post:
    """Return a team's board for the period that was asked for, this week unless said."""
    return await _board(deps, found, command.author, command.arguments.get("period", "week"))


async def home(deps: Deps, opened: HomeOpened, found: TeamPlace) -> Post:
    """Return what a person finds on the bot's own page: this week's board."""
    return await _board(deps, found, opened.author, "week")


async def _board(deps: Deps, found: TeamPlace, author: Author, asked_for: str) -> Post:
    team, now = found.team, deps.now()
    name = asked_for.lower()
    today = now.astimezone(ZoneInfo(team.zone)).date()
    since, until = period(name, today, team.first_weekday)
    person = await deps.store.teams.person(team.id, author)
    ranks = ranked(await deps.store.boards.totals(team.id, since, until))
    days = await deps.store.boards.practice_days(team.id, person.id)
    return wording.board(team, name, ranks, person.id, streak(days, today), now)
