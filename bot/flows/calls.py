"""What every call of a grader has in common: its money, and the wait after one that failed."""

from datetime import date, datetime, timedelta
from time import perf_counter
from typing import TypeAlias
from zoneinfo import ZoneInfo

from bot.appeals import RULINGS, as_text
from bot.cards import CardView
from bot.consequences import Outgoing, Say
from bot.errors import GraderDown
from bot.flows.deps import Deps
from bot.messages import OutboxKey, Post
from bot.metrics import GRADING_SECONDS
from bot.ports import GradeRequest, Judged
from bot.records import AttemptView, Begun, Reservation
from bot.wording import money
from bot.words import visible

Judgeable: TypeAlias = AttemptView | CardView
"""What a grader may be asked about, at the expense of its team."""

TRIES = 8
"""How often a grader that is down is asked before a human has to look."""

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
"""Pauses between tries; each is twice the one before."""

WARN_AT = 0.8
"""Share of the month's budget at which the admins are warned."""


async def request_for(deps: Deps, view: AttemptView) -> GradeRequest:
    """Return what a grader is asked about an attempt, with what people ruled on its question."""
    question = view.about.question
    rulings = await deps.store.appeals.rulings(view.about.team.id, question.id, RULINGS)
    return GradeRequest(
        question=question,
        answer=visible(view.text).strip(),
        person=view.person.id,
        rulings=tuple(as_text(question, one) for one in rulings),
    )


def reservation(deps: Deps, view: Judgeable, request: GradeRequest) -> Reservation:
    """Return what has to be set aside for a call."""
    return Reservation(
        team=view.team.id,
        model=deps.grader.model,
        micros=deps.grader.estimate(request),
        day=local_day(view, deps.now()),
        cap=view.team.monthly_cap,
    )


async def judge(deps: Deps, request: GradeRequest) -> Judged:
    """Return what the grader says, and measure how long it takes; raises GraderDown."""
    started = perf_counter()
    judged = await deps.grader.judge(request)
    GRADING_SECONDS.labels(deps.grader.name).observe(perf_counter() - started)
    return judged


def wait_after(failures: int, error: GraderDown) -> timedelta:
    """Return the pause after so many failures, or the one that the grader asked for."""
    wait: timedelta = min(LONGEST_WAIT, FIRST_WAIT * 2**failures)
    if error.retry_after is not None:
        wait = max(wait, min(LONGEST_WAIT, timedelta(seconds=error.retry_after)))
    return wait


def down(deps: Deps, view: Judgeable, error: GraderDown) -> list[Outgoing]:
    """Tell the admins once a day of a grader that needs them."""
    if not error.operator:
        return []
    day = local_day(view, deps.now())
    key = OutboxKey(f"grader-down/{view.team.id}/{day}/{error.reason}")
    return [to_admins(view, key, money.grader_down(error.reason))]


def used_up(view: Judgeable, one: Reservation) -> Say:
    """Tell the admins once that the month's budget is used up."""
    key = OutboxKey(f"budget/{one.team}/{one.day:%Y-%m}/{one.cap}")
    return to_admins(view, key, money.budget_used_up(one))


def near_cap(view: Judgeable, one: Reservation, begun: Begun) -> list[Outgoing]:
    """Tell the admins once a month that most of the budget is used."""
    if one.cap is None or begun.month < WARN_AT * one.cap:
        return []
    key = OutboxKey(f"budget-warning/{one.team}/{one.day:%Y-%m}/{one.cap}")
    return [to_admins(view, key, money.budget_nearly_used(one, begun.month))]


def to_admins(view: Judgeable, key: OutboxKey, post: Post) -> Say:
    """Say something where a team's admins are."""
    return Say(key=key, address=view.team.admin_address, post=post)


def local_day(view: Judgeable, at: datetime) -> date:
    """Return the day of a moment in the zone of a team."""
    return at.astimezone(ZoneInfo(view.team.zone)).date()
