"""Requests without any library between."""

from dataclasses import dataclass
from typing import Any

import aiohttp

from tests.servers.discord_api import TOKEN, Channel, DiscordApi, Interaction, Json, Message


@dataclass(frozen=True, slots=True)
class Raw:
    """Sends what it is given."""

    session: aiohttp.ClientSession
    server: DiscordApi

    async def __call__(
        self, method: str, path: str, body: object = None, *, token: str = TOKEN, **query: Any
    ) -> tuple[int, Any]:
        """Return the status and the body of the answer."""
        async with self.session.request(
            method,
            self.server.url + path,
            json=body,
            params=query,
            headers={"Authorization": f"Bot {token}"},
        ) as response:
            json = response.content_type == "application/json"
            return response.status, await (response.json() if json else response.text())

    async def refusal(self, method: str, path: str, body: object = None) -> tuple[int, int]:
        """Return the status and the code of an error."""
        status, answer = await self(method, path, body)
        return status, answer["code"]

    async def say(self, channel: Channel, **body: object) -> Json:
        """Send a message as the bot; return it as it was answered."""
        status, answer = await self("POST", f"/channels/{channel.id}/messages", body)
        assert status == 200, answer
        message: Json = answer
        return message

    async def problem(self, channel: Channel, **body: object) -> str:
        """Send a message that is refused as a bad form; return the code of its only problem."""
        status, answer = await self("POST", f"/channels/{channel.id}/messages", body)
        assert (status, answer["code"]) == (400, 50035), answer
        return codes(answer["errors"])[0]

    async def said(self, channel: Channel, **body: object) -> Message:
        """Send a message as the bot; return it as the server keeps it."""
        return channel.messages[(await self.say(channel, **body))["id"]]

    async def answer(self, one: Interaction, kind: int, **data: object) -> tuple[int, Any]:
        """Answer an interaction for the first time."""
        path = f"/interactions/{one.id}/{one.token}/callback"
        return await self("POST", path, {"type": kind, "data": data}, with_response=1)

    def hook(self, one: Interaction) -> str:
        """Return the path of what follows an interaction's first answer."""
        return f"/webhooks/{self.server.application.id}/{one.token}"


def codes(errors: Json) -> list[str]:
    """Return the codes of all problems, wherever they are."""
    own = [one["code"] for one in errors.get("_errors", ())]
    inner = [code for key, each in errors.items() if key != "_errors" for code in codes(each)]
    return own + inner
