"""Answers: from a message in a thread to an attempt that is ready to be graded."""

from dataclasses import replace
from functools import partial

from bot import intake
from bot.consequences import AskedId, Consequences, Sign, Tell, Wake, WakeKind
from bot.flows.deps import Deps
from bot.grading import TALK, Ungraded
from bot.messages import (
    Author,
    ChoiceMade,
    CommandInvoked,
    FormSubmitted,
    Mark,
    MessageDeleted,
    MessageEdited,
    MessagePicked,
    MessageReceived,
    MessageRef,
    OutboxKey,
    Post,
    ReplyHandle,
)
from bot.records import (
    UNDER_WAY,
    Answer,
    AnswerView,
    AskedQuestion,
    Attempt,
    AttemptId,
    AttemptState,
    AttemptView,
    Collect,
    Decline,
    Intake,
    TeamPlace,
)
from bot.wording import feedback as wording
from bot.words import tokens


async def received(deps: Deps, message: MessageReceived) -> bool:
    """Take a message into the answer that it belongs to; False where it belongs to none."""
    answer = Answer(
        ref=message.ref,
        user=message.author.user,
        name=message.author.name,
        place=message.place,
        text=message.text,
        sent_at=message.sent_at,
        zone=message.author.zone,
    )
    taken = await deps.store.attempts.take(answer, partial(_decide, deps, answer))
    if taken is not None and message.unread_files:
        key = OutboxKey(f"unread/{message.ref}")
        post = wording.unread_files(message.unread_files)
        await deps.store.outbox.say(Consequences(says=[_tell(key, answer, post)]))
    return taken is not None


async def picked(deps: Deps, event: MessagePicked) -> None:
    """Take one message that its author wants graded, and do not wait for more.

    One that was taken already settles at once.
    """
    message = event.message
    answer = Answer(
        ref=message.ref,
        user=message.author.user,
        name=message.author.name,
        place=message.place,
        text=message.text,
        sent_at=message.sent_at,
        at_once=True,
        reply=event.reply,
        zone=message.author.zone,
    )
    if event.author.user != message.author.user:
        return
    taken = await deps.store.attempts.take(answer, partial(_decide, deps, answer))
    if taken is None and (found := await deps.store.teams.at(message.place)):
        await _settle_those_of(deps, found, event.author)


async def submitted(deps: Deps, form: FormSubmitted) -> None:
    """Take an answer that was given in a form; nobody else sees it."""
    await _take_private(
        deps, AskedId(form.context), form.values.get("text", ""), form, f"form/{form.event}"
    )


async def answered_privately(deps: Deps, command: CommandInvoked, asked: AskedId) -> None:
    """Take an answer that was given after a command."""
    await _take_private(deps, asked, command.arguments["text"], command, f"command/{command.event}")


async def _take_private(
    deps: Deps, asked: AskedId, text: str, event: FormSubmitted | CommandInvoked, ref: str
) -> None:
    answer = Answer(
        ref=MessageRef(ref),
        user=event.author.user,
        name=event.author.name,
        place=event.place,
        text=text,
        sent_at=event.at,
        private=True,
        at_once=True,
        asked=asked,
        reply=event.reply,
        zone=event.author.zone,
    )
    if await deps.store.slots.asked(asked) is None:
        key = OutboxKey(f"reply/{event.event}")
        await deps.store.outbox.say(Consequences(says=[_tell(key, answer, wording.no_longer())]))
        return
    await deps.store.attempts.take(answer, partial(_decide, deps, answer))


async def adopt(deps: Deps, asked: AskedId) -> None:
    """Take what was written in a thread before we knew that it was open."""
    await deps.store.attempts.adopt(asked, partial(_decide, deps))


async def edited(deps: Deps, event: MessageEdited) -> None:
    """Take a changed text: as the next revision, or after the grade as an offer to grade again.

    What is changed after the close would be changed with the model answer in sight.
    """

    def decide(view: AttemptView) -> Intake:
        too_late = event.edited_at >= view.about.slot.closes_at and not view.attempt.practice
        if too_late or view.attempt.state is AttemptState.WITHDRAWN:
            return Decline()
        if view.attempt.state in UNDER_WAY or (_was_talk(view) and not _used_up(view)):
            return _revised(deps, view)
        key = OutboxKey(f"changed/{event.ref}/{event.edited_at.isoformat()}")
        says = [_tell_about(key, view, _changed(deps, view))]
        return Collect(attempt=view.attempt, then=Consequences(says=says))

    await deps.store.attempts.edit(event, decide)


async def deleted(deps: Deps, event: MessageDeleted) -> None:
    """Take a message out of its answer; an answer without messages is withdrawn."""

    def decide(view: AttemptView) -> Intake:
        if not view.messages:
            key = OutboxKey(f"withdrawn/{view.attempt.id}/{view.attempt.revision}")
            told = [_tell_about(key, view, wording.withdrawn(view))]
            gone = replace(view.attempt, state=AttemptState.WITHDRAWN)
            return Collect(attempt=gone, then=Consequences(says=[] if _was_talk(view) else told))
        if view.attempt.state in UNDER_WAY:
            return _revised(deps, view)
        too_late = event.at >= view.about.slot.closes_at and not view.attempt.practice
        if _was_talk(view) or too_late:
            return Decline()
        key = OutboxKey(f"changed/{event.ref}")
        says = [_tell_about(key, view, _changed(deps, view))]
        return Decline(then=Consequences(says=says))

    await deps.store.attempts.withdraw(event, decide)


def _changed(deps: Deps, view: AttemptView) -> Post:
    """Offer another grading, where the person has one left for this question."""
    if _used_up(view):
        return _no_more(deps, view.about)
    return wording.changed_after_grade(view)


def _used_up(view: AttemptView) -> bool:
    return view.used >= view.about.team.limits.attempts


def _no_more(deps: Deps, about: AskedQuestion) -> Post:
    return wording.used_up(about.team.limits, about.slot.closes_at, about.team.zone, deps.now())


def _was_talk(view: AttemptView) -> bool:
    return isinstance(view.outcome, Ungraded) and view.outcome.reason in TALK


async def regrade(deps: Deps, event: ChoiceMade) -> None:
    """Grade a changed answer again, for the one who wrote it."""
    view = await deps.store.attempts.get(AttemptId(event.value))
    key = OutboxKey(f"regrade/{event.event}")
    if view is None or view.attempt.user != event.author.user:
        return
    wake = Wake(kind=WakeKind.SETTLE, key=view.attempt.id, at=deps.now())
    says = [_tell_about(key, view, wording.graded_again(), event.reply)]
    then = Consequences(says=says, wakes=[wake], event=event.event)
    if _used_up(view):
        says = [_tell_about(key, view, _no_more(deps, view.about), event.reply)]
        await deps.store.outbox.say(Consequences(says=says, event=event.event))
    elif not view.messages or not await deps.store.attempts.regrade(view.attempt, then):
        says = [_tell_about(key, view, wording.no_longer(), event.reply)]
        await deps.store.outbox.say(Consequences(says=says, event=event.event))


async def done(deps: Deps, command: CommandInvoked, found: TeamPlace | None) -> Post:
    """Let a person's waiting answers settle at once."""
    if found is None:
        return wording.nothing_to_settle()
    settled = await _settle_those_of(deps, found, command.author)
    return wording.settling() if settled else wording.nothing_to_settle()


async def _settle_those_of(deps: Deps, found: TeamPlace, author: Author) -> int:
    """Let a person's waiting answers settle; returns how many there were."""
    person = await deps.store.teams.person(found.team.id, author)
    prefix = author.user.partition(":")[0]
    waiting = await deps.store.attempts.collecting(prefix, person.id)
    for attempt in waiting:
        await _settle_now(deps, attempt)
    return len(waiting)


async def settle_all(deps: Deps, prefix: str) -> None:
    """Let every waiting answer of one platform settle: nothing more will come."""
    for attempt in await deps.store.attempts.collecting(prefix, None):
        await _settle_now(deps, attempt)


async def _settle_now(deps: Deps, attempt: Attempt) -> None:
    wake = Wake(kind=WakeKind.SETTLE, key=attempt.id, at=deps.now())
    await deps.store.attempts.settle_now(attempt, Consequences(wakes=[wake]))


def _decide(deps: Deps, answer: Answer, view: AnswerView) -> Intake:
    now = deps.now()
    match intake.take(answer, view, deps.new_id(), now):
        case Attempt() as attempt:
            wake = Wake(kind=WakeKind.SETTLE, key=attempt.id, at=attempt.settles_at)
            quiet = answer.private or attempt.practice or not tokens(answer.text)
            seen = [] if quiet else [_seen(answer)]
            return Collect(attempt=attempt, then=Consequences(says=seen, wakes=[wake]))
        case intake.OverLimit(limit=limit):
            post = (
                _no_more(deps, view.about)
                if limit is intake.Limit.ATTEMPTS
                else wording.enough_today(view.about.team.limits)
            )
            key = OutboxKey(f"limit/{answer.ref}")
            return Decline(then=Consequences(says=[_tell(key, answer, post)]))


def _revised(deps: Deps, view: AttemptView) -> Collect:
    attempt = intake.revised(view.attempt, view.about.team.limits, deps.now())
    wake = Wake(kind=WakeKind.SETTLE, key=attempt.id, at=attempt.settles_at)
    return Collect(attempt=attempt, then=Consequences(wakes=[wake]))


def _seen(answer: Answer) -> Sign:
    return Sign(
        key=OutboxKey(f"seen/{answer.ref}"),
        address=answer.place.here,
        message=answer.ref,
        mark=Mark.SEEN,
    )


def _tell(key: OutboxKey, answer: Answer, post: Post) -> Tell:
    return Tell(key=key, address=answer.place.here, user=answer.user, post=post, reply=answer.reply)


def _tell_about(
    key: OutboxKey, view: AttemptView, post: Post, reply: ReplyHandle | None = None
) -> Tell:
    return Tell(key=key, address=view.about.place, user=view.attempt.user, post=post, reply=reply)
