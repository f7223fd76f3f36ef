"""Streaks: practice days in a row on which a person answered."""

from datetime import date

from bot.records import PracticeDays


def streak(days: PracticeDays, today: date) -> int:
    """Return how many of the latest days with a question a person answered without a gap.

    Days without a question neither count nor break it, and today breaks nothing before it is over.
    """
    count = 0
    for day in sorted(days.asked | days.answered, reverse=True):
        if day > today:
            continue
        if day in days.answered:
            count += 1
        elif day != today:
            break
    return count
