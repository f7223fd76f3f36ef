"""Help, set-up and schedules in words."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from bot.arguments import Fault, FieldProblem, UnknownCommand
from bot.commands import COMMANDS, Command, Field, Form, Kind
from bot.messages import Post
from bot.records import Feedback, Schedule, Team
from bot.wording.money import dollars
from bot.wording.text import plain, short
from bot.wording.times import count, day_of, moment, span

_FEEDBACK = {
    Feedback.BRIEF: "one line in the thread, the rest where it is asked for",
    Feedback.FULL: "everything at once, privately",
}

_WEEKLY = {
    True: "yes: the board of a week is posted at its end",
    False: "no: nobody sees a board unless they ask for it",
}
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def help_text(*, admin: bool) -> Post:
    """List the commands, with those for admins where they may be used."""
    lines = [_usage(command) for command in COMMANDS if not command.admin]
    if admin:
        lines.append("\n**For admins**\n")
        lines += [_usage(command) for command in COMMANDS if command.admin]
    return Post(
        title="What you can do here",
        body="Write an answer in the thread of a question; everything else is a command.\n\n"
        + "\n".join(lines),
    )


def _usage(command: Command) -> str:
    """Return a command with what may be said after it."""
    said = []
    for one in command.arguments:
        shown = "|".join(one.choices) if one.kind is Kind.CHOICE else one.name
        said.append(shown if len(command.arguments) == 1 else f"{one.name}=")
    after = f" {' '.join(said)}" if said else ""
    return f"- `{command.name}{after}` {command.help}"


def no_team() -> Post:
    """Say that nothing is set up here."""
    return Post(body="No daily question is set up here yet. An admin can start one with `setup`.")


def admins_only() -> Post:
    """Say that a command is for admins."""
    return Post(body="Only admins can do that here.")


def set_up(schedule: Schedule, now: datetime) -> Post:
    """Confirm a new schedule."""
    return Post(
        title="A question is coming",
        body=f"The first one comes {moment(schedule.next_at, schedule.plan.zone, now)}. "
        "`post` asks one now; `schedule` shows and changes everything.",
        footer=describe(schedule),
    )


def set_up_already(schedules: Sequence[Schedule]) -> Post:
    """Say that there is a schedule of that name."""
    names = ", ".join(f"“{one.name}”" for one in schedules)
    return Post(
        body=f"There is one already: {names}. Change it with `schedule`, ask its questions in this "
        "channel too with `join`, or set up another one with `setup name=NAME`."
    )


def schedules(team: Team, found: Sequence[Schedule], now: datetime) -> Post:
    """Show a team's schedules."""
    if not found:
        return no_team()
    return Post(
        title=f"Schedules of {team.name}",
        body="\n\n".join(f"**{one.name}** {describe(one)}\n\n{_next(one, now)}" for one in found),
    )


def changed(schedule: Schedule, now: datetime) -> Post:
    """Confirm a change of a schedule."""
    return Post(body=f"**{schedule.name}** {describe(schedule)}\n\n{_next(schedule, now)}")


def describe(schedule: Schedule) -> str:
    """Return a schedule in one line."""
    plan = schedule.plan
    remind = f", reminder {span(plan.remind)} before" if plan.remind else ""
    return (
        f"{plan.at:%H:%M} {plan.zone} on {', '.join(plan.days)} · "
        f"{', '.join(plan.tracks)} · {', '.join(plan.difficulties)} · "
        f"open for {span(plan.open_for)}{remind} · {count(len(schedule.channels), 'channel')}"
    )


def _next(schedule: Schedule, now: datetime) -> str:
    if schedule.paused:
        return "Paused; `resume` starts it again."
    due = moment(schedule.next_at, schedule.plan.zone, now)
    parts = [f"Next: {due}."]
    if schedule.skip:
        parts.append(f"The next {count(schedule.skip, 'question')} will be left out.")
    if schedule.queued:
        parts.append(f"“{schedule.queued}” comes first then.")
    return " ".join(parts)


def which_schedule(found: Sequence[Schedule]) -> Post:
    """Ask which of several schedules is meant."""
    names = ", ".join(f"`name={one.name}`" for one in found)
    return Post(body=f"Which schedule? Add one of: {names}.")


def unknown_question(said: str, nearest: Sequence[str]) -> Post:
    """Say that no question has this id."""
    return Post(body=f"Unknown question “{plain(short(said))}”.{_did_you_mean(nearest)}")


def no_channel_here() -> Post:
    """Say that nothing is asked in this channel."""
    return Post(body="No question is asked in this channel.")


def joined(schedule: Schedule) -> Post:
    """Confirm that a channel gets the questions too."""
    return Post(body=f"From the next one on, questions of “{schedule.name}” come here too.")


def left() -> Post:
    """Confirm that a channel gets no more questions."""
    return Post(body="No more questions come here. What is open stays open until its close.")


def posting(title: str) -> Post:
    """Confirm that a question is on its way."""
    return Post(body=f"Asking “{title}”.")


def reminder_too_early() -> Post:
    """Say that a reminder has to come while the question is open."""
    return Post(
        body="The reminder would come before the question does. Make `remind` (minutes) shorter "
        "than `open` (hours), or 0 for none."
    )


def open_already() -> Post:
    """Say that a question is open just now."""
    return Post(body="That question is open just now. Its answer is shown at its close.")


def nothing_posted() -> Post:
    """Say that no question was asked."""
    return Post(
        body="No question was asked: the schedule has no channel, or nothing to choose from."
    )


def settings(team: Team) -> Post:
    """Show how answers are taken."""
    limits = team.limits
    return Post(
        title=f"Settings of {team.name}",
        body=(
            f"- `attempts` {count(limits.attempts, 'answer')} a question\n"
            f"- `per-day` {count(limits.per_day, 'graded answer')} per person and day\n"
            f"- `settle` grade {span(limits.settle)} after the last message\n"
            f"- `rounds` {count(limits.rounds, 'mock round')} at the same time\n"
            f"- `cap` {_cap(team.monthly_cap)}\n"
            f"- `feedback` {team.feedback}: {_FEEDBACK[team.feedback]}\n"
            f"- `weekly` {_WEEKLY[team.weekly]}\n"
            f"- `week` begins on {_DAYS[team.first_weekday]}\n"
            f"- `retention` {_retention(team.retention)}\n"
            f"- `admin-channel` {team.admin_address}"
        ),
    )


def _cap(cap: int | None) -> str:
    return f"{dollars(cap)} a month for grading" if cap is not None else "no limit for grading"


def holidays(days: Sequence[date]) -> Post:
    """Show a team's holidays from today on."""
    if not days:
        return Post(body="No holiday is set. Set one with `holiday 2026-12-25`.")
    listed = "\n".join(f"- {day_of(day)}" for day in days)
    return Post(
        title="Holidays",
        body=f"{listed}\n\nNothing is asked on these days, and no streak ends.",
    )


def holiday_over(day: date) -> Post:
    """Say that a day that is over cannot become a holiday."""
    return Post(body=f"{day_of(day)} is over. Holidays can be set for today and later.")


def _retention(days: int | None) -> str:
    if days is None:
        return "the words of answers are kept"
    return f"the words of answers are forgotten after {count(days, 'day')}, their points are not"


def busy() -> Post:
    """Say that somebody else changed the same thing at the same moment."""
    return Post(body="Somebody changed this at the same moment. Have a look, then try again.")


def went_wrong() -> Post:
    """Say that a command failed for a reason of ours."""
    return Post(body="That did not work, and the reason is in the log. Nothing was changed.")


def unknown_command(said: UnknownCommand, before: str) -> str:
    """Name the nearest commands, with what stands before them."""
    near = _did_you_mean([f"{before}{name}" for name in said.nearest])
    return f"Unknown command “{before}{short(said.said)}”.{near} {before}help lists them all."


def problem(found: FieldProblem) -> str:
    """Say what is wrong with a value, and what would be right."""
    name, said, valid = found.field, found.said, found.valid
    match found.fault:
        case Fault.MISSING:
            return f"“{name}” is missing."
        case Fault.SHORT:
            least = "1 character" if valid[0] == "1" else f"{valid[0]} characters"
            return f"“{name}” needs at least {least}."
        case Fault.LONG:
            return f"“{name}” takes at most {valid[0]} characters; this has {len(said)}."
        case Fault.NOT_A_NUMBER | Fault.OUT_OF_RANGE:
            return f"“{name}” is a number from {valid[0]} to {valid[1]}, not “{short(said)}”."
        case Fault.NOT_A_CHOICE:
            return f"Unknown {name} “{short(said)}”. Valid: {', '.join(valid)}."
        case Fault.ZONE:
            near = _did_you_mean(valid) or " Zones are named Region/City, such as Europe/Berlin."
            return f"Unknown zone “{short(said)}”.{near}"
        case Fault.NOT_A_WORD:
            return f"“{name}” is one word of letters, digits and hyphens, not “{short(said)}”."
        case Fault.TIME:
            return f"“{short(said)}” is not a time. Write it like 09:00."
        case Fault.DATE:
            return f"“{short(said)}” is not a date. Write it like 2026-12-25."
        case Fault.UNKNOWN_ARGUMENT:
            takes = f"It takes {', '.join(valid)}." if valid else "It takes nothing after it."
            return f"“{name}” does not know “{short(said)}”. {takes}"


def field(one: Field) -> str:
    """Ask for one field of a form."""
    match one.kind:
        case Kind.CHOICE | Kind.CHOICES:
            return f"{one.help} ({', '.join(one.choices)})"
        case _:
            return one.help


def form(one: Form) -> str:
    """Introduce a form."""
    return one.title


def _did_you_mean(names: Iterable[str]) -> str:
    listed = list(names)
    if not listed:
        return ""
    last = listed.pop()
    return f" Did you mean {', '.join(listed)} or {last}?" if listed else f" Did you mean {last}?"
