"""Looking for what was said before: by the outbox key that its metadata carries, and nothing else.

Everybody in a workspace can read metadata, so nothing more than the key may be in it.
"""

from collections.abc import Iterator, Mapping

from adapters.slack.calls import Answer, Calls
from adapters.slack.failures import UNREADABLE, Declined
from adapters.slack.ids import Spot
from adapters.slack.markup import Json
from adapters.slack.workspaces import Workspace
from bot.errors import RateLimited
from bot.messages import OutboxKey

EVENT = "greenroom_post"
PAGE = 200
PAGES = 5


def metadata(key: OutboxKey, part: int) -> Json:
    """Return what a part of a post is found by."""
    return {"event_type": EVENT, "event_payload": {"key": _name(key, part)}}


async def find(
    calls: Calls, workspace: Workspace | None, spot: Spot, key: OutboxKey, parts: int
) -> Mapping[int, str] | None:
    """Return the `ts` of each part that is there; None where Slack does not let us see.

    Raises Declined where the place is gone, RateLimited and PlatformDown.
    """
    wanted = {_name(key, part): part for part in range(parts)}
    found: dict[int, str] = {}
    cursor = ""
    for number in range(PAGES):
        try:
            answer = await page(calls, workspace, spot, cursor)
        except Declined as declined:
            if declined.code in UNREADABLE:
                return None
            raise
        except RateLimited:
            if number == 0:
                raise
            # Where one page a minute may be read, waiting for the next one would never end.
            return None
        for name, ts in _ours(answer, workspace):
            if name in wanted:
                found.setdefault(wanted[name], ts)
        cursor = next_cursor(answer)
        if len(found) == parts or not cursor:
            return found
    # A channel is read from its newest message on, a thread from its oldest.
    return found if spot.ts is None else None


async def page(
    calls: Calls,
    workspace: Workspace | None,
    spot: Spot,
    cursor: str,
    *,
    oldest: str | None = None,
) -> Answer:
    """Return a page of a channel, newest first, or of a thread, oldest first.

    Raises Declined, RateLimited and PlatformDown.
    """
    if spot.ts is None:
        return await calls.make(
            workspace,
            "conversations.history",
            lambda client: client.conversations_history(
                channel=spot.channel,
                oldest=oldest,
                include_all_metadata=True,
                limit=PAGE,
                cursor=cursor or None,
            ),
        )
    ts = spot.ts
    return await calls.make(
        workspace,
        "conversations.replies",
        lambda client: client.conversations_replies(
            channel=spot.channel,
            ts=ts,
            oldest=oldest,
            include_all_metadata=True,
            limit=PAGE,
            cursor=cursor or None,
        ),
    )


def next_cursor(answer: Answer) -> str:
    """Return where the next page begins; empty after the last one."""
    more = answer.get("response_metadata")
    return str(more.get("next_cursor") or "") if isinstance(more, dict) else ""


def _ours(answer: Answer, workspace: Workspace | None) -> Iterator[tuple[str, str]]:
    messages = answer.get("messages")
    for message in messages if isinstance(messages, list) else ():
        said = message.get("metadata") or {}
        mine = workspace is not None and message.get("bot_id") == workspace.bot_id
        if mine and said.get("event_type") == EVENT:
            yield str(said.get("event_payload", {}).get("key", "")), str(message["ts"])


def _name(key: OutboxKey, part: int) -> str:
    return f"{key}#{part}" if part else str(key)
