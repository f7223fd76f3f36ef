"""Discord's objects as the core's events. Pure: what has to be asked for is asked for before."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import discord

from adapters.discord.ids import Spot, message_ref, user_id
from bot.commands import Command
from bot.messages import (
    Author,
    Choice,
    ChoiceMade,
    CommandInvoked,
    FormSubmitted,
    MessageDeleted,
    MessageEdited,
    MessagePicked,
    MessageReceived,
    Place,
    PlaceLost,
    ReplyHandle,
)

SPOKEN = (discord.MessageType.default, discord.MessageType.reply)
"""Kinds of messages that people write; the others are notes of Discord itself."""

MARGIN = timedelta(seconds=30)
"""How long before its end a reply handle is no longer used."""

Interaction = discord.Interaction[Any]

_PERSON = re.compile(r"<@[!&]?\d+>")
_CHANNEL = re.compile(r"<#\d+>")
_EMOJI = re.compile(r"<a?(:\w+:)\d+>")


def is_spoken(message: discord.Message) -> bool:
    """Return whether a person wrote a message, rather than a bot, a webhook or Discord."""
    own = message.author.bot or message.webhook_id is not None
    return not own and message.type in SPOKEN


def words(text: str) -> str:
    """Return what somebody wrote without the ids in it: nobody is named to a grader."""
    return _EMOJI.sub(r"\1", _CHANNEL.sub("#channel", _PERSON.sub("@someone", text)))


def place(where: Spot) -> Place:
    """Return a spot as a place."""
    channel = Spot(guild=where.guild, channel=where.channel).address
    return Place(space=where.space, channel=channel, thread=where.address if where.thread else None)


def spot_of(channel: object, guild: int | None) -> Spot | None:
    """Return where a channel of the library's is, or None where it does not say."""
    match channel:
        case discord.Thread(id=thread, parent_id=parent, guild=owner):
            return Spot(guild=owner.id, channel=parent, thread=thread)
        case discord.DMChannel(id=channel_id):
            return Spot(guild=None, channel=channel_id)
        case discord.PartialMessageable(id=channel_id) if guild is None:
            return Spot(guild=None, channel=channel_id)
        case discord.abc.GuildChannel(id=channel_id, guild=owner):
            return Spot(guild=owner.id, channel=channel_id)
        case _:
            return None


def author(person: discord.User | discord.Member, *, admin: bool = False) -> Author:
    """Return a person; they are an admin where the permissions of the moment say so."""
    return Author(user=user_id(person.id), name=person.display_name, admin=admin)


def received(
    message: discord.Message, where: Spot, text: str, unread: tuple[str, ...]
) -> MessageReceived:
    """Return a message; `text` is what it says, with its files."""
    return MessageReceived(
        ref=message_ref(where.here, message.id),
        author=author(message.author),
        place=place(where),
        text=text,
        sent_at=message.created_at,
        unread_files=unread,
    )


def edited(message: discord.Message, where: Spot, text: str, at: datetime) -> MessageEdited:
    """Return a change of a message."""
    return MessageEdited(
        ref=message_ref(where.here, message.id),
        author=author(message.author),
        place=place(where),
        text=text,
        edited_at=at,
    )


def deleted(message: int, where: Spot, now: datetime) -> MessageDeleted:
    """Return the end of a message."""
    return MessageDeleted(ref=message_ref(where.here, message), place=place(where), at=now)


def lost(where: Spot, reason: str) -> PlaceLost:
    """Return the loss of a place."""
    address = where.address
    return PlaceLost(event=f"{address}/lost", address=address, reason=reason)


def reply(interaction: Interaction) -> ReplyHandle:
    """Return the way to answer an interaction, which ends after 15 minutes."""
    return ReplyHandle(token=interaction.token, expires_at=interaction.expires_at - MARGIN)


def command(
    interaction: Interaction,
    where: Spot,
    given: Command,
    arguments: Mapping[str, str],
    handle: ReplyHandle | None,
) -> CommandInvoked:
    """Return a command."""
    return CommandInvoked(
        event=_event(interaction),
        author=_actor(interaction),
        place=place(where),
        command=given.name,
        arguments=arguments,
        at=interaction.created_at,
        reply=handle,
        admin=given.admin,
    )


def choice(
    interaction: Interaction, where: Spot, made: Choice, handle: ReplyHandle | None
) -> ChoiceMade:
    """Return a choice that somebody took."""
    return ChoiceMade(
        event=_event(interaction),
        author=_actor(interaction),
        place=place(where),
        action=made.action,
        value=made.value,
        at=interaction.created_at,
        reply=handle,
    )


def form(
    interaction: Interaction,
    where: Spot,
    name: str,
    context: str,
    values: Mapping[str, str],
    handle: ReplyHandle | None,
) -> FormSubmitted:
    """Return a form that somebody filled in."""
    return FormSubmitted(
        event=_event(interaction),
        author=_actor(interaction),
        place=place(where),
        form=name,
        context=context,
        values=values,
        at=interaction.created_at,
        reply=handle,
    )


def picked(
    interaction: Interaction, message: MessageReceived, handle: ReplyHandle | None
) -> MessagePicked:
    """Return a message that somebody picked."""
    return MessagePicked(
        event=_event(interaction), message=message, author=_actor(interaction), reply=handle
    )


def _event(interaction: Interaction) -> str:
    return f"discord:{interaction.id}"


def _actor(interaction: Interaction) -> Author:
    return author(interaction.user, admin=interaction.permissions.manage_guild)
