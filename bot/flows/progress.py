"""What somebody knows by now, and a team together."""

import asyncio
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.flows.daily import RECENT
from bot.flows.deps import Deps
from bot.flows.pictures import pictured
from bot.messages import Author, ChoiceMade, CommandInvoked, Post
from bot.periods import WEEK
from bot.progress import WEEKS, Progress, progress, team_progress
from bot.records import Team, TeamPlace
from bot.selection import weak_concepts
from bot.streaks import local_day
from bot.wording import charts
from bot.wording import progress as wording
from bot.wording.feedback import no_longer

LOOK_BACK = timedelta(days=365)
"""How old the answers of a person may be."""


async def mine(deps: Deps, command: CommandInvoked, found: TeamPlace) -> Post:
    """Show a person their own progress, in words and week by week."""
    shown, today = await _progress(deps, found.team, command.author)
    names, first = wording.Names.of(deps.bank), found.team.first_weekday
    views = charts.mine(shown, names, today, first)
    post = await pictured(
        deps, wording.mine(shown, names, today, first), views.get(charts.View.WEEKS)
    )
    place = found.channel or command.place.channel
    return charts.offering(post, charts.View.WEEKS, views, place) if post.image else post


async def viewed(deps: Deps, choice: ChoiceMade) -> Post:
    """Return the picture that a button under one's progress leads to."""
    told = charts.told_by(choice.value)
    if told is None:
        return no_longer()
    view, place = told
    found = await deps.store.teams.speaking_at(place) or await deps.store.teams.at(choice.place)
    if found is None:
        return no_longer()
    shown, today = await _progress(deps, found.team, choice.author)
    names = wording.Names.of(deps.bank)
    views = charts.mine(shown, names, today, found.team.first_weekday)
    if view not in views:
        return no_longer()
    chart = views[view]
    post = await pictured(deps, Post(title=chart.title), chart)
    return charts.offering(post if post.image else charts.in_words(chart), view, views, place)


async def team(deps: Deps, _command: CommandInvoked, found: TeamPlace) -> Post:
    """Show how the team does, and what is asked more often because of it."""
    bank, one = deps.bank, found.team
    since = deps.now().astimezone(ZoneInfo(one.zone)).date() - WEEKS * WEEK
    scores = await deps.store.boards.topic_scores(one.id, since)
    concepts = {name: question.concepts for name, question in bank.questions.items()}
    recent = await deps.store.boards.recent_scores(one.id, RECENT)
    weak = weak_concepts(recent, bank.questions)
    shown = await asyncio.to_thread(team_progress, scores, concepts)
    names = wording.Names.of(bank)
    post = wording.team(one, shown, weak, names)
    return await pictured(deps, post, charts.team(post.title, shown, names))


async def _progress(deps: Deps, team: Team, author: Author) -> tuple[Progress, date]:
    """Return somebody's progress, and which day it is where they are."""
    now = deps.now()
    person = await deps.store.teams.person(team.id, author)
    answers = await deps.store.boards.answers(person.id, now - LOOK_BACK)
    stays = (await deps.store.boards.practice(team, person.id)).stays
    shown = await asyncio.to_thread(
        progress, answers, now, lambda at: local_day(at, stays, team.zone)
    )
    return shown, local_day(now, stays, team.zone)
