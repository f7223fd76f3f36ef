"""What lives for a short while: trigger ids, open modals, and response URLs; and Home pages."""

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Literal

from tests.servers.slack_api.clock import Clock
from tests.servers.slack_api.refusals import Refused
from tests.servers.slack_api.world import APP, Json

TRIGGER_LIFE = 3.0
"""Seconds in which a trigger id opens a modal."""
MOST_VIEWS = 3
"""Modals over each other."""
MOST_BYTES = 250_000
"""Of one view (docs.slack.dev/reference/methods/views.open)."""
MOST_ANSWERS = 5
ANSWERS_LIFE = 1800.0
"""Seconds in which a response URL works."""


@dataclass(slots=True, kw_only=True)
class Trigger:
    """What a person's deed allows the app to open."""

    id: str
    team: str
    user: str
    at: float
    view: str | None = None
    """The modal in which it was done."""
    used: bool = False


@dataclass(slots=True, kw_only=True)
class View:
    """A modal or a Home page as it is stored."""

    id: str
    team: str
    user: str
    kind: Literal["modal", "home"]
    view: Json
    open: bool = True
    root: str = ""
    previous: str | None = None


@dataclass(slots=True, kw_only=True)
class ResponseUrl:
    """A way to answer a deed, for a while."""

    id: str
    team: str
    channel: str
    user: str
    at: float
    source: str | None = None
    """The `ts` of the message or ephemeral message where it was done."""
    uses: int = 0


@dataclass(slots=True)
class Surfaces:
    """Everything of that kind, by id."""

    clock: Clock
    triggers: dict[str, Trigger] = field(default_factory=dict)
    views: dict[str, View] = field(default_factory=dict)
    response_urls: dict[str, ResponseUrl] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def trigger(self, team: str, user: str, view: str | None = None) -> str:
        """Return a new trigger id."""
        number = next(self._numbers)
        id_ = f"{number}.{number * 7}.{secrets.token_hex(8)}"
        self.triggers[id_] = Trigger(id=id_, team=team, user=user, at=self.clock.now(), view=view)
        return id_

    def exchange(self, team: str, id_: object) -> Trigger:
        """Use up a trigger id; raises Refused."""
        trigger = self.triggers.get(str(id_))
        if trigger is None or trigger.team != team:
            raise Refused("invalid_trigger_id")
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        if self.clock.now() - trigger.at > TRIGGER_LIFE:
            raise Refused("expired_trigger_id")
        trigger.used = True
        return trigger

    def response_url(self, team: str, channel: str, user: str, source: str | None) -> ResponseUrl:
        """Return a new response URL."""
        id_ = secrets.token_hex(12)
        self.response_urls[id_] = ResponseUrl(
            id=id_, team=team, channel=channel, user=user, at=self.clock.now(), source=source
        )
        return self.response_urls[id_]

    def stack(self, user: str) -> list[View]:
        """Return the open modals of someone, the one that they see last."""
        return [
            one
            for one in self.views.values()
            if one.user == user and one.kind == "modal" and one.open
        ]

    def home(self, user: str) -> View | None:
        """Return the Home page that was published for someone."""
        found = [one for one in self.views.values() if one.user == user and one.kind == "home"]
        return found[-1] if found else None

    def add(self, team: str, user: str, bot_id: str, view: Json, *, under: View | None) -> View:
        """Store a view that was checked; `under` is the modal that it covers."""
        number = next(self._numbers)
        id_ = f"V{number:08}"
        added = View(
            id=id_,
            team=team,
            user=user,
            kind="home" if view["type"] == "home" else "modal",
            view={},
            root=under.root if under else id_,
            previous=under.id if under else None,
        )
        self.views[id_] = added
        self.fill(added, view, bot_id)
        return added

    def fill(self, stored: View, view: Json, bot_id: str) -> None:
        """Replace what a view shows."""
        stored.view = {
            "private_metadata": "",
            "callback_id": "",
            "external_id": "",
            "clear_on_close": False,
            "notify_on_close": False,
            "submit": None,
            "close": None,
            **view,
            "id": stored.id,
            "team_id": stored.team,
            "state": {"values": {}},
            "hash": f"{int(self.clock.now())}.{secrets.token_hex(4)}",
            "root_view_id": stored.root,
            "previous_view_id": stored.previous,
            "app_id": APP,
            "app_installed_team_id": stored.team,
            "bot_id": bot_id,
        }


def size(view: Json) -> int:
    """Return the bytes that a view takes."""
    return len(json.dumps(view).encode())
