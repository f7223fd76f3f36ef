"""Saying what is in the outbox: in order for each address, nothing twice if it can be helped."""

from contextlib import suppress
from datetime import timedelta
from typing import assert_never

import structlog

from bot.consequences import (
    NOTHING,
    Ask,
    Claimed,
    Consequences,
    Delivery,
    OpenRoom,
    Revise,
    Say,
    Sign,
    Tell,
    Wake,
    WakeKind,
)
from bot.errors import BotError, NotStored, RateLimited, Refused, Undeliverable
from bot.flows import rounds
from bot.flows.deps import Deps
from bot.logs import described
from bot.messages import Address, Doubtful, OutboxKey, Receipt, Sent, SpaceKey
from bot.metrics import DELIVERIES
from bot.records import SlotState
from bot.wording import delivery as wording

TRIES = 8
"""How often something is tried that fails for a reason that nobody foresaw."""
FIRST_WAIT = timedelta(seconds=1)
"""Pause after the first of them; each is twice the one before."""

log = structlog.get_logger(__name__)


async def deliver(deps: Deps, address: Address) -> None:
    """Say everything that waits at an address, oldest first.

    A platform that is down is an error of this wake, which comes again; what may have been sent is
    then looked for before it is sent again. What fails for a reason that nobody foresaw is given up
    after `TRIES`, so that it does not keep all else from being said there.
    """
    following = await deps.store.outbox.claim(address, deps.new_id())
    while (claimed := following) is not None:
        try:
            following = await _send(deps, claimed)
        except RateLimited as error:
            await _later(deps, claimed, error, sent=False)
            return
        except Undeliverable:
            following = await _ended(deps, claimed, Delivery.UNDELIVERABLE)
        except Refused as error:
            log.warning("place refused", reason=error.reason)
            following = await _ended(deps, claimed, Delivery.REFUSED)
            await place_lost(deps, Address(error.address), error.reason)
        except BaseException as error:
            if isinstance(error, Exception) and not isinstance(error, BotError):
                following = await _failed(deps, claimed, error)
                continue
            # Others need not wait until it is clear that we gave up.
            with suppress(NotStored):
                await deps.store.outbox.let_go(claimed)
            raise


async def _send(deps: Deps, claimed: Claimed) -> Claimed | None:
    """Say one thing; returns the next one at the same address."""
    platform = deps.platform
    match claimed.outgoing:
        case Say(address=address, post=post, key=key):
            sent = await platform.post(address, post, key, again=claimed.again)
            if isinstance(sent, Doubtful):
                sent = await platform.post(address, post, key, again=False)
            return await _ended(deps, claimed, Delivery.SENT, _receipt(sent))
        case Ask() as ask:
            return await _ask(deps, claimed, ask)
        case Tell(user=user, post=post, key=key, reply=reply):
            sent = await platform.tell(user, post, key, reply, again=claimed.again)
            if isinstance(sent, Doubtful):
                sent = await platform.tell(user, post, key, reply, again=False)
            return await _ended(deps, claimed, Delivery.SENT, _receipt(sent))
        case Revise(post=post):
            if claimed.receipt is None:
                return await _ended(deps, claimed, Delivery.DROPPED)
            await platform.edit(claimed.receipt, post)
            return await _ended(deps, claimed, Delivery.SENT)
        case OpenRoom() as opening:
            return await _open_room(deps, claimed, opening)
        case Sign(message=message, mark=mark):
            await platform.mark(message, mark)
            return await _ended(deps, claimed, Delivery.SENT)
        case _ as never:
            assert_never(never)


async def _ask(deps: Deps, claimed: Claimed, ask: Ask) -> Claimed | None:
    """Post a question and open its thread; one that may be there already is never sent again."""
    about = await deps.store.slots.asked(ask.asked)
    if about is None or about.slot.state is SlotState.CLOSED or deps.now() >= about.slot.closes_at:
        return await _ended(deps, claimed, Delivery.DROPPED)
    sent = await deps.platform.post(ask.address, ask.post, ask.key, again=claimed.again)
    if isinstance(sent, Doubtful):
        note = Say(
            key=OutboxKey(f"doubtful/{ask.asked}"),
            address=about.team.admin_address,
            post=wording.doubtful_question(about),
        )
        return await _ended(deps, claimed, Delivery.DOUBTFUL, then=Consequences(says=[note]))
    try:
        thread = await deps.platform.open_thread(sent.receipt, ask.thread_title)
    except RateLimited as error:
        await _later(deps, claimed, error, sent=True)
        return None
    _count(claimed, Delivery.SENT)
    adopt = Wake(kind=WakeKind.ADOPT, key=ask.asked, at=deps.now())
    return await deps.store.outbox.asked_posted(
        claimed, sent.receipt, thread, Consequences(wakes=[adopt])
    )


async def _open_room(deps: Deps, claimed: Claimed, opening: OpenRoom) -> Claimed | None:
    """Open the room of a round, whose clock then starts.

    The round is stored first: a process that dies before the end finds that it has its room.
    """
    if not await rounds.is_opening(deps, opening.round):
        return await _ended(deps, claimed, Delivery.DROPPED)
    try:
        room = await deps.platform.open_room(opening.address, opening.user, opening.title)
    except (Undeliverable, Refused):
        await rounds.failed(deps, opening.round)
        return await _ended(deps, claimed, Delivery.UNDELIVERABLE)
    await rounds.opened(deps, opening.round, room)
    return await _ended(deps, claimed, Delivery.SENT)


async def _failed(deps: Deps, claimed: Claimed, error: Exception) -> Claimed | None:
    """Keep for later what could not be said for no reason that we know, or give it up."""
    failures = claimed.failures + 1
    log.error("not said", failures=failures, **described(error))
    if failures < TRIES:
        await deps.store.outbox.hold_back(claimed, deps.now() + FIRST_WAIT * 2 ** (failures - 1))
        return None
    outgoing = claimed.outgoing
    if isinstance(outgoing, OpenRoom):
        await rounds.failed(deps, outgoing.round)
    says = []
    found = await deps.store.teams.speaking_at(outgoing.address)
    if found is not None and found.team.admin_address != outgoing.address:
        key = OutboxKey(f"not-said/{outgoing.key}")
        post = wording.not_said(outgoing.address)
        says.append(Say(key=key, address=found.team.admin_address, post=post))
    return await _ended(deps, claimed, Delivery.FAILED, then=Consequences(says=says))


async def _later(deps: Deps, claimed: Claimed, error: RateLimited, *, sent: bool) -> None:
    until = deps.now() + timedelta(seconds=error.retry_after)
    await deps.store.outbox.hand_back(claimed, until, sent=sent)


async def place_lost(deps: Deps, address: Address, reason: str) -> None:
    """Tell the admins elsewhere that a place is gone; a lost channel's schedules pause.

    A space is lost with all its channels.
    """
    await rounds.lost(deps, address)
    found = await deps.store.teams.speaking_at(address)
    if found is None:
        for channel in await deps.store.teams.channels_in(SpaceKey(address)):
            await place_lost(deps, channel, reason)
        return
    says = []
    if found.team.admin_address != address:
        post = (wording.channel_lost if found.channel else wording.thread_lost)(address, reason)
        # A channel may be lost again after it came back; a thread is told about once.
        key = OutboxKey(f"lost/{address}/{deps.new_id()}" if found.channel else f"lost/{address}")
        says.append(Say(key=key, address=found.team.admin_address, post=post))
    if found.channel:
        await deps.store.teams.lose_channel(address, reason, Consequences(says=says))
    else:
        await deps.store.outbox.say(Consequences(says=says))


async def _ended(
    deps: Deps,
    claimed: Claimed,
    delivery: Delivery,
    receipt: Receipt | None = None,
    then: Consequences = NOTHING,
) -> Claimed | None:
    _count(claimed, delivery)
    return await deps.store.outbox.delivered(claimed, delivery, receipt, then)


def _count(claimed: Claimed, delivery: Delivery) -> None:
    platform = claimed.outgoing.address.partition(":")[0]
    DELIVERIES.labels(platform, delivery).inc()


def _receipt(sent: Sent | Doubtful) -> Receipt | None:
    return sent.receipt if isinstance(sent, Sent) else None
