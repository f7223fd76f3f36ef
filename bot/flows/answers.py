"""What people ask about questions and their own answers."""

from bot.consequences import AskedId
from bot.flows import replies
from bot.flows.deps import Deps
from bot.flows.grade import feedback as full_feedback
from bot.grading import Graded
from bot.messages import ChoiceMade, CommandInvoked, Post
from bot.records import UNDER_WAY, AttemptId, AttemptView, SlotState, TeamPlace
from bot.wording import feedback as feedback_wording
from bot.wording import questions as wording


async def today(deps: Deps, _command: CommandInvoked, found: TeamPlace) -> Post:
    """Show the question that is open here."""
    open_questions = await deps.store.slots.open_in(found.team.id, found.channel)
    return wording.today(open_questions, deps.now(), found.team.zone)


async def answer(deps: Deps, command: CommandInvoked, found: TeamPlace) -> Post | None:
    """Take an answer given after the command, else offer the form."""
    open_questions = await deps.store.slots.open_in(found.team.id, found.channel)
    here = [one for one in open_questions if one.asked.thread == command.place.thread]
    if command.place.thread is not None and not here:
        return wording.closed_here()
    meant = [*here, *open_questions]
    if meant and command.arguments.get("text"):
        await replies.answered_privately(deps, command, meant[0].asked.id)
        return None
    return wording.today(open_questions, deps.now(), found.team.zone)


async def my_feedback(deps: Deps, command: CommandInvoked, found: TeamPlace) -> Post:
    """Return a person's latest feedback in full."""
    person = await deps.store.teams.person(found.team.id, command.author)
    return _feedback(await deps.store.attempts.latest(person.id, None))


async def feedback_of(deps: Deps, choice: ChoiceMade) -> Post:
    """Return the feedback on one attempt, to the one who made it."""
    view = await deps.store.attempts.get(AttemptId(choice.value))
    if view is not None and view.attempt.user != choice.author.user:
        view = None
    return _feedback(view)


async def what_is_graded(deps: Deps, choice: ChoiceMade) -> Post:
    """Say by what a question is judged."""
    about = await deps.store.slots.asked(AskedId(choice.value))
    if about is None:
        return feedback_wording.no_longer()
    return wording.what_is_graded(about, is_open=about.slot.state is SlotState.OPEN)


def _feedback(view: AttemptView | None) -> Post:
    if view is None:
        return feedback_wording.nothing_yet()
    if view.attempt.state in UNDER_WAY:
        return feedback_wording.still_grading(view)
    if isinstance(view.outcome, Graded):
        return full_feedback(view, view.outcome)
    if view.outcome is not None:
        return feedback_wording.ungraded(view, view.outcome)
    return feedback_wording.nothing_yet()
