"""Commands, buttons and forms: acknowledged at once, stored, then answered.

An acknowledgement is always for one person alone. What it brings about is said by the outbox; where
that takes a while, or never comes, a sentence says that it arrived.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import discord
import structlog

from adapters.discord import inbound
from adapters.discord.failures import RAISED
from adapters.discord.ids import Spot, read_form, user_id
from adapters.discord.intake import Intake
from adapters.discord.markdown import literal
from adapters.discord.modals import modal, values
from adapters.discord.render import Part, render
from adapters.discord.replies import Replies
from bot.arguments import FieldProblem, problems
from bot.commands import FORMS, Command
from bot.errors import NotStored
from bot.logs import described
from bot.messages import (
    Choice,
    CommandInvoked,
    FormSubmitted,
    Inbound,
    MessagePicked,
    MessageReceived,
    OutboxKey,
    Post,
    ReplyHandle,
)
from bot.ports import Handle, Sentences
from bot.words import visible

SOON = 2.5
"""Seconds after which somebody is told that what they sent has arrived."""
TRIES = (0.25, 0.5, 1.0, 2.0, 4.0)
"""Seconds between tries to store something that Discord will not deliver again."""
DRAFTS = 500
"""How many forms with a mistake are remembered, so that they can be corrected."""

log = structlog.get_logger(__name__)

Interaction = discord.Interaction[Any]
NOBODY = discord.AllowedMentions.none()
OPEN = "open"
"""The action of a button that opens a form again; it never reaches the core."""

_FORMS = {form.name: form for form in FORMS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Takes what people press, fill in and command."""

    handle: Handle
    sentences: Sentences
    intake: Intake
    replies: Replies
    reads: bool
    """Whether we may see what people write."""
    drafts: OrderedDict[tuple[int, str, str], Mapping[str, str]]

    async def invoked(
        self, interaction: Interaction, command: Command, said: Mapping[str, str]
    ) -> None:
        """Take a command; one that has a form and no arguments opens it."""
        if command.form and not said:
            await self._open(interaction, command.form, "")
            return
        if wrong := problems(command.arguments, said):
            await self._correct(interaction, wrong, said, None)
            return
        await self._take(
            interaction,
            lambda where, reply: inbound.command(interaction, where, command, said, reply),
        )

    async def chosen(self, interaction: Interaction, choice: Choice) -> None:
        """Take a choice; one that names a form opens it."""
        if choice.form in _FORMS:
            await self._open(interaction, choice.form, choice.value)
            return
        await self._take(
            interaction, lambda where, reply: inbound.choice(interaction, where, choice, reply)
        )

    async def submitted(self, interaction: Interaction) -> None:
        """Take a form, whoever opened it and whenever."""
        data: Any = interaction.data
        name, context = read_form(data["custom_id"]) or ("", "")
        form = _FORMS.get(name)
        if form is None:
            await self._answer(interaction, self.sentences.outdated)
            return
        filled = values(data["components"])
        if wrong := problems(form.fields, filled):
            self._keep(interaction, name, context, filled)
            again = Choice(action=OPEN, value=context, label=self.sentences.correct, form=name)
            await self._correct(interaction, wrong, filled, again)
            return
        await self._take(
            interaction,
            lambda where, reply: inbound.form(interaction, where, name, context, filled, reply),
            typed=filled,
        )

    async def picked(self, interaction: Interaction, message: discord.Message) -> None:
        """Take a message that its author wants to be graded."""
        where = await self._where(interaction)
        if where is None or where.thread is None or message.author.id != interaction.user.id:
            await self._answer(interaction, self.sentences.not_pickable)
            return
        reply = await self._acknowledge(interaction)
        received = await self._read(message, where)
        if received is None:
            await self._say(interaction, self.sentences.not_pickable)
            return
        await self._store(interaction, inbound.picked(interaction, received, reply), {})

    async def _read(self, message: discord.Message, where: Spot) -> MessageReceived | None:
        try:
            return await self.intake.read(message, where)
        except RAISED as error:
            log.warning("files not read", **described(error))
            return None

    # --- what everything has in common

    async def _take(
        self,
        interaction: Interaction,
        event: Callable[[Spot, ReplyHandle | None], Inbound],
        typed: Mapping[str, str] | None = None,
    ) -> None:
        reply = await self._acknowledge(interaction)
        where = await self._where(interaction)
        if where is not None:
            await self._store(interaction, event(where, reply), typed or {})

    async def _where(self, interaction: Interaction) -> Spot | None:
        known = inbound.spot_of(interaction.channel, interaction.guild_id)
        if known is not None or interaction.channel_id is None:
            return known
        try:
            return await self.intake.spot(interaction.guild_id, interaction.channel_id)
        except RAISED as error:
            log.warning("place unknown", **described(error))
            return None

    async def _acknowledge(self, interaction: Interaction) -> ReplyHandle | None:
        """Tell Discord that we have it; None where Discord gave up on us already."""
        try:
            await interaction.response.defer(ephemeral=True, thinking=True)
        except RAISED as error:
            log.warning("not acknowledged in time", **described(error))
            return None
        return inbound.reply(interaction)

    async def _store(
        self, interaction: Interaction, event: Inbound, typed: Mapping[str, str]
    ) -> None:
        reply = inbound.reply(interaction)
        self.replies.opened(reply)
        if _is_answer(event):
            self.replies.keep(user_id(interaction.user.id), reply)
        try:
            await self._until_stored(event)
        except NotStored:
            await self._say(interaction, "\n\n".join([self.sentences.not_stored, *_typed(typed)]))
            return
        if _is_setup(event) and not self.reads:
            await self._say(interaction, self.sentences.cannot_read)
        if not await self.replies.answered_within(reply, SOON):
            await self._say(interaction, self.sentences.got_it)

    async def _until_stored(self, event: Inbound) -> None:
        for pause in TRIES:
            try:
                return await self.handle(event)
            except NotStored:
                await asyncio.sleep(pause)
        return await self.handle(event)

    # --- what is said here, before the core is asked or where it could not be

    async def _open(self, interaction: Interaction, form: str, context: str) -> None:
        draft = self.drafts.get((interaction.user.id, form, context), {})
        opened = modal(_FORMS[form], context, draft)
        await _quietly(interaction.response.send_modal(opened))

    def _keep(
        self, interaction: Interaction, form: str, context: str, filled: Mapping[str, str]
    ) -> None:
        self.drafts[interaction.user.id, form, context] = filled
        while len(self.drafts) > DRAFTS:
            self.drafts.popitem(last=False)

    async def _correct(
        self,
        interaction: Interaction,
        wrong: Sequence[FieldProblem],
        said: Mapping[str, str],
        again: Choice | None,
    ) -> None:
        """Say what is wrong, give back what was typed, and offer to go on with it."""
        lines = [literal(self.sentences.problem(one)) for one in wrong]
        await self._answer(interaction, "\n\n".join([*lines, *_typed(said)]), again)

    async def _answer(
        self, interaction: Interaction, text: str, choice: Choice | None = None
    ) -> None:
        """Answer at once, in place of an acknowledgement."""
        first, *rest = _parts(interaction, text, choice)
        respond = interaction.response.send_message
        await _quietly(respond(view=first.view, ephemeral=True, allowed_mentions=NOBODY))
        await self._follow_up(interaction, rest)

    async def _say(self, interaction: Interaction, text: str) -> None:
        """Say something to a person whose interaction was acknowledged."""
        await self._follow_up(interaction, _parts(interaction, text))

    async def _follow_up(self, interaction: Interaction, parts: Sequence[Part]) -> None:
        for part in parts:
            send = interaction.followup.send
            await _quietly(send(view=part.view, ephemeral=True, allowed_mentions=NOBODY))


async def _quietly(call: Awaitable[object]) -> None:
    """Make a call that is worth no more than a line in the log if it fails."""
    try:
        await call
    except RAISED as error:
        log.warning("not answered", **described(error))


def _parts(interaction: Interaction, text: str, choice: Choice | None = None) -> Sequence[Part]:
    post = Post(body=text, choices=(choice,) if choice else ())
    return render(post, interaction.channel_id or 0, OutboxKey(f"desk/{interaction.id}"))


def _typed(typed: Mapping[str, str]) -> list[str]:
    """Return what was typed as code, so that it can be copied."""
    blocks = []
    for name, text in typed.items():
        if text.strip():
            inert = visible(text).replace("```", "'''")
            blocks.append(f"{name}\n```\n{inert}\n```")
    return blocks


def _is_answer(event: Inbound) -> bool:
    match event:
        case MessagePicked() | FormSubmitted(form="answer") | CommandInvoked(command="answer"):
            return True
        case _:
            return False


def _is_setup(event: Inbound) -> bool:
    match event:
        case CommandInvoked(command="setup") | FormSubmitted(form="setup"):
            return True
        case _:
            return False
