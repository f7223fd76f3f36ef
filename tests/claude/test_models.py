"""What is said of the models at start."""

from datetime import UTC, datetime

from anthropic import AsyncAnthropic

from bot.claude import ModelTrouble, Trouble, check_models, connect
from tests.servers.api_rules import Model
from tests.servers.messages_api import KEY, MessagesApi

NOW = datetime(2026, 11, 22, tzinfo=UTC)


async def test_default_models_are_fine(client: AsyncAnthropic) -> None:
    """Nothing is said of models that are active."""
    assert await check_models(client, ("claude-haiku-5-5", "claude-sonnet-5-5"), NOW) == ()


async def test_an_unknown_model_is_named(client: AsyncAnthropic) -> None:
    """A misspelt name is found before the first answer, with what there is instead."""
    (trouble,) = await check_models(client, ("claude-haiku-55",), NOW)

    assert trouble.model == "claude-haiku-55"
    assert trouble.trouble is Trouble.UNKNOWN
    assert "claude-haiku-5-5" in trouble.suggested


async def test_a_model_that_ends_within_60_days_is_named(client: AsyncAnthropic) -> None:
    """Eight days before the end it is retiring; three months before nothing is said."""
    end = datetime(2026, 11, 30, tzinfo=UTC)
    found = await check_models(client, ("claude-sonnet-4-5",), NOW)
    early = await check_models(client, ("claude-sonnet-4-5",), datetime(2026, 8, 1, tzinfo=UTC))

    assert found == (
        ModelTrouble(model="claude-sonnet-4-5", trouble=Trouble.RETIRING, retires_at=end),
    )
    assert early == ()


async def test_a_retired_model_is_named(client: AsyncAnthropic) -> None:
    """What is still listed but no longer answers is retired."""
    (trouble,) = await check_models(client, ("claude-3-opus",), NOW)

    assert trouble.trouble is Trouble.RETIRED


async def test_a_model_without_schemas_cannot_grade(
    client: AsyncAnthropic, api: MessagesApi
) -> None:
    """A model that cannot be held to a schema is named."""
    api.models["free"] = Model(id="free", structured=False)

    (trouble,) = await check_models(client, ("free",), NOW)

    assert trouble.trouble is Trouble.NO_SCHEMAS


async def test_a_wrong_key_is_said_at_start(api: MessagesApi) -> None:
    """A refused key is a value too."""
    async with connect(f"{KEY}-wrong", api.url) as client:
        (trouble,) = await check_models(client, ("claude-haiku-5-5",), NOW)

    assert trouble.trouble is Trouble.KEY_REFUSED


async def test_a_service_that_is_not_there_stops_no_start() -> None:
    """Start goes on: grading waits for the service anyway."""
    async with connect(KEY, "http://127.0.0.1:9") as client:
        (trouble,) = await check_models(client, ("claude-haiku-5-5",), NOW)

    assert trouble.trouble is Trouble.UNCHECKED
