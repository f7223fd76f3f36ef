"""The grader's report card: how far a grader agrees with labels, and what fools it."""

from bot.report_card.attacks import ATTACKS
from bot.report_card.benign import BENIGN
from bot.report_card.card import ReportCard, not_measured
from bot.report_card.labelled import GOLD, Labelled, labelled
from bot.report_card.results import Judge, Judged, Tokens, judged
from bot.report_card.runner import run
from bot.report_card.text import as_text

__all__ = [
    "ATTACKS",
    "BENIGN",
    "GOLD",
    "Judge",
    "Judged",
    "Labelled",
    "ReportCard",
    "Tokens",
    "as_text",
    "judged",
    "labelled",
    "not_measured",
    "run",
]
