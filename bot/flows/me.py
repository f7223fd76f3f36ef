"""What people decide about themselves: their settings, their data, and leaving."""

from dataclasses import replace

from bot.arguments import problems
from bot.commands import Field, Kind
from bot.consequences import Consequences, Tell, Wake, WakeKind
from bot.exports import own_files
from bot.flows.deps import Deps
from bot.messages import ChoiceMade, CommandInvoked, OutboxKey, Post
from bot.people import MOST_REVIEWS, REVIEWS_A_DAY, Profile
from bot.pseudonyms import pseudonym
from bot.records import PersonId, TeamPlace
from bot.wording import me as wording
from bot.wording import setup as setup_wording

_NUMBERS = tuple(str(number) for number in range(MOST_REVIEWS + 1))
_ZONE = Field(name="zone", help="", kind=Kind.ZONE)


async def me(deps: Deps, command: CommandInvoked, found: TeamPlace) -> Post:
    """Show or change what a person decided about themselves, or hand out what is stored."""
    team = found.team
    one = await deps.store.people.profile(team.id, command.author)
    said = command.arguments.get("value", "").strip()
    match command.arguments.get("what", "").lower():
        case "export":
            everything = await deps.store.privacy.everything(one.person.id)
            return wording.exported(team, own_files(everything, deps.now()))
        case "delete":
            return wording.are_you_sure(team, one.person)
        case "" if said:
            return wording.unknown(said)
        case what if said:
            changed = await _changed(deps, one, what, said)
        case _:
            return wording.settings(team, one)
    if isinstance(changed, Post):
        return changed
    wake = Wake(kind=WakeKind.REVIEW, key=one.person.id, at=deps.now())
    await deps.store.people.save(changed, Consequences(wakes=[wake], event=command.event))
    return wording.settings(team, changed)


async def _changed(deps: Deps, one: Profile, what: str, said: str) -> Profile | Post:
    """Return the profile with another value, or what is wrong with that value."""
    match what, said.lower():
        case "zone", _:
            return _moved(one, said)
        case "board", "name":
            return replace(one, on_board=True, board_name=None)
        case "board", "pseudonym":
            taken = await deps.store.people.board_names(one.person.team)
            name = one.board_name or pseudonym(deps.new_id(), taken)
            return replace(one, on_board=True, board_name=name)
        case "board", "off":
            return replace(one, on_board=False)
        case "names", "on" | "off" as switch:
            return replace(one, named=switch == "on")
        case "reviews", "on" | "off" as switch:
            return replace(one, reviews=REVIEWS_A_DAY if switch == "on" else 0)
        case "reviews", number if number in _NUMBERS:
            return replace(one, reviews=int(number))
        case _:
            return wording.valid(what, said)


def _moved(one: Profile, said: str) -> Profile | Post:
    if said.lower() == "team":
        return replace(one, zone=None)
    if wrong := problems((_ZONE,), {"zone": said}):
        return Post(body=setup_wording.problem(wrong[0]))
    return replace(one, zone=said)


async def no_reviews(deps: Deps, choice: ChoiceMade) -> Post:
    """Send a person no more reviews."""
    one = await deps.store.people.of(PersonId(choice.value), choice.author.user)
    if one is None:
        return wording.nobody()
    changed = replace(one, reviews=0)
    await deps.store.people.save(changed, Consequences(event=choice.event))
    return wording.no_reviews()


async def forget(deps: Deps, choice: ChoiceMade) -> Post | None:
    """Delete everything about a person, who has confirmed that they mean it."""
    one = await deps.store.people.of(PersonId(choice.value), choice.author.user)
    if one is None:
        return wording.nobody()

    def decide(answers: int) -> Consequences:
        told = Tell(
            key=OutboxKey(f"reply/{choice.event}"),
            address=choice.place.here,
            user=choice.author.user,
            post=wording.forgotten(answers),
            reply=choice.reply,
        )
        return Consequences(says=[told], event=choice.event)

    done = await deps.store.privacy.forget(one.person.id, wording.taken_back(), decide)
    return None if done else wording.nobody()
