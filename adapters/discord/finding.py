"""Looking for what we may have said already: after a crash, or when an answer got lost.

History has no nonces. Our own messages are told apart by the mark in their buttons and by the
number of their container; where neither came back, by what they say.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import discord

from adapters.discord.client import Client
from adapters.discord.ids import is_stamped, mark_in
from adapters.discord.render import Part

PAGES = 20
PAGE = 100
OLDEST = timedelta(days=7)
"""A question is open for 168 hours at most, so nothing older is said again."""


class CannotTell(Exception):
    """We may not read there, or more was said since than is worth reading."""


async def find(
    client: Client,
    channel: discord.PartialMessageable | discord.DMChannel,
    parts: Sequence[Part],
    since: datetime,
) -> dict[int, int]:
    """Return the messages that hold parts, by the part's number.

    Raises CannotTell, and what the library raises.
    """
    found: dict[int, int] = {}
    before: discord.Object | None = None
    for _ in range(PAGES):
        page = [one async for one in channel.history(limit=PAGE, before=before)]
        if not page and before is None and not await _is_empty(client, channel.id):
            raise CannotTell
        for message in page:
            if message.author.id == client.us:
                found |= {
                    number: message.id
                    for number, part in enumerate(parts)
                    if number not in found and _is(message, part)
                }
        ended = len(page) < PAGE or page[-1].created_at < since
        if ended or len(found) == len(parts):
            return found
        before = discord.Object(page[-1].id)
    raise CannotTell


async def _is_empty(client: Client, channel: int) -> bool:
    """Return whether nothing was ever said: a history that may not be read looks the same."""
    found = await client.fetch_channel(channel)
    return getattr(found, "last_message_id", None) is None


def _is(message: discord.Message, part: Part) -> bool:
    components = list(_walk(message.components))
    marks = {mark_in(one.custom_id or "") for one in components if isinstance(one, discord.Button)}
    containers = (one.id for one in components if isinstance(one, discord.Container))
    numbers = {number for number in containers if number is not None and is_stamped(number)}
    if (marks - {None}) or numbers:
        return part.stamp.mark in marks or part.stamp.number in numbers
    said = [one.content for one in components if isinstance(one, discord.TextDisplay)]
    return "\n".join(said) == part.text


def _walk(components: Sequence[Any]) -> Iterator[discord.Component]:
    for component in components:
        yield component
        yield from _walk(getattr(component, "children", ()))
