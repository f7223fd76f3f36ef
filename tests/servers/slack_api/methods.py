"""The methods of the Web API: what each takes, needs and may be called.

From the reference of each method at docs.slack.dev/reference/methods.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from tests.servers.slack_api import (
    chat,
    conversations,
    files,
    oauth,
    people,
    reactions,
    reading,
    views,
)
from tests.servers.slack_api.caller import Caller
from tests.servers.slack_api.limits import Tier
from tests.servers.slack_api.service import Service
from tests.servers.slack_api.world import FAMILIES, KIND_OF, Json, types_of

Handler: TypeAlias = Callable[[Service, Caller, Json], Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One method."""

    handler: Handler
    tier: Tier
    scope: str | None = None
    """`{}` stands for the family of the channel in question: channels, groups, im."""
    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    token: str = "bot"  # noqa: S105
    """The kind of token that it takes; empty where it takes none."""

    def scopes(self, service: Service, arguments: Json) -> frozenset[str]:
        """Return what a call with these arguments needs."""
        if self.scope is None:
            return frozenset()
        if "{}" not in self.scope:
            return frozenset({self.scope})
        if "channel" not in self.required:
            return frozenset(
                self.scope.format(FAMILIES[KIND_OF[one]]) for one in types_of(arguments)
            )
        try:
            kind = service.channel(str(arguments.get("channel"))).kind
        except LookupError:
            kind = "public"
        return frozenset({self.scope.format(FAMILIES[kind])})


def _method(
    handler: Handler, tier: Tier, scope: str | None, required: str = "", optional: str = ""
) -> Method:
    return Method(
        handler=handler,
        tier=tier,
        scope=scope,
        required=frozenset(required.split()),
        optional=frozenset(optional.split()),
    )


MESSAGE = """attachments blocks icon_emoji icon_url link_names markdown_text metadata mrkdwn
    parse text thread_ts username"""
PAGED = "cursor include_all_metadata inclusive latest limit oldest"

METHODS: dict[str, Method] = {
    "api.test": Method(handler=people.api_test, tier="none", token=""),
    "auth.test": _method(people.auth_test, "none", None),
    "users.info": _method(people.users_info, "4", "users:read", "user", "include_locale"),
    "team.info": _method(people.team_info, "3", "team:read", "", "team domain"),
    "bots.info": _method(people.bots_info, "3", "users:read", "", "bot team_id"),
    "chat.postMessage": _method(
        chat.post_message,
        "none",
        "chat:write",
        "channel",
        f"{MESSAGE} reply_broadcast unfurl_links unfurl_media",
    ),
    "chat.postEphemeral": _method(chat.post_ephemeral, "4", "chat:write", "channel user", MESSAGE),
    "chat.update": _method(
        chat.update,
        "3",
        "chat:write",
        "channel ts",
        """attachments blocks file_ids link_names markdown_text metadata parse reply_broadcast
        text""",
    ),
    "chat.delete": _method(chat.delete, "3", "chat:write", "channel ts"),
    "conversations.open": _method(
        conversations.open_, "3", "im:write", "", "channel users return_im prevent_creation"
    ),
    "conversations.info": _method(
        conversations.info, "3", "{}:read", "channel", "include_locale include_num_members"
    ),
    "users.conversations": _method(
        conversations.joined, "3", "{}:read", "", "cursor exclude_archived limit team_id types"
    ),
    "conversations.members": _method(
        conversations.members, "4", "{}:read", "channel", "cursor limit"
    ),
    "conversations.join": _method(conversations.join, "3", "channels:join", "channel"),
    "conversations.history": _method(reading.history, "3", "{}:history", "channel", PAGED),
    "conversations.replies": _method(reading.replies, "3", "{}:history", "channel ts", PAGED),
    "reactions.add": _method(reactions.add, "3", "reactions:write", "channel name timestamp"),
    "reactions.remove": _method(
        reactions.remove, "2", "reactions:write", "name", "channel timestamp"
    ),
    "reactions.get": _method(
        reactions.get, "3", "reactions:read", "", "channel timestamp full file"
    ),
    "views.open": _method(views.open_, "4", None, "view", "trigger_id interactivity_pointer"),
    "views.push": _method(views.push, "4", None, "view", "trigger_id interactivity_pointer"),
    "views.update": _method(views.update, "4", None, "view", "view_id external_id hash"),
    "views.publish": _method(views.publish, "4", None, "user_id view", "hash"),
    "files.info": _method(files.info, "4", "files:read", "file", "cursor limit count page"),
    "files.getUploadURLExternal": _method(
        files.get_upload_url, "4", "files:write", "filename length", "alt_txt snippet_type"
    ),
    "files.completeUploadExternal": _method(
        files.complete_upload,
        "4",
        "files:write",
        "files",
        "channel_id channels initial_comment thread_ts blocks",
    ),
    "apps.uninstall": _method(oauth.uninstall, "1", None, "client_id client_secret"),
    "apps.connections.open": Method(handler=oauth.connect, tier="3", token="app"),  # noqa: S106
    "oauth.v2.access": Method(
        handler=oauth.access,
        tier="none",
        token="",
        optional=frozenset(
            "client_id client_secret code redirect_uri grant_type refresh_token".split()
        ),
    ),
}
