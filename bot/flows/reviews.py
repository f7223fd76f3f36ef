"""Reviews: points that a person missed come back, and are judged on their own."""

from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot import reviews as rules
from bot.appeals import as_text, verdict_on
from bot.cards import CardId, CardView
from bot.consequences import Consequences, Outgoing, Tell, Wake, WakeKind
from bot.content import Verdict
from bot.errors import GraderDown
from bot.flows import calls
from bot.flows.deps import Deps
from bot.grading import Graded, GradeOutcome, Reason, Ungraded
from bot.memory import missed, recalled
from bot.messages import (
    ChoiceMade,
    CommandInvoked,
    FormSubmitted,
    MessageReceived,
    OutboxKey,
    Post,
    ReplyHandle,
)
from bot.people import Profile
from bot.ports import GradeRequest
from bot.records import PersonId, SlotId, TeamPlace
from bot.spend import Spent
from bot.wording import reviews as wording
from bot.words import visible

AT_ONCE = 200
"""People whose cards are dealt in one write."""

RECENT = timedelta(days=2)
"""How far back sendings decide about the next one: more than a local day and a gap."""

RULINGS = 20
"""How many rulings on a question are looked through for those on the point."""

log = structlog.get_logger(__name__)


async def deal(deps: Deps, slot: SlotId) -> None:
    """Make cards of what was left out of the answers to a question that is closed."""
    asked = await deps.store.slots.get(slot)
    if not asked or asked[0].slot.closes_at > deps.now():
        return
    results = await deps.store.cards.results(slot)
    hands = [hand for hand in rules.hands(results.grades) if hand.missed or hand.met]
    memory = missed(asked[0].slot.closes_at)
    for start in range(0, len(hands), AT_ONCE):
        await deps.store.cards.deal(slot, hands[start : start + AT_ONCE], memory)
    if results.pending:
        wake = Wake(kind=WakeKind.CARDS, key=slot, at=deps.now() + calls.LONGEST_WAIT)
        await deps.store.outbox.say(Consequences(wakes=[wake]))


async def send(deps: Deps, person: PersonId) -> None:
    """Send a person the card that is due, if now is a good time, else look again at one."""
    now = deps.now()
    pace = await deps.store.cards.pace(person, now - RECENT)
    if pace is None or not pace.earliest.profile.reviews:
        return
    found = pace.earliest
    due = max(now, found.card.due_at)
    at = rules.next_moment(due, found.zone, pace.asked, found.profile.reviews)
    if at > now:
        wake = Wake(kind=WakeKind.REVIEW, key=person, at=at)
        await deps.store.outbox.say(Consequences(wakes=[wake]))
        return
    wake = Wake(kind=WakeKind.REVIEW, key=person, at=now + rules.GAP)
    await _ask(deps, found, _question(deps, found), [wake])


async def review(deps: Deps, command: CommandInvoked, place: TeamPlace) -> None:
    """Start a review now, whatever the hour."""
    one = await deps.store.people.profile(place.team.id, command.author)
    await _start(deps, command, one)


async def following(deps: Deps, choice: ChoiceMade) -> None:
    """Go on with the next card."""
    one = await deps.store.people.of(PersonId(choice.value), choice.author.user)
    await _start(deps, choice, one)


async def _start(deps: Deps, event: CommandInvoked | ChoiceMade, one: Profile | None) -> None:
    """Ask what is due, or say why nothing is; once for each event."""
    now = deps.now()
    pace = await deps.store.cards.pace(one.person.id, now - RECENT) if one else None
    told = Tell(
        key=OutboxKey(f"reply/{event.event}"),
        address=event.place.here,
        user=event.author.user,
        post=wording.nothing_due(pace.earliest, now) if pace else wording.nothing_yet(),
        reply=event.reply,
    )
    if pace is None or not pace.due:
        await deps.store.outbox.say(Consequences(says=[told], event=event.event))
        return
    found = pace.earliest
    asked = replace(told, key=_key(found, now), post=wording.ask(found, pace.due))
    await _ask(deps, found, asked, [], event.event)


async def _ask(
    deps: Deps, found: CardView, told: Tell, wakes: list[Wake], event: str | None = None
) -> None:
    back_at = rules.unanswered(found.card.memory.at, deps.now())
    then = Consequences(says=[told], wakes=wakes, event=event)
    await deps.store.cards.ask(found.card, back_at, then)


def _question(deps: Deps, found: CardView) -> Tell:
    return Tell(
        key=_key(found, deps.now()),
        address=found.address,
        user=found.user,
        post=wording.ask(found, 1),
    )


async def submitted(deps: Deps, form: FormSubmitted) -> None:
    """Take what a person remembers, from the form."""
    card = CardId(form.context)
    then = Consequences(wakes=[_look(card, deps.now())], event=form.event)
    text = form.values.get("text", "")
    if await deps.store.cards.answer(card, form.author.user, text, then):
        return
    told = Tell(
        key=OutboxKey(f"reply/{form.event}"),
        address=form.place.here,
        user=form.author.user,
        post=wording.waits_already(),
        reply=form.reply,
    )
    await deps.store.outbox.say(Consequences(says=[told], event=form.event))


async def replied(deps: Deps, message: MessageReceived) -> None:
    """Take what a person remembers from a message in the private chat in which they were asked."""
    channel = message.place.channel
    found = await deps.store.cards.asked_in(channel, message.author.user)
    if found is None or await deps.store.teams.speaking_at(channel) is not None:
        return
    then = Consequences(wakes=[_look(found.card.id, deps.now())], event=f"review/{message.ref}")
    await deps.store.cards.answer(found.card.id, message.author.user, message.text, then)


async def judge(deps: Deps, card: CardId) -> None:
    """Judge an answer on its point alone."""
    found = await deps.store.cards.get(card)
    if found is None or not found.card.answer:
        return
    request = await _request(deps, found)
    reservation = calls.reservation(deps, found, request)
    begun = await deps.store.cards.begin(found.card, reservation)
    if begun is None:
        return
    if begun.over_budget:
        wait = calls.LONGEST_WAIT
        says: list[Outgoing] = [calls.used_up(found, reservation), _later(found, wait)]
        then = Consequences(says=says, wakes=[_look(card, deps.now() + wait)])
        await deps.store.cards.postpone(found.card, found.card.failures, (), then)
        return
    try:
        judged = await calls.judge(deps, request)
    except GraderDown as error:
        await _postpone(deps, found, error)
        return
    notes = calls.near_cap(found, reservation, begun)
    await _save(deps, found, judged.outcome, judged.spent, notes)


async def _request(deps: Deps, found: CardView) -> GradeRequest:
    question, point = rules.alone(found.question, found.point), found.card.point
    rulings = await deps.store.appeals.rulings(found.team.id, question.id, RULINGS)
    return GradeRequest(
        question=question,
        answer=visible(found.card.answer).strip(),
        person=found.card.person,
        rulings=tuple(as_text(question, one) for one in rulings if one.point == point),
    )


async def _postpone(deps: Deps, found: CardView, error: GraderDown) -> None:
    failures = found.card.failures + 1
    log.warning("grader down for a review", reason=error.reason, failures=failures)
    notes = calls.down(deps, found, error)
    if failures >= calls.TRIES:
        outcome = Ungraded(reason=Reason.UNAVAILABLE, grader=deps.grader.name)
        await _save(deps, found, outcome, error.spent, notes)
        return
    wait = calls.wait_after(failures - 1, error)
    says = [*notes, _later(found, wait)]
    then = Consequences(says=says, wakes=[_look(found.card.id, deps.now() + wait)])
    await deps.store.cards.postpone(found.card, failures, error.spent, then)


async def _save(
    deps: Deps,
    found: CardView,
    outcome: GradeOutcome,
    spent: tuple[Spent, ...],
    notes: list[Outgoing],
) -> None:
    """Store a verdict; what could not be judged leaves the memory, and the card, as they were."""
    now = deps.now()
    verdict = Verdict.CANNOT_ASSESS
    if isinstance(outcome, Graded):
        verdict = verdict_on(outcome, found.card.point).verdict
    if verdict is Verdict.CANNOT_ASSESS:
        told = _tell(found, "unjudged", wording.unjudged(found, outcome))
        then = Consequences(says=[*notes, told])
        await deps.store.cards.judged(found.card, None, spent, then)
        return
    memory = recalled(found.card.memory, verdict, now)
    pace = await deps.store.cards.pace(found.card.person, now - RECENT)
    left = pace.due if pace else 0
    told = _tell(found, "recalled", wording.judged(found, outcome, memory.due_at, left, now))
    wake = Wake(kind=WakeKind.REVIEW, key=found.card.person, at=now + rules.GAP)
    then = Consequences(says=[*notes, told], wakes=[wake])
    await deps.store.cards.judged(found.card, memory, spent, then)


async def snooze(deps: Deps, choice: ChoiceMade) -> Post:
    """Let a card come back in a week."""
    until = deps.now() + rules.SNOOZE
    found = await deps.store.cards.get(CardId(choice.value))
    if found is None:
        return wording.nothing_yet()
    wake = Wake(kind=WakeKind.REVIEW, key=found.card.person, at=until)
    then = Consequences(wakes=[wake], event=choice.event)
    await deps.store.cards.snooze(found.card.id, choice.author.user, until, then)
    return wording.snoozed()


def _look(card: CardId, at: datetime) -> Wake:
    return Wake(kind=WakeKind.RECALL, key=card, at=at)


def _later(found: CardView, wait: timedelta) -> Tell:
    return _tell(found, "recall-later", wording.later(found, wait))


def _key(found: CardView, now: datetime) -> OutboxKey:
    return OutboxKey(f"review/{found.card.id}/{now:%Y%m%dT%H%M%S%f}")


def _tell(found: CardView, kind: str, post: Post, reply: ReplyHandle | None = None) -> Tell:
    return Tell(
        key=OutboxKey(f"{kind}/{found.card.id}/{found.card.revision}"),
        address=found.address,
        user=found.user,
        post=post,
        reply=reply,
    )
