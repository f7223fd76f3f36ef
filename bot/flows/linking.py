"""One person on several platforms, and one team: a code is carried over, both sides agree."""

from functools import partial
from typing import assert_never

from bot.codes import LASTS, fingerprint, new_code
from bot.consequences import Consequences, Tell, Wake, WakeKind
from bot.flows.deps import Deps
from bot.messages import ChoiceMade, CommandInvoked, OutboxKey, Post
from bot.people import Agreed, Pairing, Refusal, Side, Undone
from bot.records import Team, TeamPlace
from bot.wording import linking as wording


async def link(deps: Deps, command: CommandInvoked, found: TeamPlace) -> None:
    """Give a code, or take one that was given elsewhere."""
    one = await deps.store.people.profile(found.team.id, command.author)
    side = Side(person=one.person, address=command.place.here)
    if said := command.arguments.get("code"):
        decide = partial(_redeemed, command)
        await deps.store.links.redeem(side, fingerprint(said), deps.new_id(), decide)
        return
    code = new_code()
    told = _reply(command, wording.code(code))
    then = Consequences(says=[told], event=command.event)
    await deps.store.links.offer(side, fingerprint(code), deps.now() + LASTS, then)


def _redeemed(command: CommandInvoked, result: Pairing | Refusal) -> Consequences:
    if isinstance(result, Refusal):
        says = [_reply(command, wording.refused(result))]
        return Consequences(says=says, event=command.event)
    keeps, joins = result.keeps, result.joins
    asked = _tell("pairing", result, keeps, wording.is_it_you(result, joins.person))
    return Consequences(
        says=[_reply(command, wording.is_it_you(result, keeps.person)), asked],
        event=command.event,
    )


async def agreed(deps: Deps, choice: ChoiceMade) -> Post | None:
    """Note that a side agrees; the second one makes two people one."""

    def decide(found: Pairing, result: Agreed | Refusal) -> Consequences:
        # The reviews of both are one person's now.
        wake = Wake(kind=WakeKind.REVIEW, key=found.keeps.person.id, at=deps.now())
        return Consequences(says=_said(choice, found, result), wakes=[wake], event=choice.event)

    known = await deps.store.links.agree(choice.value, choice.author.user, decide)
    return None if known else wording.refused(Refusal.UNKNOWN)


def _said(choice: ChoiceMade, found: Pairing, result: Agreed | Refusal) -> list[Tell]:
    match result:
        case Refusal():
            return [_reply(choice, wording.refused(result))]
        case Agreed.WAITING:
            return [_reply(choice, wording.waiting(_other(found, choice)))]
        case Agreed.LINKED:
            return _both(choice, "linked", found, wording.linked(found))
        case _ as never:
            assert_never(never)


async def declined(deps: Deps, choice: ChoiceMade) -> Post | None:
    """Drop a pairing that one side does not want."""

    def decide(found: Pairing) -> Consequences:
        says = _both(choice, "unpaired", found, wording.declined())
        return Consequences(says=says, event=choice.event)

    known = await deps.store.links.decline(choice.value, choice.author.user, decide)
    return None if known else wording.refused(Refusal.UNKNOWN)


async def unlink(deps: Deps, command: CommandInvoked, found: TeamPlace) -> None:
    """Part two people who were linked."""

    def decide(result: Undone | Refusal) -> Consequences:
        if isinstance(result, Refusal):
            says = [_reply(command, wording.refused(result))]
            return Consequences(says=says, event=command.event)
        wakes = [
            Wake(kind=WakeKind.REVIEW, key=one.id, at=deps.now())
            for one in (result.kept, result.gone)
        ]
        says = [_reply(command, wording.undone(result))]
        return Consequences(says=says, wakes=wakes, event=command.event)

    # The record says by name who did it.
    admin = (await deps.store.teams.person(found.team.id, command.author)).user
    line = command.arguments["link"]
    await deps.store.links.undo(found.team.id, line, admin, decide)


async def link_team(deps: Deps, command: CommandInvoked, found: TeamPlace | None) -> Post | None:
    """Give a code for a team, or let this space join the team of a code."""
    said = command.arguments.get("code")
    if not said and found is None:
        return wording.which_team()
    if not said and found is not None:
        code = new_code()
        told = _reply(command, wording.team_code(found.team, code))
        then = Consequences(says=[told], event=command.event)
        expires_at = deps.now() + LASTS
        await deps.store.links.offer_team(found.team.id, fingerprint(code), expires_at, then)
        return None
    if found is not None:
        return wording.has_a_team(found.team)

    def decide(result: Team | Refusal) -> Consequences:
        post = wording.refused(result) if isinstance(result, Refusal) else wording.joined(result)
        return Consequences(says=[_reply(command, post)], event=command.event)

    space, user = command.place.space, command.author.user
    await deps.store.links.join_team(space, user, fingerprint(said or ""), decide)
    return None


def _both(choice: ChoiceMade, kind: str, found: Pairing, post: Post) -> list[Tell]:
    """Tell the one who chose, and the other side."""
    return [_reply(choice, post), _tell(kind, found, _other(found, choice), post)]


def _other(found: Pairing, choice: ChoiceMade) -> Side:
    return found.joins if found.keeps.person.user == choice.author.user else found.keeps


def _reply(event: CommandInvoked | ChoiceMade, post: Post) -> Tell:
    return Tell(
        key=OutboxKey(f"reply/{event.event}"),
        address=event.place.here,
        user=event.author.user,
        post=post,
        reply=event.reply,
    )


def _tell(kind: str, found: Pairing, side: Side, post: Post) -> Tell:
    return Tell(
        key=OutboxKey(f"{kind}/{found.id}/{side.person.id}"),
        address=side.address,
        user=side.person.user,
        post=post,
    )
