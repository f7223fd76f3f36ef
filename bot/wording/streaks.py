"""Streaks in words."""

from bot.messages import Post
from bot.streaks import FREEZES, Rule, Streak
from bot.wording.times import count

DAYS = 14
"""How many of the last days are explained."""

WHY = {
    Rule.ANSWERED: "answered: one day more",
    Rule.LATER: "its question was answered on another day",
    Rule.OPEN: "its question is still open",
    Rule.FREE: "no question came",
    Rule.HOLIDAY: "holiday",
    Rule.FROZEN: "missed, and forgiven: a freeze day",
    Rule.MISSED: "missed: a streak ends here",
}
RULE = (
    "A day counts if you sent an answer on it, by the clock where you were. "
    f"{FREEZES} missed days a month are forgiven."
)


def streak(mine: Streak) -> Post:
    """Tell somebody their streak."""
    body = f"**{count(mine.days, 'day')}** in a row." if mine.days else "No streak yet."
    if mine.days and mine.rules.get(mine.today) is not Rule.ANSWERED:
        body += " An answer today makes it one more."
    left = count(mine.freezes_left, "freeze day")
    body += f"\n\nLongest so far: {count(mine.best, 'day')}. Left this month: {left}. "
    body += "`streak why=yes` explains each day."
    return Post(body=body, footer=RULE)


def why(mine: Streak) -> Post:
    """Say what each of the last days did to somebody's streak."""
    if not mine.rules:
        return Post(body="No streak yet: it begins with your first answer.", footer=RULE)
    lines = [f"- {day:%a} {day.day} {day:%b} · {WHY[rule]}" for day, rule in mine.explained(DAYS)]
    return Post(title=f"Your streak: {count(mine.days, 'day')}", body="\n".join(lines), footer=RULE)
