"""What people are told about their answers."""

from datetime import datetime, timedelta

from bot.appeals import BY_PERSON
from bot.content import Point, Question, Verdict
from bot.grading import Graded, Judgement, Reason, Ungraded, omissions
from bot.messages import Choice, Post
from bot.records import AttemptView, Limits
from bot.wording.text import plain, quote
from bot.wording.times import count, moment, span

DIAMONDS = 4
MORE_ABOUT = 3
"""How many missed points are hinted at; the rest are counted."""

SHARES = ("not there yet", "about a quarter", "about half", "about three quarters", "all of it")

REASONS = {
    Reason.EMPTY: "I found no words to grade.",
    Reason.NOT_AN_ANSWER: "That read like a remark, not like an answer.",
    Reason.ECHO: "Your answer repeats the question; your own explanation is what counts.",
    Reason.LANGUAGE: "I can grade English only while I work offline.",
    Reason.TOO_LONG: "Your answer is too long to grade.",
    Reason.REFUSED: "The grading model would not judge your answer.",
    Reason.TRUNCATED: "The grading model broke off.",
    Reason.MALFORMED: "The grading model gave no usable answer.",
    Reason.UNAVAILABLE: "The grader could not be reached for a long time.",
    Reason.BUDGET: "This month's budget for grading is used up.",
}

_MINE_TO_MEND = {Reason.EMPTY, Reason.NOT_AN_ANSWER, Reason.ECHO, Reason.LANGUAGE, Reason.TOO_LONG}


def feedback(view: AttemptView, outcome: Graded, *, is_open: bool) -> Post:
    """Return everything there is to say about a graded answer.

    While the question is open a missed point is a direction, never its text.
    """
    question = view.about.question
    lines = [*_points(question, outcome.judgement, is_open=is_open)]
    flags = {flag.id: flag.says for flag in question.rubric.red_flags}
    raised = outcome.judgement.flags
    lines += [f"**flag** {flags[flag.flag]}{_evidence(flag.quote)}" for flag in raised]
    # An omission names what was left out, so it waits for the close.
    left_out = () if is_open else omissions(question.rubric, outcome.judgement)
    lines += [f"**flag** {flags[flag.flag]}" for flag in left_out]
    if outcome.remark:
        lines.append(plain(outcome.remark))
    if is_open and (probe := _probe(question, outcome.judgement)):
        lines.append(f"**next** {probe}")
    choices = [
        Choice(action="graded", value=view.about.asked.id, label="What is graded here?"),
    ]
    if any(one.verdict is not Verdict.MET for one in outcome.judgement.points):
        appeal = Choice(action="appeal", value=view.attempt.id, label="Appeal", form="appeal")
        choices.append(appeal)
    return Post(
        title=_headline(outcome),
        body="\n\n".join(lines),
        choices=tuple(choices),
        footer=_footer(view, outcome),
    )


def one_line(view: AttemptView) -> Post:
    """Say in the thread that an answer was graded, without saying how."""
    return Post(
        body=f"{plain(view.person.name)}, your answer is graded.",
        choices=(Choice(action="feedback", value=view.attempt.id, label="My feedback"),),
    )


def ungraded(view: AttemptView, outcome: Ungraded) -> Post:
    """Say why an answer has no grade, and what to do about it."""
    mend = (
        "It does not count as one of your answers. Write again whenever you like."
        if outcome.reason in _MINE_TO_MEND
        else "Your answer is kept, and it is not a zero. An admin has been told."
    )
    if isinstance(view.outcome, Graded):
        mend = "Your earlier grade stays."
    return Post(body=f"Not graded: “{view.about.question.title}”. {REASONS[outcome.reason]} {mend}")


def why(reason: Reason) -> str:
    """Say why an answer could not be judged."""
    return REASONS[reason]


def grading_given_up(view: AttemptView, outcome: Ungraded) -> Post:
    """Tell the admins that an answer could not be graded."""
    return Post(
        body=(
            f"An answer to “{view.about.question.title}” is kept, but not graded. "
            f"{REASONS[outcome.reason]}"
        )
    )


def pending(view: AttemptView, wait: timedelta) -> Post:
    """Say that grading takes longer."""
    return Post(
        body=(
            f"Not graded yet: “{view.about.question.title}”. The grader is busy; your answer is "
            f"safe. I try again in {span(wait)}."
        )
    )


def used_up(limits: Limits, closes_at: datetime, zone: str, now: datetime) -> Post:
    """Say that a person has no more answers to this question."""
    until = f" The model answer comes {moment(closes_at, zone, now)}." * (closes_at > now)
    return Post(
        body=(
            f"You have used your {count(limits.attempts, 'answer')} to this question, so this one "
            f"is not graded.{until}"
        )
    )


def enough_today(limits: Limits) -> Post:
    """Say that a person has had enough graded answers for a day."""
    return Post(
        body=(
            f"That is {count(limits.per_day, 'graded answer')} within a day, which is the limit "
            "here. Come back tomorrow; this one is not graded."
        )
    )


def unread_files(names: tuple[str, ...]) -> Post:
    """Say which attachments were not read."""
    listed = ", ".join(plain(name) for name in names)
    return Post(body=f"I read text files up to 64 KB; these are not part of your answer: {listed}.")


def changed_after_grade(view: AttemptView) -> Post:
    """Offer to grade a changed answer again."""
    return Post(
        body=f"You changed an answer that is graded already: {view.about.question.title}.",
        choices=(Choice(action="regrade", value=view.attempt.id, label="Grade it again"),),
    )


def withdrawn(view: AttemptView) -> Post:
    """Confirm that a deleted answer is gone."""
    return Post(
        body=f"Your answer to “{view.about.question.title}” is withdrawn; its points are gone too."
    )


def nothing_yet() -> Post:
    """Say that there is no feedback."""
    return Post(body="You have no graded answer here yet. Answer today's question to get one.")


def still_grading(view: AttemptView) -> Post:
    """Say that an answer is on its way."""
    return Post(body=f"Your answer to “{view.about.question.title}” is being graded.")


def nothing_to_settle() -> Post:
    """Say that there is nothing to finish."""
    return Post(body="No answer of yours is waiting. Write one in the thread of a question.")


def settling() -> Post:
    """Confirm that grading begins."""
    return Post(body="Grading what you have written so far.")


def graded_again() -> Post:
    """Confirm that an answer is graded again."""
    return Post(body="Grading your changed answer.")


def no_longer() -> Post:
    """Say that a choice came too late."""
    return Post(body="That is no longer possible here.")


def _headline(outcome: Graded) -> str:
    filled = round(outcome.score * DIAMONDS / 100)
    row = "◆" * filled + "◇" * (DIAMONDS - filled)
    if outcome.estimate:
        ruled = f" · with {BY_PERSON}" * (BY_PERSON in outcome.grader)
        return f"{row}  {SHARES[filled]} · offline estimate: coverage, not correctness{ruled}"
    between = (
        f", two looks gave {outcome.spread[0]} and {outcome.spread[1]}" if outcome.spread else ""
    )
    return f"{row}  {outcome.score} of 100{between} · graded by {outcome.grader}"


def _footer(view: AttemptView, outcome: Graded) -> str:
    parts = []
    if outcome.estimate:
        parts.append("Practical experience and communication are not assessed offline.")
    if view.attempt.practice:
        parts.append("Practice after the close: no points.")
    else:
        limits = view.about.team.limits
        parts.append(f"The best of your {count(limits.attempts, 'answer')} counts.")
    return " ".join(parts)


def _points(question: Question, judgement: Judgement, *, is_open: bool) -> list[str]:
    lines = []
    missed: list[Point] = []
    for one in judgement.points:
        point = question.point(one.point)
        match one.verdict:
            case Verdict.MET:
                lines.append(f"**met** {point.says}{_evidence(one.quote)}")
            case Verdict.PARTIAL:
                # The text of a point that is only half there would give the other half away.
                said = point.about if is_open else point.says
                lines.append(f"**partly** {said}{_evidence(one.quote)}")
            case Verdict.MISSED:
                missed.append(point)
            case Verdict.CANNOT_ASSESS:
                lines.append(f"**not assessed** {point.about}")
    missed.sort(key=lambda point: -point.weight)
    if missed and is_open:
        named = [point.about for point in missed[:MORE_ABOUT]]
        lines.append(f"**open** {count(len(missed), 'more point')}, about {_listed(named)}")
    elif missed:
        lines.append("**missed**\n" + "\n".join(f"- {point.says}" for point in missed))
    return lines


def _evidence(said: str) -> str:
    """Return the words that earned a verdict, which an old answer has no more."""
    return f"\n{quote(said)}" if said else ""


def _listed(names: list[str]) -> str:
    match names:
        case [one]:
            return one
        case [one, other]:
            return f"{one}, and {other}"
        case _:
            return f"{'; '.join(names[:-1])}; and {names[-1]}"


def _probe(question: Question, judgement: Judgement) -> str:
    """Return the grader's probe, else the authored one for the heaviest point that is open."""
    if judgement.probe:
        return plain(judgement.probe)
    open_points = {one.point for one in judgement.points if one.verdict is not Verdict.MET}
    weights = {point.id: point.weight for point in question.rubric.points}
    probes = [probe for probe in question.probes if probe.point in open_points]
    best = max(probes, key=lambda probe: weights[probe.point], default=None)
    return best.ask if best else ""


def needs_admin(outcome: Ungraded) -> bool:
    """Return whether the person who answered can do nothing about it."""
    return outcome.reason not in _MINE_TO_MEND


def steering(view: AttemptView, kinds: tuple[str, ...]) -> Post:
    """Tell the admins that an answer speaks to its grader."""
    return Post(
        body=(
            f"An answer to “{view.about.question.title}” seems to speak to the grader "
            f"({', '.join(kinds)}). That changed nothing in its score."
        )
    )
