"""Who grades and who interviews: Claude where there is a key, else code alone."""

import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bot.content import Dimensions
from bot.local_grader import LocalGrader
from bot.ports import Authored, Grader, Interviewer
from bot.schedule import SystemClock
from bot.settings import Settings
from bot.wording.models import model_trouble

Warn = Callable[[str], None]
"""Shows an operator a sentence at start."""


@asynccontextmanager
async def grading(settings: Settings, dimensions: Dimensions, warn: Warn) -> AsyncIterator[Grader]:
    """Give the grader of `minds` alone."""
    async with minds(settings, dimensions, warn) as (grader, _):
        yield grader


@asynccontextmanager
async def minds(
    settings: Settings, dimensions: Dimensions, warn: Warn
) -> AsyncIterator[tuple[Grader, Interviewer]]:
    """Give Claude as grader and interviewer where there is a key, else those without a model.

    What is wrong with the models is said to `warn`. Raises SettingsError for prices that cannot be
    read.
    """
    key = settings.anthropic_api_key.get_secret_value() if settings.anthropic_api_key else ""
    if not key:
        yield LocalGrader(), Authored()
        return
    from bot.claude import ClaudeGrader, ClaudeInterviewer, check_models, connect
    from bot.prices import list_prices

    prices = list_prices().with_overrides(settings.prices)
    async with connect(key, settings.anthropic_base_url) as client:
        models = (settings.model, settings.review_model)
        for found in await check_models(client, models, SystemClock().now()):
            warn(model_trouble(found.model, found.trouble, found.retires_at, found.suggested))
        # From the key: every process has the same one, and nobody else can know it.
        salt = hashlib.sha256(f"greenroom/{key}".encode()).digest()
        grader = ClaudeGrader(
            client,
            dimensions=dimensions,
            prices=prices,
            salt=salt,
            model=settings.model,
            review_model=settings.review_model,
        )
        yield grader, ClaudeInterviewer(client, prices=prices, salt=salt, model=settings.model)
