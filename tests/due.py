"""Teams whose question is due now, and which wait for nobody."""

from dataclasses import replace
from datetime import timedelta

from bot.content import Difficulty, Track
from bot.flows.deps import Deps
from bot.flows.setup import DEFAULT_PLAN
from bot.messages import Address, SpaceKey
from bot.records import Feedback, Limits, NewTeam, Schedule, ScheduleId, Team, TeamId
from tests.fakes import ADMINS, CHANNEL, SPACE


def due_now(
    deps: Deps,
    name: str = "team",
    *,
    space: SpaceKey = SPACE,
    channel: Address = CHANNEL,
    limits: Limits | None = None,
) -> NewTeam:
    """Return a team that is asked at the next tick, and whose answers settle at once."""
    plan = replace(DEFAULT_PLAN, tracks=tuple(Track), difficulties=tuple(Difficulty))
    plan = replace(plan, grace=timedelta(days=8), open_for=timedelta(days=9))
    team = Team(
        id=TeamId(name),
        name=name,
        zone="UTC",
        first_weekday=0,
        admin_address=ADMINS,
        feedback=Feedback.FULL,
        limits=limits or Limits(settle=timedelta(0), settle_at_most=timedelta(0)),
    )
    schedule = Schedule(
        id=ScheduleId(f"{name}/daily"),
        team=team.id,
        name="daily",
        plan=plan,
        paused=False,
        skip=0,
        queued=None,
        next_at=deps.now(),
        channels=(channel,),
        version=1,
    )
    return NewTeam(team=team, space=space, schedule=schedule)
