"""conversations.history and conversations.replies: pages of messages, where they may be read."""

import base64
from collections.abc import Sequence

from tests.servers.slack_api.caller import Caller
from tests.servers.slack_api.reading_mode import Reading
from tests.servers.slack_api.refusals import Refused, invalid
from tests.servers.slack_api.service import Service
from tests.servers.slack_api.shapes import file_json, message_json
from tests.servers.slack_api.world import Channel, Json, Message

MOST = 999
USUAL_HISTORY = 100
SLOW_MOST = 15
"""Messages a page for apps that are distributed outside the Marketplace."""


def history(service: Service, caller: Caller, arguments: Json) -> Json:
    """conversations.history: what is in a channel itself, newest first."""
    channel = _readable(service, caller, arguments)
    found = [
        one
        for one in channel.messages.values()
        if not one.is_reply or one.subtype == "thread_broadcast"
    ]
    newest = sorted(_between(found, arguments), key=lambda one: one.ts, reverse=True)
    return _page(service, caller, arguments, newest, ())


def replies(service: Service, caller: Caller, arguments: Json) -> Json:
    """conversations.replies: a thread, oldest first; its first message begins every page."""
    channel = _readable(service, caller, arguments)
    root = channel.messages.get(str(arguments["ts"]))
    if root is None:
        raise Refused("thread_not_found")
    if root.is_reply:
        return _page(service, caller, arguments, [root], ())
    rest = [one for one in channel.thread(root.ts) if one.ts != root.ts]
    return _page(service, caller, arguments, _between(rest, arguments), (root,))


def _readable(service: Service, caller: Caller, arguments: Json) -> Channel:
    channel = service.visible(caller.here.id, str(arguments["channel"]))
    if service.reading is Reading.REFUSED and channel.kind != "im":
        raise Refused("not_allowed_token_type")
    if caller.here.bot not in channel.members:
        raise Refused("not_in_channel")
    return channel


def _between(messages: Sequence[Message], arguments: Json) -> list[Message]:
    oldest, latest = arguments.get("oldest", "0"), arguments.get("latest", "9999999999.0")
    for name, value in (("oldest", oldest), ("latest", latest)):
        try:
            float(value)
        except (TypeError, ValueError):
            raise Refused(f"invalid_ts_{name}") from None
    inclusive = str(arguments.get("inclusive", "0")).lower() in ("1", "true")
    low, high = _number(oldest), _number(latest)
    if inclusive:
        return [one for one in messages if low <= _number(one.ts) <= high]
    return [one for one in messages if low < _number(one.ts) < high]


def _number(ts: object) -> int:
    seconds, _, rest = str(ts).partition(".")
    return int(seconds or 0) * 1_000_000 + int((rest or "0").ljust(6, "0")[:6])


def _page(
    service: Service,
    caller: Caller,
    arguments: Json,
    messages: Sequence[Message],
    always: tuple[Message, ...],
) -> Json:
    usual = USUAL_HISTORY if not always else MOST
    try:
        limit = int(arguments.get("limit", usual))
    except ValueError:
        raise invalid("must be an integer [json-pointer:/limit]") from None
    if not 1 <= limit <= MOST:
        limit = usual
    if service.reading is Reading.SLOW:
        limit = min(limit, SLOW_MOST)
    limit = max(1, limit - len(always))
    start = _start(arguments.get("cursor"), messages)
    page = [*always, *messages[start : start + limit]]
    metadata = str(arguments.get("include_all_metadata", "0")).lower() in ("1", "true")
    found = []
    for one in page:
        shown = message_json(caller.here, one, metadata=metadata)
        if one.files:
            shown["files"] = [file_json(service.url, file) for file in one.files]
        found.append(shown)
    more = start + limit < len(messages)
    answer: Json = {"ok": True, "messages": found, "has_more": more}
    if more:
        answer["response_metadata"] = {"next_cursor": _cursor(messages[start + limit].ts)}
    return answer


def _cursor(ts: str) -> str:
    return base64.b64encode(f"next_ts:{ts}".encode()).decode()


def _start(cursor: object, messages: Sequence[Message]) -> int:
    if not cursor:
        return 0
    for number, one in enumerate(messages):
        if _cursor(one.ts) == cursor:
            return number
    raise Refused("invalid_cursor")
