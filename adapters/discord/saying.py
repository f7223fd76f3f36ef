"""Sending the parts of a post, each of them once."""

from collections.abc import Sequence
from datetime import datetime

import discord

from adapters.discord import ids
from adapters.discord.client import Client
from adapters.discord.failures import RAISED, sorted_out
from adapters.discord.finding import CannotTell, find
from adapters.discord.render import Part
from bot.messages import Address, Doubtful, MessageRef, Receipt, ReplyHandle, Sent, UserId

NOBODY = discord.AllowedMentions.none()
"""Whom our messages notify."""
GONE = (401, 404)
"""What Discord answers where an interaction takes no answer any more."""

Channel = discord.PartialMessageable | discord.DMChannel


async def say(
    client: Client, channel: Channel, parts: Sequence[Part], since: datetime | None
) -> Sequence[MessageRef] | None:
    """Send parts to a channel; with `since`, only those that are not there since then.

    Returns None where nobody can tell whether they are there. Within minutes Discord itself takes a
    part with the same nonce only once, so a lost answer does no harm.
    """
    found: dict[int, int] = {}
    if since is not None:
        try:
            found = await find(client, channel, parts, since)
        except (discord.Forbidden, CannotTell):
            return None
    refs = []
    for number, part in enumerate(parts):
        if number not in found:
            sent = await channel.send(
                view=part.view,
                files=part.files,
                nonce=part.stamp.nonce,
                allowed_mentions=NOBODY,
            )
            found[number] = sent.id
        refs.append(ids.message_ref(channel.id, found[number]))
    return refs


def outcome(address: Address, refs: Sequence[MessageRef] | None) -> Sent | Doubtful:
    """Return what became of a post."""
    if refs is None:
        return Doubtful()
    return Sent(receipt=Receipt(address=address, refs=tuple(refs)))


async def answer(
    client: Client, user: UserId, handle: ReplyHandle, parts: Sequence[Part]
) -> Sent | None:
    """Send parts in answer to an interaction; None where it takes no answer any more."""
    webhook = discord.Webhook.partial(client.application_id or 0, handle.token, client=client)
    # The token of an interaction is a webhook of the application's, which the library has to know.
    webhook.type = discord.WebhookType.application
    refs: list[MessageRef] = []
    channel = 0
    for part in parts:
        try:
            sent = await webhook.send(
                view=part.view,
                files=part.files,
                ephemeral=True,
                wait=True,
                allowed_mentions=NOBODY,
            )
        except RAISED as error:
            gone = isinstance(error, discord.HTTPException) and error.status in GONE
            if gone and not refs:
                return None
            raise sorted_out(error, user, private=True) from error
        channel = sent.channel.id
        refs.append(ids.message_ref(channel, sent.id))
    address = ids.Spot(guild=None, channel=channel).address
    return Sent(receipt=Receipt(address=address, refs=tuple(refs)))
