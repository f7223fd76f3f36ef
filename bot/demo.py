"""The demo team of the console: there from the start, with a question every day."""

from dataclasses import replace
from datetime import timedelta

from bot.commands import WEEKDAYS
from bot.consequences import Consequences
from bot.content import Track
from bot.flows.deps import Deps
from bot.flows.setup import DEFAULT_PLAN, MONDAY
from bot.messages import Address, Place, SpaceKey
from bot.records import Feedback, Limits, NewTeam, Schedule, ScheduleId, Team, TeamId

PLACE = Place(space=SpaceKey("console:demo"), channel=Address("console:practice"))

FIRST = "kv-cache-second-token"
"""The question that everybody's first room opens with, where the pack has it."""

SETTLE = timedelta(seconds=8)
"""Shorter than elsewhere: nobody else is waited for at one's own terminal."""


async def set_up(deps: Deps, zone: str) -> None:
    """Make the demo team, once; its first question is due at the first tick."""
    if await deps.store.teams.at(PLACE) is not None:
        return
    team_id = TeamId(deps.new_id())
    plan = replace(
        DEFAULT_PLAN, zone=zone, days=WEEKDAYS, tracks=tuple(Track), grace=timedelta(hours=24)
    )
    team = Team(
        id=team_id,
        name="demo team",
        zone=zone,
        first_weekday=MONDAY,
        admin_address=PLACE.channel,
        feedback=Feedback.FULL,
        limits=Limits(settle=SETTLE),
    )
    due = deps.calendar.last_due(plan.at, plan.zone, plan.days, deps.now())
    schedule = Schedule(
        id=ScheduleId(deps.new_id()),
        team=team_id,
        name="daily",
        plan=plan,
        paused=False,
        skip=0,
        queued=FIRST,
        next_at=due or deps.now(),
        channels=(PLACE.channel,),
        version=1,
    )
    new = NewTeam(team=team, space=PLACE.space, schedule=schedule)
    await deps.store.teams.create(new, Consequences())
