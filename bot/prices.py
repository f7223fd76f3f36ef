"""What calls cost: a dated price table, and integer arithmetic from tokens to micro-dollars."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from bot.errors import SettingsError
from bot.spend import Usage

PRICES_DATED = "2026-11"
"""Month of the list prices below; batch and other discounts are not in them."""

PRICES_VARIABLE = "GREENROOM_PRICES"
"""Environment variable that overrides them, as JSON."""

BYTES_PER_TOKEN = 2
"""For estimates before a call: English has more bytes a token and Chinese about as many, so that
what is reserved is not exceeded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """Nano-dollars for one token of each kind; a dollar per million tokens is 1,000 of them."""

    input: int
    output: int
    """Thinking included: it is billed as output."""
    cache_write: int
    """Written to be kept for five minutes."""
    cache_read: int
    above: int = 0
    """The price holds for prompts of more tokens than this."""


class _Row(BaseModel):
    """A price as an operator writes it, in dollars per million tokens."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    input: Annotated[float, Field(ge=0)]
    output: Annotated[float, Field(ge=0)]
    cache_write: Annotated[float, Field(ge=0)]
    cache_read: Annotated[float, Field(ge=0)]
    above: Annotated[int, Field(ge=0)] = 0

    def price(self) -> Price:
        rates = (self.input, self.output, self.cache_write, self.cache_read)
        own, out, write, read = (round(1000 * rate) for rate in rates)
        return Price(input=own, output=out, cache_write=write, cache_read=read, above=self.above)


_Table = TypeAdapter(dict[str, list[_Row]])


class Prices:
    """Price by model; a dated snapshot of a model has the price of the model."""

    def __init__(self, table: Mapping[str, tuple[Price, ...]]) -> None:
        self._table = {
            model: tuple(sorted(tiers, key=lambda tier: tier.above))
            for model, tiers in table.items()
            if tiers
        }

    def with_overrides(self, text: str) -> "Prices":
        """Return the table with what a JSON text says instead, for some models or for new ones.

        `{"claude-x": [{"input": 1, "output": 5, "cache_write": 1.25, "cache_read": 0.1}]}`, in
        dollars per million tokens; a further row with `above` is for prompts longer than that.
        Raises SettingsError.
        """
        try:
            rows = _Table.validate_json(text or "{}")
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(str(part) for part in first["loc"]) or "the text"
            raise SettingsError(PRICES_VARIABLE, f"{where}: {first['msg']}") from error
        more = {model: tuple(row.price() for row in tiers) for model, tiers in rows.items()}
        return Prices({**self._table, **more})

    def knows(self, model: str) -> bool:
        """Return whether the model has a price; one that has none is billed as the dearest."""
        return self._tiers(model) is not None

    def cost(self, model: str, usage: Usage) -> int:
        """Return micro-dollars, rounded up."""
        tiers = self._tiers(model) or self._dearest()
        price = next((t for t in reversed(tiers) if usage.prompt > t.above), tiers[0])
        nano = (
            usage.input * price.input
            + usage.cache_write * price.cache_write
            + usage.cache_read * price.cache_read
            + usage.output * price.output
        )
        return -(-nano // 1000)

    def estimate(self, model: str, prompt: str, max_output: int) -> int:
        """Return the most micro-dollars that a call can cost: all of it written, nothing cached."""
        return self.cost(model, Usage(cache_write=tokens_at_most(prompt), output=max_output))

    def _tiers(self, model: str) -> tuple[Price, ...] | None:
        names = [name for name in self._table if model == name or model.startswith(f"{name}-2")]
        return self._table[max(names, key=len)] if names else None

    def _dearest(self) -> tuple[Price, ...]:
        return max(self._table.values(), key=lambda tiers: tiers[-1].output)


def tokens_at_most(text: str) -> int:
    """Return an upper estimate of the tokens of a text."""
    return -(-len(text.encode(errors="replace")) // BYTES_PER_TOKEN)


def list_prices() -> Prices:
    """Return the list prices of `PRICES_DATED`.

    Not verified: what Opus 5.5 takes for cache writes (1.25 times input, as the others), and what
    Fable 5.2 and Opus 5.5 take for cache reads.
    """
    return Prices(
        {
            "claude-haiku-5-5": (
                Price(input=100, output=500, cache_write=125, cache_read=10),
                Price(input=500, output=2500, cache_write=625, cache_read=50, above=100_000),
            ),
            "claude-sonnet-5-5": (
                Price(input=2000, output=10_000, cache_write=2500, cache_read=100),
            ),
            "claude-opus-5-5": (
                Price(input=4000, output=20_000, cache_write=5000, cache_read=200),
            ),
            "claude-fable-5-2": (
                Price(input=8000, output=40_000, cache_write=10_000, cache_read=200),
            ),
            "claude-haiku-4-5": (Price(input=1000, output=5000, cache_write=1250, cache_read=100),),
        }
    )
