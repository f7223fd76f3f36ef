"""What people press, choose and send in. All of it was acknowledged before it gets here."""

from collections.abc import Awaitable, Mapping

import structlog

from adapters.slack import buttons, commands, ids, inbound, modals, payloads, replies
from adapters.slack.desk import Desk
from adapters.slack.events import received
from adapters.slack.failures import Declined
from adapters.slack.modals import Opened
from adapters.slack.typed import invoke
from bot.arguments import Invocation, parse, problems
from bot.commands import Form
from bot.errors import NotStored, PlatformError
from bot.logs import described
from bot.messages import ChoiceMade, CommandInvoked, FormSubmitted, MessagePicked

log = structlog.get_logger(__name__)


class Deeds:
    """What each of them does."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def commanded(self, command: payloads.Command) -> None:
        """Do what was typed after a slash; a command with a form and no arguments opens it."""
        team, user = command.team_id, command.user_id
        reply = replies.InChannel(channel=command.channel_id, url=command.response_url)
        line = command.text.strip()
        admin = command.command == commands.ADMIN_VERBS
        parsed = parse(line, admin=admin) if line else None
        if isinstance(parsed, Invocation) and not parsed.arguments and parsed.command.form:
            form = modals.form_named(parsed.command.form)
            opened = Opened(channel=command.channel_id, url=command.response_url)
            await self._open(team, user, command.trigger_id, form, opened)
            return
        await self._stored(
            team,
            user,
            reply,
            invoke(
                self._desk,
                team=team,
                user=user,
                line=line,
                admin=admin,
                event=_event(command.trigger_id),
                reply=reply,
            ),
        )

    async def pressed(self, actions: payloads.Actions) -> None:
        """Do what a button stands for: open a form, give a command, or take a choice."""
        button = buttons.pressed(actions.actions[0].value)
        if button is None:
            return
        team, user = actions.team.id, actions.user.id
        channel, thread = _where(actions)
        if button.form is not None:
            form = modals.form_named(button.form)
            opened = Opened(
                channel=channel or user,
                thread=thread,
                url=actions.response_url,
                context=button.value,
            )
            await self._open(team, user, actions.trigger_id, form, opened)
            return
        reply = replies.InChannel(channel=channel or user, thread=thread, url=actions.response_url)
        await self._stored(team, user, reply, self._taken(actions, button))

    async def _taken(self, actions: payloads.Actions, button: buttons.Pressed) -> None:
        desk, team, user = self._desk, actions.team.id, actions.user.id
        channel, thread = _where(actions)
        author = await desk.people.author(team, user)
        place = inbound.place(team, channel or user, thread)
        reply = desk.reply(channel, thread, actions.response_url)
        event, at = _event(actions.trigger_id), desk.now()
        if command := commands.by_button(button):
            await desk.handle(
                CommandInvoked(
                    event=event,
                    author=author,
                    place=place,
                    command=command.name,
                    arguments={},
                    at=at,
                    reply=reply,
                    admin=command.admin,
                )
            )
            return
        await desk.handle(
            ChoiceMade(
                event=event,
                author=author,
                place=place,
                action=button.action,
                value=button.value,
                at=at,
                reply=reply,
            )
        )

    async def picked(self, shortcut: payloads.Shortcut) -> None:
        """Take a message that its author wants graded."""
        desk, team, user, channel = (
            self._desk,
            shortcut.team.id,
            shortcut.user.id,
            shortcut.channel.id,
        )
        workspace = await desk.workspaces.get(team)
        if workspace is None:
            return
        written = inbound.settled(shortcut.message, team, channel, workspace.bot)
        thread = shortcut.message.thread_ts
        reply = replies.InChannel(channel=channel, thread=thread, url=shortcut.response_url)
        if written is None:
            await desk.say_line(team, user, reply, desk.sentences.not_pickable)
            return

        async def hand_in() -> None:
            await desk.handle(
                MessagePicked(
                    event=_event(shortcut.trigger_id),
                    message=await received(desk, workspace, written),
                    author=await desk.people.author(team, user),
                    reply=replies.handle(reply, desk.now()),
                )
            )

        await self._stored(team, user, reply, hand_in())

    def wrong(self, submission: payloads.Submission) -> Mapping[str, str]:
        """Return what is wrong with a form that was sent in, by field."""
        found = modals.opened(submission.view)
        if found is None:
            return {}
        values = modals.filled_in(found[0], submission.view.state)
        wrong = problems(found[0].fields, values)
        return {problem.field: self._desk.sentences.problem(problem) for problem in wrong}

    async def sent_in(self, submission: payloads.Submission) -> None:
        """Hand in a form in which nothing is wrong; raises NotStored."""
        found = modals.opened(submission.view)
        if found is None:
            return
        (form, opened), desk = found, self._desk
        team, user = submission.team.id, submission.user.id
        channel = opened.channel if opened.channel != user else None
        await desk.handle(
            FormSubmitted(
                # One window is sent in once, however often it is delivered.
                event=f"{ids.PREFIX}:{submission.view.id}",
                author=await desk.people.author(team, user),
                place=inbound.place(team, opened.channel, opened.thread),
                form=form.name,
                context=opened.context,
                values=modals.filled_in(form, submission.view.state),
                at=desk.now(),
                reply=desk.reply(channel, opened.thread, opened.url),
            )
        )

    async def not_kept(self, storing: Awaitable[None], submission: payloads.Submission) -> None:
        """Say so where a form could not be stored after its window had closed."""
        found = modals.opened(submission.view)
        if found is None:
            return
        opened = found[1]
        reply = replies.InChannel(channel=opened.channel, thread=opened.thread, url=opened.url)
        await self._stored(submission.team.id, submission.user.id, reply, storing)

    async def _open(
        self, team: str, user: str, trigger: str, form: Form | None, opened: Opened
    ) -> None:
        """Open a form at once: a trigger works for three seconds."""
        desk = self._desk
        if form is None:
            return
        try:
            workspace = await desk.workspaces.get(team)
            view = modals.modal(form, opened, desk.sentences)
            await desk.calls.make(
                workspace,
                "views.open",
                lambda client: client.views_open(trigger_id=trigger, view=view),
            )
        except (Declined, PlatformError) as error:
            code = error.code if isinstance(error, Declined) else ""
            log.warning("form not opened", form=form.name, code=code, **described(error))
            reply = replies.InChannel(channel=opened.channel, thread=opened.thread, url=opened.url)
            await desk.say_line(team, user, reply, desk.sentences.not_opened)

    async def _stored(
        self, team: str, user: str, reply: replies.InChannel, doing: Awaitable[None]
    ) -> None:
        """Do it, and say so where it could not be stored: nobody will deliver it again."""
        try:
            await doing
        except NotStored:
            await self._desk.say_line(team, user, reply, self._desk.sentences.not_stored)


def _event(trigger: str) -> str:
    return f"{ids.PREFIX}:{trigger}"


def _where(actions: payloads.Actions) -> tuple[str | None, str | None]:
    """Return the channel and the thread in which a button was pressed."""
    channel = actions.container.channel_id or (actions.channel.id if actions.channel else None)
    message = actions.message
    thread = actions.container.thread_ts or (message.thread_ts if message else None)
    # The message that begins a thread is not in it.
    return channel, thread if not message or thread != message.ts else None
