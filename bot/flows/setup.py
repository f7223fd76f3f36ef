"""What admins do: set up, look at and change schedules and settings."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time, timedelta
from difflib import get_close_matches
from zoneinfo import ZoneInfo

from bot.arguments import split_choices
from bot.commands import WEEKDAYS
from bot.consequences import Consequences
from bot.content import Difficulty, Track
from bot.flows import boards, daily
from bot.flows.deps import Deps
from bot.messages import CommandInvoked, Place, Post
from bot.periods import is_zone
from bot.records import (
    Feedback,
    Limits,
    NewTeam,
    Plan,
    Schedule,
    ScheduleId,
    Team,
    TeamId,
    TeamPlace,
)
from bot.wording import money
from bot.wording import setup as wording
from bot.wording.money import MICROS

DEFAULT_PLAN = Plan(
    at=time(9, 0),
    zone="UTC",
    days=WEEKDAYS[:5],
    tracks=(Track.FUNDAMENTALS, Track.APPLIED, Track.SYSTEM_DESIGN),
    difficulties=tuple(Difficulty),
    open_for=timedelta(hours=24),
    remind=timedelta(hours=1),
    grace=timedelta(hours=3),
)

MONDAY = 0


async def set_up(deps: Deps, command: CommandInvoked, found: TeamPlace | None) -> Post:
    """Start a schedule in this channel, and a team where the space has none."""
    place, values = command.place, command.arguments
    name = values.get("name", "daily")
    own = command.author.zone
    theirs = own if own and is_zone(own) else "UTC"
    zone = values.get("zone") or (found.team.zone if found else theirs)
    plan = _changed(replace(DEFAULT_PLAN, zone=zone), values)
    if plan.remind >= plan.open_for:
        return wording.reminder_too_early()
    team_id = found.team.id if found else TeamId(deps.new_id())
    schedule = Schedule(
        id=ScheduleId(deps.new_id()),
        team=team_id,
        name=name,
        plan=plan,
        paused=False,
        skip=0,
        queued=None,
        next_at=deps.calendar.next_due(plan.at, plan.zone, plan.days, deps.now()),
        channels=(place.channel,),
        version=1,
    )
    then = Consequences(event=command.event)
    if found is None:
        team = Team(
            id=team_id,
            name=values.get("team", "your team"),
            zone=zone,
            first_weekday=MONDAY,
            admin_address=place.channel,
            feedback=Feedback.BRIEF,
            limits=Limits(),
        )
        new = NewTeam(team=team, space=place.space, schedule=schedule)
        made = await deps.store.teams.create(new, then)
        return wording.set_up(schedule, deps.now()) if made else wording.busy()
    others = await deps.store.teams.schedules(team_id)
    for same in others:
        if same.name == name and same.channels:
            return wording.set_up_already(others)
        if same.name == name:
            # Its channels were lost; this one takes their place.
            back = replace(schedule, id=same.id, plan=_changed(same.plan, values))
            return await _save(deps, command, same, back, place, wording.set_up(back, deps.now()))
    made = await deps.store.teams.save_schedule(schedule, None, place, then)
    return wording.set_up(schedule, deps.now()) if made else wording.busy()


async def change(deps: Deps, command: CommandInvoked, found: TeamPlace) -> Post:
    """Show the schedules, or change the plan of one."""
    if not set(command.arguments) - {"name"}:
        all_of_them = await deps.store.teams.schedules(found.team.id)
        return wording.schedules(found.team, all_of_them, deps.now())
    schedule = await _chosen(deps, command, found.team)
    if isinstance(schedule, Post):
        return schedule
    plan = _changed(schedule.plan, command.arguments)
    if plan.remind >= plan.open_for:
        return wording.reminder_too_early()
    due = deps.calendar.next_due(plan.at, plan.zone, plan.days, deps.now())
    return await _save(deps, command, schedule, replace(schedule, plan=plan, next_at=due))


async def join(deps: Deps, command: CommandInvoked, found: TeamPlace) -> Post:
    """Ask the questions of a schedule in this channel too."""
    schedule = await _chosen(deps, command, found.team)
    if isinstance(schedule, Post):
        return schedule
    channels = tuple(dict.fromkeys((*schedule.channels, command.place.channel)))
    changed = replace(schedule, channels=channels)
    post = wording.joined(schedule)
    return await _save(deps, command, schedule, changed, command.place, post)


async def leave(deps: Deps, command: CommandInvoked, found: TeamPlace) -> Post:
    """Stop asking in this channel."""
    here = command.place.channel
    asking = [
        one for one in await deps.store.teams.schedules(found.team.id) if here in one.channels
    ]
    if not asking:
        return wording.no_channel_here()
    for schedule in asking:
        channels = tuple(one for one in schedule.channels if one != here)
        changed = replace(schedule, channels=channels)
        if not await deps.store.teams.save_schedule(changed, schedule, None, Consequences()):
            return wording.busy()
    return wording.left()


async def steer(deps: Deps, command: CommandInvoked, found: TeamPlace) -> Post:
    """Skip, pause or resume a schedule, or queue its next question."""
    schedule = await _chosen(deps, command, found.team)
    if isinstance(schedule, Post):
        return schedule
    values = command.arguments
    match command.command:
        case "skip":
            changed = replace(schedule, skip=int(values.get("count", "1")))
        case "pause":
            changed = replace(schedule, paused=True)
        case "resume":
            plan = schedule.plan
            due = deps.calendar.next_due(plan.at, plan.zone, plan.days, deps.now())
            changed = replace(schedule, paused=False, next_at=due)
        case _:
            if unknown := _unknown(deps, values["question"]):
                return unknown
            changed = replace(schedule, queued=values["question"])
    return await _save(deps, command, schedule, changed)


async def post_now(deps: Deps, command: CommandInvoked, found: TeamPlace) -> Post:
    """Ask a question at once, besides the slots of the schedule."""
    schedule = await _chosen(deps, command, found.team)
    if isinstance(schedule, Post):
        return schedule
    wanted = command.arguments.get("question")
    if wanted and (unknown := _unknown(deps, wanted)):
        return unknown
    open_now = await deps.store.slots.open_in(found.team.id, None)
    if wanted in {about.question.id for about in open_now}:
        return wording.open_already()
    now = deps.now()
    local = f"{now.astimezone(ZoneInfo(schedule.plan.zone)):%Y-%m-%dT%H:%M:%S} {deps.new_id()[:8]}"
    chosen_first = replace(schedule, queued=wanted or schedule.queued)
    asked = None
    if schedule.channels:
        occasion = daily.Occasion(
            team=found.team,
            schedule=chosen_first,
            moved=schedule if wanted else replace(schedule, queued=None),
            local=local,
            due=now,
            event=command.event,
        )
        asked = await daily.ask(deps, occasion)
    return wording.posting(asked.title) if asked else wording.nothing_posted()


async def spend(deps: Deps, _command: CommandInvoked, found: TeamPlace) -> Post:
    """Show what grading cost this month."""
    today = deps.now().astimezone(ZoneInfo(found.team.zone)).date()
    first = today.replace(day=1)
    rows = await deps.store.boards.spending(found.team.id, first, today)
    return money.spending(rows, first, found.team.monthly_cap)


async def holiday(deps: Deps, command: CommandInvoked, found: TeamPlace) -> Post:
    """Show a team's holidays, or change one."""
    team, values = found.team, command.arguments
    today = deps.now().astimezone(ZoneInfo(team.zone)).date()
    if said := values.get("day"):
        day = date.fromisoformat(said)
        if day < today:
            return wording.holiday_over(day)
        off = values.get("off", "yes").lower() == "yes"
        then = Consequences(event=command.event)
        await deps.store.teams.set_day_off(team.id, day, off=off, then=then)
    days = await deps.store.teams.days_off(team.id)
    return wording.holidays(sorted(day for day in days if day >= today))


async def settings(deps: Deps, command: CommandInvoked, found: TeamPlace) -> Post:
    """Show or change how answers are taken."""
    values, team = command.arguments, found.team
    if not values:
        return wording.settings(team)
    limits = team.limits
    if said := values.get("attempts"):
        limits = replace(limits, attempts=int(said))
    if said := values.get("per-day"):
        limits = replace(limits, per_day=int(said))
    if said := values.get("settle"):
        limits = replace(limits, settle=timedelta(seconds=int(said)))
    if said := values.get("rounds"):
        limits = replace(limits, rounds=int(said))
    cap = team.monthly_cap
    if said := values.get("cap"):
        cap = int(said) * MICROS or None
    retention = team.retention
    if said := values.get("retention"):
        retention = int(said) or None
    admins = command.place.channel if "admin-channel" in values else team.admin_address
    feedback = Feedback(values.get("feedback", team.feedback).lower())
    weekly = values.get("weekly", "yes" if team.weekly else "no").lower() == "yes"
    week = WEEKDAYS.index(values.get("week", WEEKDAYS[team.first_weekday]).lower())
    changed = replace(
        team,
        limits=limits,
        feedback=feedback,
        monthly_cap=cap,
        weekly=weekly,
        first_weekday=week,
        retention=retention,
        admin_address=admins,
    )
    # A week that is about to end later or on another day is looked at in its time.
    wakes = [boards.week_ends(changed, deps.now())] if weekly else []
    then = Consequences(wakes=wakes, event=command.event)
    saved = await deps.store.teams.save_settings(changed, team, then)
    return wording.settings(changed) if saved else wording.busy()


async def _chosen(deps: Deps, command: CommandInvoked, team: Team) -> Schedule | Post:
    """Return the schedule that a command means, or what to say where that is not clear."""
    found = await deps.store.teams.schedules(team.id)
    named = command.arguments.get("name")
    meant = [one for one in found if named in {None, one.name}]
    if len(meant) == 1:
        return meant[0]
    return wording.which_schedule(found) if found else wording.no_team()


async def _save(
    deps: Deps,
    command: CommandInvoked,
    before: Schedule,
    changed: Schedule,
    place: Place | None = None,
    post: Post | None = None,
) -> Post:
    then = Consequences(event=command.event)
    if not await deps.store.teams.save_schedule(changed, before, place, then):
        return wording.busy()
    return post or wording.changed(changed, deps.now())


def _unknown(deps: Deps, said: str) -> Post | None:
    if said in deps.bank.questions:
        return None
    within = [one for one in deps.bank.questions if said.casefold() in one][:3]
    near = within or get_close_matches(said, deps.bank.questions, n=3, cutoff=0.4)
    return wording.unknown_question(said, near)


def _changed(plan: Plan, values: Mapping[str, str]) -> Plan:
    """Return a plan with the values that were given; `problems` has found them in order."""
    if said := values.get("time"):
        hour, minute = said.split(":")
        plan = replace(plan, at=time(int(hour), int(minute)))
    if said := values.get("zone"):
        plan = replace(plan, zone=said)
    if said := values.get("days"):
        wanted = split_choices(said)
        plan = replace(plan, days=tuple(day for day in WEEKDAYS if day in wanted))
    if said := values.get("tracks"):
        plan = replace(plan, tracks=tuple(Track(track) for track in split_choices(said)))
    if said := values.get("difficulty"):
        plan = replace(plan, difficulties=tuple(Difficulty(one) for one in split_choices(said)))
    if said := values.get("open"):
        plan = replace(plan, open_for=timedelta(hours=int(said)))
    if said := values.get("remind"):
        plan = replace(plan, remind=timedelta(minutes=int(said)))
    return plan
