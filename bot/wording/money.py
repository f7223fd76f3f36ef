"""What grading costs, in words."""

from collections.abc import Sequence
from datetime import date

from bot.messages import Post
from bot.records import AttemptView, DaySpend, Reservation
from bot.wording.text import plain
from bot.wording.times import count

MICROS = 1_000_000


def dollars(micros: int) -> str:
    """Return `$1.23`, or `$0.0012` for what is less than a cent."""
    amount = micros / MICROS
    return f"${amount:.2f}" if amount >= 0.01 or not micros else f"${amount:.4f}"  # noqa: PLR2004


def spending(found: Sequence[DaySpend], since: date, cap: int | None) -> Post:
    """Show what grading cost, day by day."""
    total = sum(one.micros for one in found)
    limit = f" of {dollars(cap)} a month" if cap is not None else ""
    lines = [
        f"- {one.day:%d %b} {plain(one.model)}: {dollars(one.micros)}, {count(one.calls, 'call')}"
        for one in found
    ]
    held = sum(one.reserved for one in found)
    return Post(
        title=f"Grading since {since:%d %b}: {dollars(total)}{limit}",
        body="\n".join(lines) or "No call was paid for.",
        footer=f"{dollars(held)} of it is set aside for calls that are under way." if held else "",
    )


def budget_used_up(reservation: Reservation) -> Post:
    """Tell the admins that answers wait for money."""
    return Post(
        body=(
            f"This month's budget for grading, {dollars(reservation.cap or 0)}, is used up. "
            "Answers are kept and graded when the next month begins, or when you raise it: "
            "`settings cap=DOLLARS`."
        )
    )


def budget_nearly_used(reservation: Reservation, month: int) -> Post:
    """Tell the admins that most of the budget is gone."""
    return Post(
        body=(
            f"Grading has cost {dollars(month)} of this month's {dollars(reservation.cap or 0)}. "
            "When that is used up, answers wait. `settings cap=DOLLARS` raises it."
        )
    )


def waiting_for_budget(view: AttemptView) -> Post:
    """Tell a person that their answer waits."""
    return Post(
        body=(
            f"Not graded yet: “{view.about.question.title}”. This month's budget for grading is "
            "used up; your answer is safe, and an admin knows."
        )
    )


def grader_down(reason: str) -> Post:
    """Tell the admins that the grader needs them."""
    return Post(
        body=(
            f"Answers are not being graded: {plain(reason)}. They are kept, and graded once that "
            "is mended."
        )
    )
