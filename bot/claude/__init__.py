"""Grading and interviewing with Claude; the only package that imports the anthropic SDK."""

from bot.claude.client import connect
from bot.claude.failures import ClaudeDown
from bot.claude.grader import ClaudeGrader
from bot.claude.interviewer import ClaudeInterviewer
from bot.claude.models import ModelTrouble, Trouble, check_models

__all__ = [
    "ClaudeDown",
    "ClaudeGrader",
    "ClaudeInterviewer",
    "ModelTrouble",
    "Trouble",
    "check_models",
    "connect",
]
