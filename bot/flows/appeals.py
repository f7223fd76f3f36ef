"""Appeals: a second look that does not see the first, then a person, whose ruling wins."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import structlog

from bot import appeals as rules
from bot.consequences import Consequences, Outgoing, Tell, Wake, WakeKind
from bot.content import Verdict
from bot.errors import GraderDown
from bot.flows import calls
from bot.flows.deps import Deps
from bot.grading import CREDIT, Graded, PointVerdict
from bot.messages import CommandInvoked, FormSubmitted, OutboxKey, Post
from bot.ports import Judged
from bot.records import (
    Appeal,
    AppealCase,
    AppealId,
    AppealState,
    AppealView,
    AttemptId,
    AttemptState,
    AttemptView,
    Ending,
    Lodge,
    Lodging,
    Refuse,
    SlotState,
    TeamPlace,
)
from bot.spend import Spent
from bot.wording import appeals as wording

log = structlog.get_logger(__name__)


async def submitted(deps: Deps, form: FormSubmitted) -> None:
    """Take an appeal, and let the grader look again."""
    attempt = AttemptId(form.context)
    since = deps.now() - rules.WEEK
    lodging = await deps.store.appeals.lodge(attempt, since, partial(_decide, deps, form))
    if lodging is None:
        told = _reply(form, wording.not_possible())
        await deps.store.outbox.say(Consequences(says=[told], event=form.event))


def _decide(deps: Deps, form: FormSubmitted, case: AppealCase) -> Lodging:
    taken = _taken(deps, form, case)
    if isinstance(taken, Post):
        return Refuse(then=Consequences(says=[_reply(form, taken)], event=form.event))
    left = rules.PER_WEEK - len(case.recent) - 1
    told = _reply(form, wording.taken(case.view, taken.point, left))
    wake = Wake(kind=WakeKind.APPEAL, key=taken.id, at=deps.now())
    return Lodge(appeal=taken, then=Consequences(says=[told], wakes=[wake], event=form.event))


def _taken(deps: Deps, form: FormSubmitted, case: AppealCase) -> Appeal | Post:
    """Return the appeal, or why it is none."""
    view, now = case.view, deps.now()
    if view.attempt.user != form.author.user:
        return wording.not_yours()
    if view.attempt.state is not AttemptState.GRADED or not isinstance(view.outcome, Graded):
        return wording.not_possible()
    if case.open:
        return wording.open_already()
    if len(case.recent) >= rules.PER_WEEK:
        again = case.recent[-rules.PER_WEEK] + rules.WEEK
        return wording.used_up(again, view.about.team.zone, now)
    point = rules.meant(view.about.question, form.values.get("point", ""))
    if point is None:
        return wording.which_point(view.about.question, view.outcome)
    if rules.verdict_on(view.outcome, point.id).verdict is Verdict.MET:
        return wording.counts_already(point)
    sentence = rules.unquoted(form.values.get("sentence", ""))
    if not rules.is_said(sentence, view.text):
        return wording.not_in_answer()
    return Appeal(
        id=AppealId(deps.new_id()),
        attempt=view.attempt.id,
        revision=view.attempt.revision,
        state=AppealState.OPEN,
        point=point.id,
        sentence=sentence,
        at=now,
    )


async def look(deps: Deps, appeal_id: AppealId) -> None:
    """Look at an appeal again, where nobody has; say so where its answer has changed."""
    found = await deps.store.appeals.get(appeal_id)
    if found is None:
        return
    if found.appeal.overtaken:
        told = _tell(found, "appeal-closed", wording.overtaken(found))
        await deps.store.outbox.say(Consequences(says=[told]))
    elif found.appeal.state is AppealState.OPEN and not found.appeal.with_people:
        await _look_again(deps, found)


async def _look_again(deps: Deps, found: AppealView) -> None:
    view = found.attempt
    before = view.outcome
    ruled = isinstance(before, Graded) and rules.verdict_on(before, found.appeal.point).by_person
    if ruled or not deps.grader.model:
        # What a person ruled only a person changes; the offline grader would say the same again.
        await _hand_over(deps, found)
        return
    request = await calls.request_for(deps, view)
    reservation = calls.reservation(deps, view, request)
    begun = await deps.store.appeals.begin(found.appeal, reservation)
    if begun is None:
        return
    if begun.over_budget:
        says = [calls.used_up(view, reservation)]
        then = Consequences(says=says, wakes=[_again(deps, found, calls.LONGEST_WAIT)])
        await deps.store.appeals.postpone(found.appeal, found.appeal.failures, (), then)
        return
    try:
        judged = await calls.judge(deps, request)
    except GraderDown as error:
        await _postpone(deps, found, error)
        return
    await _weigh(deps, found, judged, calls.near_cap(view, reservation, begun))


async def _weigh(deps: Deps, found: AppealView, judged: Judged, notes: list[Outgoing]) -> None:
    """Uphold an appeal where the second look gives the point more; else leave it to people."""
    view, before, now = found.attempt, found.attempt.outcome, judged.outcome
    if isinstance(before, Graded) and isinstance(now, Graded):
        new = rules.verdict_on(now, found.appeal.point)
        if rules.is_better(new.verdict, rules.verdict_on(before, found.appeal.point).verdict):
            question = view.about.question
            ending = Ending(
                state=AppealState.UPHELD,
                verdict=new.verdict,
                outcome=rules.with_verdict(question, before, new),
                day=calls.local_day(view, view.attempt.first_sent_at),
                spent=judged.spent,
            )
            told = _tell(found, "upheld", wording.upheld(found, new.verdict))
            then = Consequences(says=[*notes, told], wakes=_cards(deps, view))
            await deps.store.appeals.end(found.appeal, ending, then)
            return
    await _hand_over(deps, found, judged.spent, notes)


async def _postpone(deps: Deps, found: AppealView, error: GraderDown) -> None:
    failures = found.appeal.failures + 1
    log.warning("grader down for an appeal", reason=error.reason, failures=failures)
    notes = calls.down(deps, found.attempt, error)
    if failures >= calls.TRIES:
        await _hand_over(deps, found, error.spent, notes)
        return
    wake = _again(deps, found, calls.wait_after(failures - 1, error))
    then = Consequences(says=notes, wakes=[wake])
    await deps.store.appeals.postpone(found.appeal, failures, error.spent, then)


async def _hand_over(
    deps: Deps,
    found: AppealView,
    spent: tuple[Spent, ...] = (),
    notes: list[Outgoing] | None = None,
) -> None:
    # Where the admins' place is one where people practise, what was missed is not for everybody.
    overheard = await deps.store.teams.speaking_at(found.attempt.about.team.admin_address)
    post = wording.waits(found) if overheard else wording.for_admins(found)
    key = OutboxKey(f"appeal/{found.appeal.id}")
    note = replace(calls.to_admins(found.attempt, key, post), about=found.attempt.attempt.user)
    then = Consequences(says=[*(notes or ()), note])
    await deps.store.appeals.hand_over(found.appeal, spent, then)


async def ruling(deps: Deps, command: CommandInvoked, place: TeamPlace) -> Post | None:
    """Rule on an appeal: what a person says is the verdict, whatever a grader said."""
    found = await deps.store.appeals.get(AppealId(command.arguments["appeal"]))
    if found is None or found.attempt.about.team.id != place.team.id:
        return wording.unknown_appeal(command.arguments["appeal"])
    view, before = found.attempt, found.attempt.outcome
    if found.appeal.state is not AppealState.OPEN or not isinstance(before, Graded):
        return wording.ended_already()
    # The record says by name who did it.
    await deps.store.teams.person(place.team.id, command.author)
    verdict = Verdict(command.arguments["verdict"].lower())
    reason = command.arguments["reason"]
    upheld = rules.is_better(verdict, rules.verdict_on(before, found.appeal.point).verdict)
    quote = found.appeal.sentence if CREDIT[verdict] else ""
    new = PointVerdict(point=found.appeal.point, verdict=verdict, quote=quote, by_person=True)
    ending = Ending(
        state=AppealState.UPHELD if upheld else AppealState.REJECTED,
        verdict=verdict,
        outcome=rules.with_verdict(view.about.question, before, new),
        day=calls.local_day(view, view.attempt.first_sent_at),
        reason=reason,
        ruled_by=command.author.user,
    )
    says = [
        _tell(found, "ruled", wording.ruled(found, verdict, reason, upheld=upheld)),
        _reply(command, wording.ruled_for_admins(found, verdict)),
    ]
    then = Consequences(says=says, wakes=_cards(deps, view), event=command.event)
    if await deps.store.appeals.end(found.appeal, ending, then):
        return None
    return wording.ended_already()


async def listed(deps: Deps, _command: CommandInvoked, place: TeamPlace) -> Post:
    """List the appeals that are open."""
    return wording.listed(await deps.store.appeals.open_in(place.team.id))


def _cards(deps: Deps, view: AttemptView) -> list[Wake]:
    """Look again at what was left out, where the missed points are reviewed already."""
    if view.about.slot.state is SlotState.OPEN:
        return []
    return [Wake(kind=WakeKind.CARDS, key=view.about.slot.id, at=deps.now())]


def _again(deps: Deps, found: AppealView, wait: timedelta) -> Wake:
    return Wake(kind=WakeKind.APPEAL, key=found.appeal.id, at=deps.now() + wait)


def _reply(event: FormSubmitted | CommandInvoked, post: Post) -> Tell:
    return Tell(
        key=OutboxKey(f"reply/{event.event}"),
        address=event.place.here,
        user=event.author.user,
        post=post,
        reply=event.reply,
    )


def _tell(found: AppealView, kind: str, post: Post) -> Tell:
    return Tell(
        key=OutboxKey(f"{kind}/{found.appeal.id}"),
        address=found.attempt.about.place,
        user=found.attempt.attempt.user,
        post=post,
    )
