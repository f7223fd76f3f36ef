"""What is shown to one person alone, where they are: it leaves no trace to be found by."""

from collections.abc import Sequence

from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.slack import ids, replies
from adapters.slack.calls import Calls
from adapters.slack.failures import BROKEN, UNREACHABLE, UNSHOWABLE, Declined
from adapters.slack.log import sdk_logger
from adapters.slack.render import Part
from adapters.slack.workspaces import Workspaces
from bot.errors import PlatformDown
from bot.messages import UserId


class Whispers:
    """By a response URL while it lives, else as an ephemeral message."""

    def __init__(self, calls: Calls, workspaces: Workspaces) -> None:
        self._calls = calls
        self._workspaces = workspaces

    async def show(self, user: UserId, parts: Sequence[Part], reply: replies.InChannel) -> bool:
        """Show messages to one person alone in a channel; False where they cannot be shown."""
        for number, part in enumerate(parts):
            shown = await self._respond(reply, part) or await self._ephemeral(user, reply, part)
            if not shown:
                if number:
                    raise PlatformDown("only the beginning was shown")
                return False
        return True

    async def _respond(self, reply: replies.InChannel, part: Part) -> bool:
        """Answer by a response URL, which counts its uses and expires."""
        if not reply.url:
            return False
        client = AsyncWebhookClient(
            reply.url, session=self._calls.session, retry_handlers=[], logger=sdk_logger()
        )
        body: dict[str, object] = {
            "response_type": "ephemeral",
            "replace_original": False,
            "text": part.text,
            "blocks": list(part.blocks),
        }
        if reply.thread:
            body["thread_ts"] = reply.thread
        try:
            answer = await client.send_dict(body)
        except BROKEN as error:
            raise PlatformDown(type(error).__name__) from error
        if answer.status_code >= 500:  # noqa: PLR2004 - HTTP
            raise PlatformDown(f"HTTP {answer.status_code}")
        return answer.status_code == 200  # noqa: PLR2004 - HTTP

    async def _ephemeral(self, user: UserId, reply: replies.InChannel, part: Part) -> bool:
        spot = ids.spot(user)
        workspace = await self._workspaces.get(spot.team)
        try:
            await self._calls.make(
                workspace,
                "chat.postEphemeral",
                lambda client: client.chat_postEphemeral(
                    channel=reply.channel,
                    user=spot.channel,
                    thread_ts=reply.thread,
                    text=part.text,
                    blocks=part.blocks,
                ),
            )
        except Declined as declined:
            if declined.code in UNREACHABLE | UNSHOWABLE:
                return False
            raise
        return True
