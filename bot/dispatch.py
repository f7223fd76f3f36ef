"""One `match` from event to flow, and the error boundary around it.

Platforms hand in what happened, the lease loop hands in wakes, the scheduler hands in ticks. Before
something is committed a failure raises NotStored; a command that fails is answered with a sentence.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias, assert_never

import structlog

from bot.cards import CardId
from bot.commands import COMMANDS, find
from bot.consequences import AskedId, Consequences, RoundId, Tell, Wake, WakeKind
from bot.errors import NotStored
from bot.flows import (
    answers,
    appeals,
    boards,
    daily,
    deliver,
    grade,
    linking,
    me,
    oversight,
    progress,
    replies,
    reviews,
    rounds,
    setup,
    thinking,
    upkeep,
)
from bot.flows.deps import Deps
from bot.logs import described
from bot.messages import (
    Address,
    ChoiceMade,
    CommandInvoked,
    FormSubmitted,
    HomeOpened,
    Inbound,
    MessageDeleted,
    MessageEdited,
    MessagePicked,
    MessageReceived,
    OutboxKey,
    PlaceLost,
    Post,
)
from bot.metrics import EVENTS
from bot.records import AppealId, AttemptId, PersonId, SlotId, TeamId, TeamPlace
from bot.wording import feedback as feedback_wording
from bot.wording import setup as wording

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """Some seconds passed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InputEnded:
    """Nothing more will come from a platform, so nothing waits for more."""

    platform: str


Event: TypeAlias = Inbound | Wake | Tick | InputEnded
InTeam = Callable[[Deps, CommandInvoked, TeamPlace], Awaitable[Post | None]]

IN_TEAM: Mapping[tuple[str, bool], InTeam] = {
    ("today", False): answers.today,
    ("answer", False): answers.answer,
    ("feedback", False): answers.my_feedback,
    ("board", False): boards.board,
    ("streak", False): boards.my_streak,
    ("progress", False): progress.mine,
    ("team", False): progress.team,
    ("review", False): reviews.review,
    ("me", False): me.me,
    ("link", False): linking.link,
    ("mock", False): rounds.begin,
    ("pause", False): rounds.steer,
    ("resume", False): rounds.steer,
    ("stop", False): rounds.steer,
    ("rounds", False): rounds.listed,
    ("schedule", True): setup.change,
    ("join", True): setup.join,
    ("leave", True): setup.leave,
    ("skip", True): setup.steer,
    ("pause", True): setup.steer,
    ("resume", True): setup.steer,
    ("queue", True): setup.steer,
    ("post", True): setup.post_now,
    ("settings", True): setup.settings,
    ("holiday", True): setup.holiday,
    ("spend", True): setup.spend,
    ("audit", True): oversight.audit,
    ("export", True): oversight.export,
    ("override", True): oversight.override,
    ("appeals", True): appeals.listed,
    ("ruling", True): appeals.ruling,
    ("unlink", True): linking.unlink,
}

CHOICES: Mapping[str, Callable[[Deps, ChoiceMade], Awaitable[Post | None]]] = {
    "feedback": answers.feedback_of,
    "graded": answers.what_is_graded,
    "board": boards.turned,
    "progress": progress.viewed,
    "regrade": replies.regrade,
    "snooze": reviews.snooze,
    "next": reviews.following,
    "quiet": me.no_reviews,
    "link": linking.agreed,
    "unpair": linking.declined,
    "forget": me.forget,
    "round-done": rounds.done_by_button,
    "share-round": rounds.share,
}

BY_FORM = {command.form: command.name for command in COMMANDS if command.form}
"""Commands whose arguments can be filled in."""


async def handle(deps: Deps, event: Event) -> None:
    """Do what an event asks for.

    Raises NotStored where it was not committed, so that its platform must deliver it again. A wake
    or tick may raise anything else, and comes again.
    """
    kind = type(event).__name__
    try:
        await _handle(deps, event)
    except NotStored:
        EVENTS.labels(kind, "not stored").inc()
        raise
    except Exception as error:
        EVENTS.labels(kind, "failed").inc()
        if isinstance(event, Wake | Tick):
            raise
        log.error("event failed", kind=kind, **described(error))  # noqa: TRY400 - no message in logs
        if not isinstance(event, ChoiceMade | CommandInvoked):
            raise NotStored(kind) from None
        # Nothing was committed, and the same command would fail the same way again.
        await _answer(deps, event, wording.went_wrong())
        return
    EVENTS.labels(kind, "handled").inc()


async def _handle(deps: Deps, event: Event) -> None:
    match event:
        case MessageReceived() | MessageEdited() | MessageDeleted():
            await _message(deps, event)
        case MessagePicked():
            await replies.picked(deps, event)
        case FormSubmitted(form="appeal"):
            await appeals.submitted(deps, event)
        case FormSubmitted(form="review"):
            await reviews.submitted(deps, event)
        case FormSubmitted(context="", form=name) if name in BY_FORM:
            await _command(deps, _as_command(event, BY_FORM[name]))
        case FormSubmitted():
            await replies.submitted(deps, event)
        case ChoiceMade():
            await _choice(deps, event)
        case CommandInvoked():
            await _command(deps, event)
        case PlaceLost(address=address, reason=reason):
            await deliver.place_lost(deps, address, reason)
        case HomeOpened():
            found = await deps.store.teams.at(event.place)
            post = await boards.home(deps, event, found) if found else wording.no_team()
            await _answer(deps, event, post)
        case Tick():
            await daily.tick(deps)
        case InputEnded(platform=platform):
            await replies.settle_all(deps, platform)
            await rounds.settle_all(deps, platform)
        case Wake():
            await _wake(deps, event)
        case _ as never:
            assert_never(never)


async def _message(deps: Deps, event: MessageReceived | MessageEdited | MessageDeleted) -> None:
    """Hand a message to what it belongs to, which is a question's thread most of the time."""
    match event:
        case MessageReceived():
            if await replies.received(deps, event) or await rounds.received(deps, event):
                return
            await reviews.replied(deps, event)
        case MessageEdited():
            if not await rounds.edited(deps, event):
                await replies.edited(deps, event)
        case MessageDeleted():
            if not await rounds.deleted(deps, event):
                await replies.deleted(deps, event)


async def _wake(deps: Deps, wake: Wake) -> None:
    match wake.kind:
        case WakeKind.DELIVER:
            await deliver.deliver(deps, Address(wake.key))
        case WakeKind.ADOPT:
            await replies.adopt(deps, AskedId(wake.key))
            await daily.opened(deps, AskedId(wake.key))
        case WakeKind.SETTLE:
            await grade.settle(deps, AttemptId(wake.key))
        case WakeKind.APPEAL:
            await appeals.look(deps, AppealId(wake.key))
        case WakeKind.REMIND:
            await daily.remind(deps, SlotId(wake.key))
        case WakeKind.CLOSE:
            await daily.close(deps, SlotId(wake.key))
        case WakeKind.ROUND:
            await rounds.look(deps, RoundId(wake.key))
        case WakeKind.THINK:
            await thinking.think(deps, RoundId(wake.key))
        case WakeKind.WEEKLY:
            await boards.weekly(deps, TeamId(wake.key))
        case WakeKind.RENEW:
            await boards.renew(deps, OutboxKey(wake.key))
        case WakeKind.CARDS:
            await reviews.deal(deps, SlotId(wake.key))
        case WakeKind.REVIEW:
            await reviews.send(deps, PersonId(wake.key))
        case WakeKind.RECALL:
            await reviews.judge(deps, CardId(wake.key))
        case WakeKind.PRUNE:
            await upkeep.prune(deps)
        case _ as never:
            assert_never(never)


async def _choice(deps: Deps, choice: ChoiceMade) -> None:
    flow = CHOICES.get(choice.action)
    post = await flow(deps, choice) if flow else feedback_wording.no_longer()
    await _answer(deps, choice, post)


async def _command(deps: Deps, command: CommandInvoked) -> None:
    known = find(command.command, admin=command.admin)
    if known is None or (known.admin and not command.author.admin):
        await _answer(deps, command, wording.admins_only())
        return
    found = await deps.store.teams.at(command.place)
    match command.command:
        case "help":
            post: Post | None = wording.help_text(admin=command.author.admin)
        case "setup":
            post = await setup.set_up(deps, command, found)
        case "link-team":
            post = await linking.link_team(deps, command, found)
        case "done":
            post = await rounds.done(deps, command, found)
            post = post or await replies.done(deps, command, found)
        case name:
            post = wording.no_team()
            if found is not None:
                post = await IN_TEAM[name, known.admin](deps, command, found)
    await _answer(deps, command, post)


def _as_command(form: FormSubmitted, command: str) -> CommandInvoked:
    return CommandInvoked(
        event=form.event,
        author=form.author,
        place=form.place,
        command=command,
        arguments={name: value for name, value in form.values.items() if value.strip()},
        at=form.at,
        reply=form.reply,
    )


async def _answer(
    deps: Deps, event: ChoiceMade | CommandInvoked | HomeOpened, post: Post | None
) -> None:
    """Answer a person privately, once for each event; without a post it was answered already."""
    if post is None:
        return
    tell = Tell(
        key=OutboxKey(f"reply/{event.event}"),
        address=event.place.here,
        user=event.author.user,
        post=post,
        reply=event.reply,
    )
    await deps.store.outbox.say(Consequences(says=[tell]))
