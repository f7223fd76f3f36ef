"""The stand-in itself: what it refuses, so that what it accepts means something."""

import httpx2
import pytest
from anthropic import APIStatusError, AsyncAnthropic, BadRequestError

from bot.claude.schema import schema
from tests.servers.api_rules import Invalid, Json, check_schema
from tests.servers.messages_api import KEY, MessagesApi, Turn

HEADERS = {"anthropic-version": "2026-10-21", "Authorization": f"Bearer {KEY}"}
BODY: Json = {
    "model": "claude-haiku-5-5",
    "max_tokens": 100,
    "messages": [{"role": "user", "content": "Hello"}],
}
PREFILLED = [{"role": "user", "content": "Hello"}, {"role": "assistant", "content": "{"}]
LIST: Json = {"type": "array", "items": {"type": "string"}}


async def post(api: MessagesApi, body: Json, headers: dict[str, str] = HEADERS) -> int:
    """Send a request without the SDK and return its status."""
    async with httpx2.AsyncClient() as client:
        response = await client.post(f"{api.url}/v1/messages", json=body, headers=headers)
    return response.status_code


@pytest.mark.parametrize(
    "headers",
    [
        {**HEADERS, "anthropic-version": "2023-06-01"},
        {"anthropic-version": "2026-10-21", "x-api-key": KEY},
        {**HEADERS, "Authorization": "Bearer other"},
    ],
    ids=["old version", "x-api-key", "wrong key"],
)
async def test_headers_are_checked(api: MessagesApi, headers: dict[str, str]) -> None:
    """The version of October 2026 and a bearer key are needed."""
    assert await post(api, BODY, headers) in (400, 401)


@pytest.mark.parametrize(
    "wrong",
    [
        {"temperature": 0},
        {"top_p": 0.9},
        {"top_k": 5},
        {"output_format": {}},
        {"surprise": 1},
        {"messages": PREFILLED},
        {"messages": []},
        {"tools": [{"name": "grade", "input_schema": {}}], "tool_choice": {"type": "any"}},
        {"tool_choice": {"type": "tool", "name": "grade"}},
        {"max_tokens": 200_000},
        {"thinking": {"type": "enabled", "budget_tokens": 2000}},
        {"model": "claude-opus-5-5", "thinking": {"type": "disabled"}},
        {"model": "claude-haiku-4-5", "output_config": {"effort": "low"}},
        {"output_config": {"effort": "enormous"}},
        {"output_config": {"format": {"type": "json_schema", "schema": {"minimum": 1}}}},
        {"metadata": {"email": "a@example.org"}},
        {"system": [{"type": "text", "text": ""}]},
        {"system": [{"type": "text", "text": "x", "cache_control": {"type": "forever"}}]},
        {"system": [{"type": "text", "text": "x", "cache_control": {"type": "ephemeral"}}] * 5},
    ],
)
async def test_wrong_requests_get_400(api: MessagesApi, wrong: Json) -> None:
    """Unknown and removed parameters, prefill, forced tools and the rest are refused."""
    assert await post(api, {**BODY, **wrong}) == 400
    assert api.bodies == []


async def test_unknown_and_retired_models_get_404(api: MessagesApi) -> None:
    """A model that cannot be used is not found."""
    assert await post(api, {**BODY, "model": "gpt"}) == 404
    assert await post(api, {**BODY, "model": "claude-3-opus"}) == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "object", "properties": {}},
        {"type": "object", "properties": {}, "additionalProperties": True},
        {"type": "string", "maxLength": 5},
        {"type": "string", "pattern": "a+"},
        {"type": "integer", "minimum": 0},
        {**LIST, "minItems": 2},
        {**LIST, "maxItems": 2},
        {"oneOf": [{"type": "string"}]},
        {
            "type": "object",
            "additionalProperties": False,
            "properties": {f"p{number}": {"type": "string"} for number in range(25)},
        },
    ],
)
def test_schema_subset(wrong: Json) -> None:
    """What cannot be compiled into a grammar is refused, as are 25 optional fields."""
    with pytest.raises(Invalid):
        check_schema(wrong)


async def test_the_sdk_refuses_temperature_itself(client: AsyncAnthropic) -> None:
    """The parameter is gone from the SDK, and from its body too."""
    arguments: Json = {**BODY, "extra_body": {"temperature": 0}}
    with pytest.raises(BadRequestError):
        await client.messages.create(**arguments)  # type: ignore[call-overload]


async def test_thinking_comes_first_and_counts(client: AsyncAnthropic, api: MessagesApi) -> None:
    """The first block may be thinking, its tokens are output, and a small cap cuts the text off."""
    api.script.extend([Turn(text="x" * 200), Turn(text="x" * 200)])
    kept = await client.messages.create(
        model="claude-haiku-5-5",
        max_tokens=1000,
        messages=[{"role": "user", "content": "Hello"}],
        thinking={"type": "adaptive"},
    )
    cut = await client.messages.create(
        model="claude-haiku-5-5",
        max_tokens=310,
        messages=[{"role": "user", "content": "Hello"}],
        thinking={"type": "adaptive"},
    )

    assert [block.type for block in kept.content] == ["thinking", "text"]
    assert kept.usage.output_tokens > 300
    assert cut.stop_reason == "max_tokens"


async def test_a_short_prefix_is_not_cached(client: AsyncAnthropic, api: MessagesApi) -> None:
    """Below the model's shortest length both counters stay 0, without any error."""
    api.script.extend([Turn(text="a")] * 4)
    for length, cached in ((250, False), (250, False), (600, False), (600, True)):
        message = await client.messages.create(
            model="claude-haiku-5-5",
            max_tokens=1000,
            system=[
                {"type": "text", "text": "word " * length, "cache_control": {"type": "ephemeral"}}
            ],
            messages=[{"role": "user", "content": "Hello"}],
        )
        assert bool(message.usage.cache_read_input_tokens) is cached


async def test_overload_in_mid_stream(client: AsyncAnthropic, api: MessagesApi) -> None:
    """After HTTP 200 an overload is a plain APIStatusError of status 200, as the SDK has it."""
    api.script.append(Turn(text="x" * 1000, overload=True))
    async with client.messages.stream(
        model="claude-haiku-5-5",
        max_tokens=1000,
        messages=[{"role": "user", "content": "Hello"}],
    ) as stream:
        with pytest.raises(APIStatusError) as caught:
            await stream.get_final_text()

    assert caught.value.type == "overloaded_error"


async def test_a_stream_ends_with_the_message(client: AsyncAnthropic, api: MessagesApi) -> None:
    """A stream that is not broken off gives the whole text."""
    api.script.append(Turn(text="x" * 1000))
    async with client.messages.stream(
        model="claude-haiku-5-5",
        max_tokens=1000,
        messages=[{"role": "user", "content": "Hello"}],
    ) as stream:
        assert await stream.get_final_text() == "x" * 1000


def test_our_schema_passes() -> None:
    """The grader's schema is in the subset."""
    assert check_schema(schema()) == 0
