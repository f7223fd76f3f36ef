"""One paid call: what was said, what it cost, and how it failed.

Logs name models, tokens and request ids, never a word of an answer and never the key.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import anthropic
import structlog
from anthropic import AsyncAnthropic, Omit, omit
from anthropic.types import Message, MetadataParam, OutputConfigParam, ThinkingConfigParam

from bot.claude.failures import QUICK, ClaudeDown, failure
from bot.claude.prompt import Prompt
from bot.grading import Reason
from bot.prices import Prices
from bot.spend import Spent, Usage

HICCUP = 1.0
"""Seconds before the one repetition after a fault of the service or of the network."""

PLAIN_MODELS = ("claude-haiku-4-5", "claude-sonnet-4-5")
"""Models that know neither adaptive thinking nor effort."""

Effort = Literal["low", "medium"]

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a call gave: the text of the reply, or why there is none; and what it cost."""

    text: str
    failure: Reason | None
    spent: tuple[Spent, ...] = ()


class Caller:
    """Makes calls, with one circuit breaker for all of them."""

    def __init__(
        self,
        client: AsyncAnthropic,
        prices: Prices,
        *,
        timeout: float,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        # Repetitions are ours: the SDK would wait as long as any Retry-After says.
        self._client = client.with_options(max_retries=0, timeout=timeout)
        self._prices = prices
        self._timeout = timeout
        self._now = now
        self._closed: tuple[float, ClaudeDown] | None = None

    async def call(self, model: str, prompt: Prompt, *, effort: Effort, user: str) -> Said:
        """Ask once, and once more after a hiccup; raises ClaudeDown."""
        try:
            async with asyncio.timeout(self._timeout):
                try:
                    return await self._ask(model, prompt, effort, user)
                except ClaudeDown as down:
                    wait = HICCUP if down.retry_after is None else down.retry_after
                    if down.closes or down.spent or wait > QUICK:
                        raise
                await asyncio.sleep(wait)
                return await self._ask(model, prompt, effort, user)
        except TimeoutError:
            raise self._cut_off(model, prompt) from None

    async def _ask(self, model: str, prompt: Prompt, effort: Effort, user: str) -> Said:
        self._raise_if_closed()
        output: OutputConfigParam = {"format": {"type": "json_schema", "schema": prompt.schema}}
        thinking: ThinkingConfigParam | Omit = omit
        if not model.startswith(PLAIN_MODELS):
            output["effort"] = effort
            thinking = {"type": "adaptive", "display": "omitted"}
        metadata: MetadataParam | Omit = {"user_id": user} if user else omit
        try:
            message = await self._client.messages.create(
                model=model,
                max_tokens=prompt.max_output,
                system=prompt.system,
                messages=prompt.messages,
                output_config=output,
                thinking=thinking,
                metadata=metadata,
            )
        except anthropic.APITimeoutError:
            raise self._cut_off(model, prompt) from None
        except anthropic.APIStatusError as error:
            return self._failed(error)
        except anthropic.APIConnectionError:
            raise ClaudeDown("no connection") from None
        except anthropic.APIError:
            raise ClaudeDown("unreadable response") from None
        try:
            return self._said(model, message)
        except (AttributeError, TypeError):
            # The SDK checks no field: a proxy's page or half a message arrives as if it were one.
            raise ClaudeDown("unreadable response") from None

    def _said(self, model: str, message: Message) -> Said:
        """Look at how the message ended before reading it."""
        details = message.usage.output_tokens_details
        usage = Usage(
            input=message.usage.input_tokens,
            cache_write=message.usage.cache_creation_input_tokens or 0,
            cache_read=message.usage.cache_read_input_tokens or 0,
            output=message.usage.output_tokens,
            thinking=details.thinking_tokens if details else 0,
        )
        match message.stop_reason:
            case "end_turn":
                failed = None
            case "refusal":
                failed = Reason.REFUSED
            case "max_tokens" | "model_context_window_exceeded":
                failed = Reason.TRUNCATED
            case _:
                failed = Reason.MALFORMED
        log.info(
            "claude replied",
            model=model,
            stop=message.stop_reason,
            request_id=message._request_id,  # noqa: SLF001 - public by the SDK's documentation
            prompt_tokens=usage.prompt,
            cached_tokens=usage.cache_read,
            output_tokens=usage.output,
        )
        spent = Spent(model=model, usage=usage, micro_dollars=self._prices.cost(model, usage))
        text = "".join(block.text for block in message.content if block.type == "text")
        return Said(text=text, failure=failed, spent=(spent,))

    def _failed(self, error: anthropic.APIStatusError) -> Said:
        found = failure(error)
        log.warning(
            "claude refused a call",
            status=error.status_code,
            type=error.type,
            code=error.error_code,
            request_id=error.request_id,
        )
        if isinstance(found, Reason):
            return Said(text="", failure=found)
        if found.closes:
            self._closed = (self._now() + (found.retry_after or 0), found)
        raise found from None

    def _raise_if_closed(self) -> None:
        if self._closed is None:
            return
        until, why = self._closed
        left = until - self._now()
        if left > 0:
            raise ClaudeDown(why.reason, left, closes=True, operator=why.operator)
        self._closed = None

    def _cut_off(self, model: str, prompt: Prompt) -> ClaudeDown:
        cost = self._prices.estimate(model, prompt.text, prompt.max_output)
        spent = Spent(model=model, usage=Usage(), micro_dollars=cost, estimated=True)
        return ClaudeDown("timeout", spent=(spent,))
