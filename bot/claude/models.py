"""Whether the models can be used, asked at start; what is wrong is a value, not a sentence."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import anthropic
from anthropic import AsyncAnthropic

SOON = timedelta(days=60)
"""The notice that the service gives before it retires a model."""


PATIENCE = 10.0
"""Seconds for each question; start does not wait longer for what is only a warning."""


class Trouble(StrEnum):
    """What may be wrong with a model."""

    UNKNOWN = "unknown"
    RETIRED = "retired"
    RETIRING = "retiring"
    NO_SCHEMAS = "no_schemas"
    """It cannot be held to a JSON schema, so that it cannot grade."""
    KEY_REFUSED = "key_refused"
    UNCHECKED = "unchecked"
    """The service did not say; grading may work all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelTrouble:
    """One thing wrong with one model."""

    model: str
    trouble: Trouble
    retires_at: datetime | None = None
    suggested: tuple[str, ...] = ()
    """Models that the service does offer, newest first, where ours is unknown."""


async def check_models(
    client: AsyncAnthropic, models: tuple[str, ...], now: datetime
) -> tuple[ModelTrouble, ...]:
    """Return what is wrong with each of the models; `now` is an aware time. Never raises."""
    asking = client.with_options(timeout=PATIENCE, max_retries=0)
    found = [await _check(asking, model, now) for model in dict.fromkeys(models)]
    return tuple(trouble for trouble in found if trouble is not None)


async def _check(client: AsyncAnthropic, model: str, now: datetime) -> ModelTrouble | None:
    try:
        info = await client.models.retrieve(model)
    except anthropic.NotFoundError:
        return ModelTrouble(model=model, trouble=Trouble.UNKNOWN, suggested=await _offered(client))
    except (anthropic.AuthenticationError, anthropic.PermissionDeniedError):
        return ModelTrouble(model=model, trouble=Trouble.KEY_REFUSED)
    except anthropic.APIError:
        return ModelTrouble(model=model, trouble=Trouble.UNCHECKED)
    if info.lifecycle == "retired":
        return ModelTrouble(model=model, trouble=Trouble.RETIRED, retires_at=info.retires_at)
    if info.retires_at is not None and _aware(info.retires_at) - now <= SOON:
        return ModelTrouble(model=model, trouble=Trouble.RETIRING, retires_at=info.retires_at)
    if info.capabilities is not None and not info.capabilities.structured_outputs.supported:
        return ModelTrouble(model=model, trouble=Trouble.NO_SCHEMAS)
    return None


async def _offered(client: AsyncAnthropic) -> tuple[str, ...]:
    try:
        page = await client.models.list(limit=20)
    except anthropic.APIError:
        return ()
    return tuple(info.id for info in page.data if info.lifecycle == "active")


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
