"""What admins look at and correct: the record, the team's results, single verdicts."""

from bot import appeals as rules
from bot.consequences import Consequences, Tell, Wake, WakeKind
from bot.content import Verdict
from bot.exports import team_file
from bot.flows import calls
from bot.flows.deps import Deps
from bot.grading import Graded, PointVerdict
from bot.messages import CommandInvoked, OutboxKey, Post
from bot.records import AppealState, AttemptId, Ending, SlotState, TeamPlace
from bot.wording import oversight as wording

LINES = 15
"""How many lines of the record are shown."""


async def audit(deps: Deps, _command: CommandInvoked, found: TeamPlace) -> Post:
    """Show who did what lately."""
    lines = await deps.store.oversight.lines(found.team.id, LINES)
    return wording.record(found.team, lines)


async def export(deps: Deps, _command: CommandInvoked, found: TeamPlace) -> Post:
    """Hand an admin the team's results."""
    results = await deps.store.oversight.results(found.team.id)
    if not results:
        return wording.no_results()
    return wording.results(found.team, team_file(results, deps.now()))


async def override(deps: Deps, command: CommandInvoked, found: TeamPlace) -> Post | None:
    """Change the verdict on one point, with a reason that its person is told."""
    values = command.arguments
    view = await deps.store.attempts.get(AttemptId(values["answer"]))
    if view is None or view.team.id != found.team.id:
        return wording.unknown_answer(values["answer"])
    before = view.outcome
    if not isinstance(before, Graded):
        return wording.not_graded()
    question = view.about.question
    point = rules.meant(question, values["point"].replace("-", " "))
    point = next((one for one in question.rubric.points if one.id == values["point"]), point)
    if point is None:
        return wording.which_point(question)
    verdict, reason = Verdict(values["verdict"].lower()), values["reason"]
    new = PointVerdict(point=point.id, verdict=verdict, by_person=True)
    ending = Ending(
        state=AppealState.UPHELD,
        verdict=verdict,
        outcome=rules.with_verdict(question, before, new),
        day=calls.local_day(view, view.attempt.first_sent_at),
        reason=reason,
        ruled_by=command.author.user,
    )
    # The record says by name who did it.
    await deps.store.teams.person(found.team.id, command.author)
    told = Tell(
        key=OutboxKey(f"override/{command.event}"),
        address=view.about.place,
        user=view.attempt.user,
        post=wording.overridden(view, point, verdict, reason),
    )
    reply = Tell(
        key=OutboxKey(f"reply/{command.event}"),
        address=command.place.here,
        user=command.author.user,
        post=wording.overrode(view, point, verdict),
        reply=command.reply,
    )
    wakes = []
    if view.about.slot.state is SlotState.CLOSED:
        wakes.append(Wake(kind=WakeKind.CARDS, key=view.about.slot.id, at=deps.now()))
    then = Consequences(says=[told, reply], wakes=wakes, event=command.event)
    done = await deps.store.oversight.override(view.attempt, point.id, ending, then)
    return None if done else wording.not_graded()
