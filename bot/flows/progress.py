"""What somebody knows by now, and a team together."""

import asyncio
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.flows.daily import RECENT
from bot.flows.deps import Deps
from bot.messages import CommandInvoked, Post
from bot.periods import WEEK
from bot.progress import WEEKS, progress, team_progress
from bot.records import TeamPlace
from bot.selection import weak_concepts
from bot.streaks import local_day
from bot.wording import progress as wording

LOOK_BACK = timedelta(days=365)
"""How old the answers of a person may be."""


async def mine(deps: Deps, command: CommandInvoked, found: TeamPlace) -> Post:
    """Show a person their own progress."""
    team, now = found.team, deps.now()
    person = await deps.store.teams.person(team.id, command.author)
    answers = await deps.store.boards.answers(person.id, now - LOOK_BACK)
    stays = (await deps.store.boards.practice(team, person.id)).stays
    shown = await asyncio.to_thread(
        progress, answers, now, lambda at: local_day(at, stays, team.zone)
    )
    names = wording.Names.of(deps.bank)
    return wording.mine(shown, names, local_day(now, stays, team.zone), team.first_weekday)


async def team(deps: Deps, _command: CommandInvoked, found: TeamPlace) -> Post:
    """Show how the team does, and what is asked more often because of it."""
    bank, one = deps.bank, found.team
    since = deps.now().astimezone(ZoneInfo(one.zone)).date() - WEEKS * WEEK
    scores = await deps.store.boards.topic_scores(one.id, since)
    concepts = {name: question.concepts for name, question in bank.questions.items()}
    recent = await deps.store.boards.recent_scores(one.id, RECENT)
    weak = weak_concepts(recent, bank.questions)
    shown = await asyncio.to_thread(team_progress, scores, concepts)
    return wording.team(one, shown, weak, wording.Names.of(bank))
