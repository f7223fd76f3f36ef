"""Rounds: asked for by command, held in a room of their own."""

from collections.abc import Mapping
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.consequences import Consequences, OpenRoom, RoundId, Say, Tell, Wake, WakeKind
from bot.content import Difficulty, Track
from bot.flows.deps import Deps
from bot.flows.stepping import happen, points_of, shared
from bot.messages import (
    Address,
    ChoiceMade,
    CommandInvoked,
    MessageDeleted,
    MessageEdited,
    MessageReceived,
    OutboxKey,
    Place,
    Post,
)
from bot.ports import Beginning, RoundChange
from bot.records import TeamPlace
from bot.rounds.clock import ABANDONED_AFTER
from bot.rounds.events import (
    Changed,
    Done,
    Event,
    Failed,
    Gone,
    Look,
    Opened,
    Pause,
    Resume,
    Said,
    Settled,
    Stop,
)
from bot.rounds.making import Wish, planned
from bot.rounds.scorecard import scorecard
from bot.rounds.values import Round, State
from bot.wording import rounds as wording
from bot.wording import scorecards
from bot.words import squash

SETTLE = timedelta(seconds=20)
"""Silence after which an answer to a question is taken as complete."""

SHOWN = 8
"""How many earlier rounds are listed."""

DONE = frozenset({"done", "done.", "i'm done", "im done", "i am done", "next", "next question"})
"""Messages that say so instead of an answer."""

STEERING: Mapping[str, type[Pause | Resume | Stop]] = {
    "pause": Pause,
    "resume": Resume,
    "stop": Stop,
}
"""Commands that are words as well: in a room nobody answers a question with one of them."""


# --- what people ask for


async def begin(deps: Deps, command: CommandInvoked, found: TeamPlace) -> Post | None:
    """Begin a round; its room is opened next."""
    values, team = command.arguments, found.team
    person = await deps.store.teams.person(team.id, command.author)
    if (live := await deps.store.rounds.live_of(person.id)) is not None:
        return wording.one_at_a_time(live)
    if await _used_up(deps, found):
        return wording.no_budget()
    before = await deps.store.rounds.past(person.id, 50)
    open_now = await deps.store.slots.open_in(team.id, None)
    round_id = RoundId(deps.new_id())
    wish = Wish(
        kind=Track(values.get("kind", Track.FUNDAMENTALS).lower()),
        difficulty=Difficulty(values.get("difficulty", Difficulty.MID).lower()),
        minutes=int(values.get("length", "20m").lower().removesuffix("m")),
        shared=values.get("access", "private").lower() == "shared",
        seed=round_id,
        avoid={question.id for one in before for question in one.plan.questions},
        hidden={about.question.id for about in open_now},
        settle=min(SETTLE, team.limits.settle),
        zone=team.zone,
    )
    plan = planned(deps.bank, wish)
    if plan is None:
        return wording.nothing_of_that_kind(wish.kind)
    now = deps.now()
    new = Round(
        id=round_id,
        team=team.id,
        person=person.id,
        user=command.author.user,
        name=command.author.name,
        near=command.place.channel,
        plan=plan,
        begun_at=now,
        last_at=now,
    )
    opening = OpenRoom(
        key=OutboxKey(f"room/{round_id}"),
        address=command.place.channel,
        user=command.author.user,
        title=wording.room_title(new),
        round=round_id,
    )
    give_up = Wake(kind=WakeKind.ROUND, key=round_id, at=now + ABANDONED_AFTER)
    then = Consequences(says=[opening], wakes=[give_up], event=command.event)
    match await deps.store.rounds.begin(new, team.limits.rounds, then):
        case Beginning.BEGUN:
            return wording.opening(plan)
        case Beginning.BUSY:
            return wording.one_at_a_time(None)
        case Beginning.FULL:
            return wording.too_many(team.limits.rounds)
        case Beginning.REPEATED:
            return None


async def steer(deps: Deps, command: CommandInvoked, found: TeamPlace) -> Post:
    """Pause, resume or stop the round that a person is in."""
    one = await _mine(deps, command, found)
    if one is None:
        return wording.no_round()
    event = STEERING[command.command](at=command.at)
    after = await happen(deps, one.id, event, Consequences(event=command.event))
    if after is None or after.version == one.version:
        return wording.not_now(one)
    return wording.steered(after, deps.now())


async def done(deps: Deps, command: CommandInvoked, found: TeamPlace | None) -> Post | None:
    """Move on, where the command was given in the room of a round; None where it was not."""
    round_id = await deps.store.rounds.at(_rooms(command.place))
    one = await deps.store.rounds.get(round_id) if round_id and found else None
    if one is None or one.user != command.author.user:
        return None
    await happen(deps, one.id, Done(at=command.at, now=deps.now()))
    return wording.moving_on()


async def listed(deps: Deps, command: CommandInvoked, found: TeamPlace) -> Post:
    """List a person's earlier rounds, compared."""
    person = await deps.store.teams.person(found.team.id, command.author)
    past = await deps.store.rounds.past(person.id, SHOWN)
    return scorecards.earlier([(one, scorecard(one)) for one in past])


async def done_by_button(deps: Deps, choice: ChoiceMade) -> Post:
    """Move on from the stage that the button belongs to, if that is still the current one."""
    round_id, _, stage = choice.value.partition("/")
    one = await deps.store.rounds.get(RoundId(round_id))
    if one is None or one.user != choice.author.user or not stage.isdigit():
        return wording.no_round()
    event = Done(at=choice.at, now=deps.now(), stage=int(stage))
    after = await happen(deps, one.id, event, Consequences(event=choice.event))
    return wording.moving_on() if after and after.version > one.version else wording.was_over()


async def share(deps: Deps, choice: ChoiceMade) -> Post:
    """Show the team how a round ended, because the person who was in it wants that."""
    one = await deps.store.rounds.get(RoundId(choice.value))
    if one is None or one.user != choice.author.user or one.live:
        return wording.no_round()
    card = scorecard(one)
    if card.signal is None:
        return wording.nothing_to_share()
    then = Consequences(says=[shared(one, card)], event=choice.event)
    points = points_of(one, card)
    await deps.store.rounds.change(
        one.id, lambda before: RoundChange(round=before, then=then, points=points)
    )
    return wording.shared_now()


# --- what happens in rooms


async def received(deps: Deps, message: MessageReceived) -> bool:
    """Take a message in the room of a round; False where it is in none."""
    round_id = await deps.store.rounds.at(_rooms(message.place))
    one = await deps.store.rounds.get(round_id) if round_id else None
    if one is None:
        return False
    if one.user != message.author.user:
        return True
    now, said = deps.now(), squash(message.text)
    if said in STEERING:
        await _steered_by_word(deps, one, message, STEERING[said](at=message.sent_at))
        return True
    event: Event
    if said in DONE:
        event = Done(at=message.sent_at, now=now)
    else:
        event = Said(
            ref=message.ref,
            text=message.text,
            sent_at=message.sent_at,
            now=now,
            assisted=bool(deps.interviewer.model),
        )
    await happen(deps, one.id, event, Consequences(event=f"round-message/{message.ref}"))
    return True


async def _steered_by_word(deps: Deps, one: Round, message: MessageReceived, event: Event) -> None:
    """Steer a round by a word that was said in its room, and answer there."""
    handled = Consequences(event=f"round-message/{message.ref}")
    after = await happen(deps, one.id, event, handled) or one
    if one.room is None or after.state in {State.SCORING, State.ENDED}:
        # The scorecard says enough.
        return
    changed = after.version > one.version
    post = wording.steered(after, deps.now()) if changed else wording.not_now(one)
    key = OutboxKey(f"steered/{message.ref}")
    await deps.store.outbox.say(Consequences(says=[Say(key=key, address=one.room, post=post)]))


async def edited(deps: Deps, event: MessageEdited) -> bool:
    """Take a changed message of a round; False where it belongs to none."""
    round_id = await deps.store.rounds.of_message(event.ref)
    if round_id is None:
        return False
    changed = Changed(ref=event.ref, text=event.text, edited_at=event.edited_at, now=deps.now())
    await happen(deps, round_id, changed)
    return True


async def deleted(deps: Deps, event: MessageDeleted) -> bool:
    """Forget a deleted message of a round; False where it belongs to none."""
    round_id = await deps.store.rounds.of_message(event.ref)
    if round_id is None:
        return False
    await happen(deps, round_id, Gone(ref=event.ref, now=deps.now()))
    return True


async def settle_all(deps: Deps, prefix: str) -> None:
    """Take every answer as complete: nothing more will come from that platform."""
    for round_id in await deps.store.rounds.live_on(prefix):
        await happen(deps, round_id, Settled(now=deps.now()))


# --- time, and the room itself


async def look(deps: Deps, round_id: RoundId) -> None:
    """Do what is due in a round."""
    one = await deps.store.rounds.get(round_id)
    if one is None or not one.live:
        return
    hears = one.room is None or deps.platform.hears(one.room)
    await happen(deps, round_id, Look(now=deps.now(), connected=hears))


async def opened(deps: Deps, round_id: RoundId, room: Address) -> None:
    """Begin with the first stage."""
    await happen(deps, round_id, Opened(room=room, now=deps.now()))


async def failed(deps: Deps, round_id: RoundId) -> None:
    """End a round for which no room can be opened, and say so."""
    one = await deps.store.rounds.get(round_id)
    if one is None:
        return
    key = OutboxKey(f"no-room/{round_id}")
    told = Tell(key=key, address=one.near, user=one.user, post=wording.no_room())
    await happen(deps, round_id, Failed(now=deps.now()), Consequences(says=[told]))


async def is_opening(deps: Deps, round_id: RoundId) -> bool:
    """Return whether a round still waits for its room."""
    one = await deps.store.rounds.get(round_id)
    return one is not None and one.state is State.OPENING


async def lost(deps: Deps, room: Address) -> None:
    """End the round whose room is gone."""
    round_id = await deps.store.rounds.at((room,))
    if round_id is not None:
        await happen(deps, round_id, Failed(now=deps.now()))


def _rooms(place: Place) -> list[Address]:
    """Return what may be the room of a round, be it a thread or a channel."""
    return [one for one in (place.thread, place.channel) if one is not None]


async def _mine(deps: Deps, command: CommandInvoked, found: TeamPlace) -> Round | None:
    person = await deps.store.teams.person(found.team.id, command.author)
    return await deps.store.rounds.live_of(person.id)


async def _used_up(deps: Deps, found: TeamPlace) -> bool:
    cap = found.team.monthly_cap
    if cap is None or not deps.grader.model:
        return False
    today = deps.now().astimezone(ZoneInfo(found.team.zone)).date()
    return await deps.store.rounds.month(found.team.id, today) >= cap
