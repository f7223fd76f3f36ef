"""What is said in and about a round while it goes on."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.content import Track
from bot.grading import Reason
from bot.messages import Choice, Fact, Post
from bot.round_content import SheetFact
from bot.rounds.plans import Plan
from bot.rounds.values import Round, State
from bot.wording.text import plain
from bot.wording.times import count, day_and_time, moment, span

KINDS = {
    Track.FUNDAMENTALS: "Fundamentals round",
    Track.APPLIED: "Applied round",
    Track.SYSTEM_DESIGN: "Design round",
    Track.CODING: "Coding round",
    Track.BEHAVIORAL: "Behavioral round",
}

_PARTS = {Track.SYSTEM_DESIGN: "step", Track.CODING: "part"}

_HOW = {
    Track.FUNDAMENTALS: "Answer in your own words; where there is more to say, I ask on.",
    Track.APPLIED: "Answer in your own words; where there is more to say, I ask on.",
    Track.SYSTEM_DESIGN: (
        "Ask me what you need to know: I answer from what I was given. The rest you may assume, if "
        "you say so."
    ),
    Track.CODING: "Send your code as a code block or a text file; running it is up to you.",
    Track.BEHAVIORAL: "Tell it as you would in the room; where something is missing, I ask.",
}

_UNFIT = {
    Reason.ECHO: "That repeats the question. What is your own explanation?",
    Reason.LANGUAGE: "While I work offline I can judge English only. Could you say it in English?",
    Reason.TOO_LONG: "That is more than I can judge. What is the core of it?",
}


def opening(plan: Plan) -> Post:
    """Say that a room is being opened."""
    return Post(body=f"{kind_of(plan)}, {plan.minutes} minutes. I am opening a room for you.")


def room_title(one: Round) -> str:
    """Name a room, so that it is told from the person's other ones."""
    when = day_and_time(one.begun_at, one.plan.zone)
    return f"{kind_of(one.plan)} · {when} · {one.id[-4:]}"


def rules(plan: Plan) -> Post:
    """Say how a round goes."""
    stages = count(len(plan.stages), _part(plan))
    settles = plan.stages[0].settle
    on = (
        f"An answer is complete after {span(settles)} of silence; “done” moves on at once."
        if settles is not None
        else "Say “done” when you want to move on."
    )
    ends = (
        "Your team sees the signal at the end, not your words."
        if plan.shared
        else "Only you see how it ends, unless you share it."
    )
    return Post(
        title=kind_of(plan),
        facts=(
            Fact(label="Level", value=plan.difficulty),
            Fact(label="Time", value=f"{plan.minutes} min"),
            Fact(label="Parts", value=stages),
        ),
        body=(
            f"{_HOW[plan.kind]}\n\nEach {_part(plan)} has its own time, and I keep it. {on} "
            f"`pause` stops the clock, `stop` ends the round. {ends}"
        ),
    )


def ask(one: Round, stage: int) -> Post:
    """Ask a stage."""
    plan, asked = one.plan, one.plan.stages[stage]
    number = f"{_part(plan).capitalize()} {stage + 1} of {len(plan.stages)}"
    body = asked.ask
    if plan.kind is Track.SYSTEM_DESIGN and stage == 0:
        body = f"{body}\n\nAsk me what you need to know."
    return Post(
        title=f"{number} · {asked.name}",
        facts=(Fact(label="Time", value=minutes(asked.lasts)),),
        body=body,
        choices=(_done(one, stage),),
    )


def follow_up(one: Round, stage: int, probe: str) -> Post:
    """Ask one level deeper."""
    settles = one.plan.stages[stage].settle is not None
    return Post(
        body=plain(probe),
        footer="" if settles else "Say “done” again to move on.",
        choices=(_done(one, stage),),
    )


def told(facts: Sequence[SheetFact], *, assume: bool) -> Post:
    """Answer a clarifying question in the words of the sheet."""
    lines = [fact.says for fact in facts]
    if assume:
        rest = "The rest I was not told." if facts else "That I was not told."
        lines.append(f"{rest} Assume something, and say so.")
    return Post(body="\n\n".join(lines))


def nudge(one: Round, stage: int, now: datetime) -> Post:
    """Say that it is the candidate's turn."""
    left = f" You have {_left(one, now)}." if one.deadline else ""
    return Post(
        body=f"Take your time, and think aloud if it helps.{left}",
        choices=(_done(one, stage),),
    )


def unfit(reason: Reason) -> Post:
    """Say why what was said is no answer yet."""
    return Post(body=_UNFIT.get(reason, "I have no answer yet. Start with what you are sure of."))


def time_up(one: Round, stage: int) -> Post:
    """Say that the time of a stage is over."""
    return Post(body=f"Time is up for “{one.plan.stages[stage].name}”.")


def too_late(one: Round, stage: int) -> Post:
    """Say that something came when its stage was over."""
    name = one.plan.stages[stage].name
    if one.state is State.SCORING:
        return Post(body="That came after the end, so it does not count.")
    return Post(body=f"That came after the time for “{name}”, so it does not count.")


def held() -> Post:
    """Say that nothing counts while the clock stands."""
    return Post(body="The clock stands, so this does not count. `resume` lets it run again.")


def steered(one: Round, now: datetime) -> Post:
    """Say what pausing, resuming or stopping did."""
    match one.state:
        case State.PAUSED:
            return Post(body="The clock stands. `resume` goes on, within 24 hours.")
        case State.RUNNING:
            return Post(body=f"The clock runs again: {_left(one, now)}.")
        case _:
            return Post(body="Your round is over. What there is will be scored.")


def moving_on() -> Post:
    """Say that we move on."""
    return Post(body="Moving on.")


def was_over() -> Post:
    """Say that a button belongs to a stage that is over."""
    return Post(body="That part is over already.")


def scorecard_later() -> Post:
    """Say that the scorecard has to wait for the grader."""
    return Post(
        body="The round is over. The grader is busy, your answers are safe; the scorecard follows."
    )


def one_at_a_time(one: Round | None) -> Post:
    """Say that the person is in a round already."""
    what = f"a {kind_of(one.plan).lower()}" if one else "a round"
    return Post(body=f"You are in {what} already. `stop` ends it, then you can begin another.")


def too_many(limit: int) -> Post:
    """Say that the team has as many rounds as it may have."""
    goes = "is going on" if limit == 1 else "are going on"
    return Post(body=f"{count(limit, 'round')} {goes} in your team, as many as fit. Try later.")


def no_budget() -> Post:
    """Say that there is no money left for a round."""
    return Post(body="This month's budget for grading is used up, so a round would have no end.")


def nothing_of_that_kind(kind: Track) -> Post:
    """Say that the pack has nothing for such a round."""
    return Post(body=f"The bank has nothing for a {KINDS[kind].lower()}. Try another kind.")


def no_room() -> Post:
    """Say that no private place could be opened."""
    return Post(
        body="I could not open a private room for you, so there is no round. Ask an admin whether "
        "I may open private threads here."
    )


def no_round() -> Post:
    """Say that the person is in no round."""
    return Post(body="You are in no round. `mock` begins one.")


def not_now(one: Round) -> Post:
    """Say that a command does nothing to a round as it is."""
    match one.state:
        case State.PAUSED:
            return Post(body="The clock stands already. `resume` goes on.")
        case State.RUNNING | State.THINKING:
            return Post(body="The clock is running. `pause` stops it.")
        case _:
            return Post(body="Your round is not at a point where that does anything.")


def nothing_to_share() -> Post:
    """Say that a round without a signal cannot be shared."""
    return Post(body="There was not enough to grade, so there is nothing to share.")


def shared_now() -> Post:
    """Say that the team sees how a round ended."""
    return Post(
        body="Your team can see how it ended, and its points count on the board of rounds. Your "
        "words stay with you."
    )


def kind_of(plan: Plan) -> str:
    """Return what a round is called, with its subject where it has one."""
    return f"{KINDS[plan.kind]}: {plan.title}" if plan.title else KINDS[plan.kind]


def minutes(length: timedelta) -> str:
    """Return `2 min` or `2.5 min`."""
    return f"{length.total_seconds() / 60:g} min"


def _part(plan: Plan) -> str:
    return _PARTS.get(plan.kind, "question")


def _done(one: Round, stage: int) -> Choice:
    return Choice(action="round-done", value=f"{one.id}/{stage}", label="Done")


def _left(one: Round, now: datetime) -> str:
    if one.deadline is None:
        return "no time left"
    seconds = max(0, int((one.deadline - now).total_seconds()))
    if seconds < 90:  # noqa: PLR2004 - seconds, as people say it
        return f"{count(seconds, 'second')} left"
    about = count(round(seconds / 60), "minute")
    return f"about {about} left, until {moment(one.deadline, one.plan.zone, now)}"
