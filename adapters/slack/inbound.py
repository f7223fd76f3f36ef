"""What Slack reports, as what happened. Pure: who somebody is and what a file says is asked later.

Texts come from people, and so do names of files: nothing in here trusts them.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

from adapters.slack import ids, payloads
from adapters.slack.speech import said_to, words
from bot.arguments import UnknownCommand, parse
from bot.messages import MessageDeleted, MessageRef, Place

WRITTEN = frozenset({None, "file_share", "thread_broadcast", "me_message"})
"""Subtypes of messages that a person wrote."""

FILE_MOST = 64 * 1024
"""Bytes of a text file that is read as part of a message."""

LOST = {
    "channel_archive": "it was archived",
    "channel_deleted": "it was deleted",
    "channel_left": "I was removed from it",
    "group_archive": "it was archived",
    "group_deleted": "it was deleted",
    "group_left": "I was removed from it",
}
"""Events after which nothing can be said in a channel, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A message, before its author and its files are looked up."""

    ref: MessageRef
    user: str
    place: Place
    text: str
    at: datetime
    files: tuple[payloads.File, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewritten:
    """A message with its new text. `before` is as it was, in case that it never came."""

    before: Written | None
    after: Written


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """What was said to us by our name: a command, or nothing more."""

    line: str
    event: str
    user: str
    place: Place


Heard: TypeAlias = Written | Rewritten | Spoken | MessageDeleted | None


def heard(body: payloads.MessageBody, bot: str) -> Heard:
    """Return what an event about a message means; None where it is no person's doing.

    Raises ValueError for times that cannot be.
    """
    event, team = body.event, body.team_id
    match event.subtype:
        case "message_changed":
            return _changed(event, team, bot)
        case "message_deleted":
            return _deleted(event, team, event.deleted_ts or "", bot)
        case _:
            line = said_to(event.text, bot)
            if line is None or not _by_person(event, bot) or _is_answer(event, line):
                return read(event, team, event.channel, bot)
            return Spoken(
                line=words(line).strip(),
                event=ids.message(team, event.channel, event.ts),
                user=event.user,
                place=place(team, event.channel, _thread(event)),
            )


def read(message: payloads.Message, team: str, channel: str, bot: str) -> Written | None:
    """Return what a person wrote; None for everything else in a channel, commands included."""
    if not _by_person(message, bot):
        return None
    line = said_to(message.text, bot)
    if line is None:
        return _written(message, team, channel, message.text)
    return _written(message, team, channel, line) if _is_answer(message, line) else None


def settled(message: payloads.Message, team: str, channel: str, bot: str) -> Written | None:
    """Return a message of the past, as old as its present text.

    What it said before is not known, so it counts from its last edit on.
    """
    written = read(message, team, channel, bot)
    if written is None or message.edited is None:
        return written
    return replace(written, at=ids.moment(message.edited.ts))


def _changed(event: payloads.MessageEvent, team: str, bot: str) -> Heard:
    now, before = event.message, event.previous_message
    if now is None:
        return None
    if now.subtype == "tombstone":
        # What a deleted message with replies leaves behind.
        return _deleted(event, team, now.ts, bot)
    after = read(now, team, event.channel, bot)
    # A link preview changes a message without an edit of its author.
    if after is None or now.edited is None or (before and before.edited == now.edited):
        return None
    return Rewritten(
        before=settled(before, team, event.channel, bot) if before else None,
        after=replace(after, at=ids.moment(now.edited.ts)),
    )


def _deleted(event: payloads.MessageEvent, team: str, ts: str, bot: str) -> MessageDeleted | None:
    before = event.previous_message
    if not ts or before is None or read(before, team, event.channel, bot) is None:
        return None
    return MessageDeleted(
        ref=ids.message(team, event.channel, ts),
        place=place(team, event.channel, _thread(before)),
        at=ids.moment(event.ts),
    )


def _by_person(message: payloads.Message, bot: str) -> bool:
    others = {"", bot, "USLACKBOT"}
    return message.subtype in WRITTEN and not message.bot_id and message.user not in others


def _is_answer(message: payloads.Message, line: str) -> bool:
    """Return whether what follows our name is no command, but an answer in a thread."""
    said = words(line).strip()
    return bool(said and _thread(message)) and isinstance(parse(said), UnknownCommand)


def _written(message: payloads.Message, team: str, channel: str, text: str) -> Written:
    return Written(
        ref=ids.message(team, channel, message.ts),
        user=message.user,
        place=place(team, channel, _thread(message)),
        text=words(text),
        at=ids.moment(message.ts),
        files=message.files,
    )


def _thread(message: payloads.Message) -> str | None:
    """Return the thread that a message is a reply in; the one that begins it is not in it."""
    return message.thread_ts if message.thread_ts != message.ts else None


def place(team: str, channel: str, thread: str | None = None) -> Place:
    """Return a place."""
    return Place(
        space=ids.space(team),
        channel=ids.address(team, channel),
        thread=ids.address(team, channel, thread) if thread else None,
    )


def is_text(file: payloads.File) -> bool:
    """Return whether a file is read as part of its message."""
    textual = file.mode in {"snippet", "post"} or file.mimetype.startswith("text/")
    return textual and 0 < file.size <= FILE_MOST and bool(file.url_private_download)
