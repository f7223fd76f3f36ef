"""The daily flow: schedules that are due ask a question, remind, and close it."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import structlog

from bot import selection
from bot.consequences import Ask, AskedId, Consequences, Outgoing, Revise, Say, Wake, WakeKind
from bot.content import Question
from bot.flows.deps import Deps
from bot.logs import described
from bot.messages import Address, OutboxKey
from bot.records import (
    AskedQuestion,
    AskedState,
    Plan,
    Schedule,
    ScheduleId,
    Slot,
    SlotId,
    SlotState,
    SlotSummary,
    Team,
    TeamId,
)
from bot.wording import questions as wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """A reason to ask a question now."""

    team: Team
    schedule: Schedule
    moved: Schedule
    """The schedule as it is to be afterwards."""
    local: str
    """Local time of the slot; the same one is never asked twice."""
    due: datetime
    notes: Sequence[Outgoing] = ()
    event: str | None = None


AT_ONCE = 32
"""How many due schedules are served at a time."""

RECENT = 60
"""How many of a team's newest scores say which concepts are weak."""

log = structlog.get_logger(__name__)


async def tick(deps: Deps) -> None:
    """Ask what is due. One schedule that cannot be served does not keep the others waiting."""
    failed: set[ScheduleId] = set()
    while True:
        due = await deps.store.teams.due(deps.now(), AT_ONCE + len(failed))
        teams: defaultdict[TeamId, list[tuple[Team, Schedule]]] = defaultdict(list)
        for team, schedule in due:
            if schedule.id not in failed:
                teams[team.id].append((team, schedule))
        if not teams:
            return
        for left in await asyncio.gather(*(_serve_team(deps, one) for one in teams.values())):
            failed |= left


async def _serve_team(deps: Deps, due: Sequence[tuple[Team, Schedule]]) -> frozenset[ScheduleId]:
    """Serve a team's schedules in turn, so that none asks what another one just did.

    Returns those that could not be served.
    """
    failed = set()
    for team, schedule in due:
        try:
            await _serve(deps, team, schedule)
        except Exception as error:  # noqa: BLE001 - the others go on
            log.error("schedule not served", schedule=schedule.id, **described(error))  # noqa: TRY400 - no message in logs
            failed.add(schedule.id)
    return frozenset(failed)


async def _serve(deps: Deps, team: Team, schedule: Schedule) -> None:
    """Move a due schedule on, asking its latest missed slot if that is not too old."""
    now = deps.now()
    plan = schedule.plan
    due = deps.calendar.last_due(plan.at, plan.zone, plan.days, now) or schedule.next_at
    following = deps.calendar.next_due(plan.at, plan.zone, plan.days, now)
    moved = replace(schedule, next_at=following, queued=None)
    missed = _missed(deps, schedule, due)
    unasked = replace(schedule, next_at=following)
    if not schedule.channels:
        await deps.store.teams.save_schedule(unasked, schedule, None, Consequences())
        return
    if schedule.skip:
        skipped = replace(unasked, skip=schedule.skip - 1)
        await deps.store.teams.save_schedule(skipped, schedule, None, Consequences())
        return
    day = due.astimezone(ZoneInfo(plan.zone)).date()
    if day in await deps.store.teams.days_off(team.id):
        await deps.store.teams.save_schedule(unasked, schedule, None, Consequences())
        return
    if now - due > plan.grace or now >= _closes(plan, due):
        says = _missed_note(team, schedule, missed + 1, due)
        await deps.store.teams.save_schedule(unasked, schedule, None, Consequences(says=says))
        return
    notes = _missed_note(team, schedule, missed, due) if missed else []
    local = f"{day}T{plan.at:%H:%M}"
    occasion = Occasion(
        team=team, schedule=schedule, moved=moved, local=local, due=due, notes=notes
    )
    await ask(deps, occasion)


async def ask(deps: Deps, occasion: Occasion) -> Question | None:
    """Ask a question in the channels of a schedule and store the schedule as moved on.

    None where there is nothing to ask, which pauses the schedule, or it was asked already.
    """
    team, schedule, moved = occasion.team, occasion.schedule, occasion.moved
    chosen = await _choose(deps, schedule, occasion.local)
    if chosen is None:
        note = Say(
            key=OutboxKey(f"empty/{schedule.id}/{occasion.local}"),
            address=team.admin_address,
            post=wording.nothing_to_ask(schedule.name),
        )
        then = Consequences(says=[*occasion.notes, note], event=occasion.event)
        await deps.store.teams.save_schedule(replace(moved, paused=True), schedule, None, then)
        return None
    closes_at = _closes(schedule.plan, occasion.due)
    slot = Slot(
        id=SlotId(deps.new_id()),
        schedule=schedule.id,
        team=schedule.team,
        local=occasion.local,
        opens_at=deps.now(),
        closes_at=closes_at,
        state=SlotState.OPEN,
    )
    asked = [(AskedId(deps.new_id()), channel) for channel in schedule.channels]
    posts = [_ask(chosen, slot, asked_id, channel, team) for asked_id, channel in asked]
    wakes = [Wake(kind=WakeKind.CLOSE, key=slot.id, at=closes_at)]
    if schedule.plan.remind:
        at = closes_at - schedule.plan.remind
        wakes.append(Wake(kind=WakeKind.REMIND, key=slot.id, at=at))
    then = Consequences(says=[*occasion.notes, *posts], wakes=wakes, event=occasion.event)
    steps = (schedule, moved)
    return chosen if await deps.store.slots.open(slot, chosen, asked, steps, then) else None


async def remind(deps: Deps, slot_id: SlotId) -> None:
    """Say in its threads that a question closes soon."""
    asked = await _open(deps, slot_id)
    if not asked or deps.now() >= asked[0].slot.closes_at:
        return
    summary = await deps.store.slots.summary(slot_id)
    says = [
        Say(
            key=OutboxKey(f"remind/{about.asked.id}"),
            address=about.asked.thread,
            post=wording.reminder(about, summary, deps.now()),
        )
        for about in asked
        if about.asked.thread is not None
    ]
    await deps.store.outbox.say(Consequences(says=says))


async def close(deps: Deps, slot_id: SlotId) -> None:
    """Close a question whose time is up, and show its model answer in its threads."""
    asked = await deps.store.slots.get(slot_id)
    if not asked or asked[0].slot.state is SlotState.CLOSED:
        return
    slot = asked[0].slot
    if deps.now() < slot.closes_at:
        wake = Wake(kind=WakeKind.CLOSE, key=slot_id, at=slot.closes_at)
        await deps.store.outbox.say(Consequences(wakes=[wake]))
        return
    summary = await deps.store.slots.summary(slot_id)
    says = [
        one
        for about in asked
        if about.asked.state is AskedState.OPEN
        for one in _ending(about, summary)
    ]
    wakes = [Wake(kind=WakeKind.CARDS, key=slot_id, at=deps.now())]
    await deps.store.slots.close(slot_id, Consequences(says=says, wakes=wakes))


async def opened(deps: Deps, asked_id: AskedId) -> None:
    """End a question in its channel that was closed while it was being posted there."""
    about = await deps.store.slots.asked(asked_id)
    if about is None or about.asked.state is not AskedState.CLOSED:
        return
    summary = await deps.store.slots.summary(about.slot.id)
    await deps.store.outbox.say(Consequences(says=_ending(about, summary)))


def _ending(about: AskedQuestion, summary: SlotSummary) -> list[Outgoing]:
    """Show the model answer in a question's thread, and mark the question as closed."""
    if about.asked.thread is None:
        return []
    return [
        Say(
            key=OutboxKey(f"reveal/{about.asked.id}"),
            address=about.asked.thread,
            post=wording.reveal(about, summary),
        ),
        Revise(
            key=OutboxKey(f"closed/{about.asked.id}"),
            address=about.asked.thread,
            of=OutboxKey(f"ask/{about.asked.id}"),
            post=wording.closed_question(about),
        ),
    ]


def _closes(plan: Plan, due: datetime) -> datetime:
    """Return when a question closes; added on the local clock, so that a day is always a day."""
    return (due.astimezone(ZoneInfo(plan.zone)) + plan.open_for).astimezone(UTC)


async def _open(deps: Deps, slot_id: SlotId) -> list[AskedQuestion]:
    asked = await deps.store.slots.get(slot_id)
    return [about for about in asked if about.asked.state is AskedState.OPEN]


async def _choose(deps: Deps, schedule: Schedule, local: str) -> Question | None:
    being_asked = {
        about.question.id for about in await deps.store.slots.open_in(schedule.team, None)
    }
    queued = deps.bank.questions.get(schedule.queued or "")
    if queued and queued.id not in being_asked:
        return queued
    history = await deps.store.slots.history(schedule.team)
    scores = await deps.store.boards.recent_scores(schedule.team, RECENT)
    weak = selection.weak_concepts(scores, deps.bank.questions)
    # Its close would show the model answer to those who may still answer it elsewhere.
    candidates = [
        question
        for question in selection.pool(deps.bank.questions, schedule.plan)
        if question.id not in being_asked
    ]
    return selection.pick(candidates, history, weak, f"{schedule.id}/{local}")


def _missed(deps: Deps, schedule: Schedule, due: datetime) -> int:
    """Return how many slots lie between the one that was next and the latest due one."""
    plan, missed, at = schedule.plan, 0, schedule.next_at
    while at < due and missed < 1000:  # noqa: PLR2004 - years of daily questions
        missed += 1
        at = deps.calendar.next_due(plan.at, plan.zone, plan.days, at)
    return missed


def _missed_note(team: Team, schedule: Schedule, missed: int, due: datetime) -> list[Outgoing]:
    return [
        Say(
            key=OutboxKey(f"missed/{schedule.id}/{due.isoformat()}"),
            address=team.admin_address,
            post=wording.missed_slots(missed, schedule.name),
        )
    ]


def _ask(chosen: Question, slot: Slot, asked_id: AskedId, channel: Address, team: Team) -> Ask:
    return Ask(
        key=OutboxKey(f"ask/{asked_id}"),
        address=channel,
        post=wording.question(chosen, asked_id, slot.closes_at, team.zone),
        asked=asked_id,
        thread_title=chosen.title,
    )
