"""What a test can ask about all that happened."""

from collections.abc import Mapping

from tests.servers.slack_api.blocks import interactive
from tests.servers.slack_api.deliveries import Delivery
from tests.servers.slack_api.record import Call, Ping, Violation
from tests.servers.slack_api.service import Service
from tests.servers.slack_api.surfaces import View
from tests.servers.slack_api.world import Ephemeral, Json, Message


class Seeing(Service):
    """Calls, words, views and deliveries, as they are now."""

    @property
    def calls(self) -> list[Call]:
        """Every call of the Web API, refused ones too."""
        return self.record.calls

    @property
    def violations(self) -> list[Violation]:
        """What the service lets pass but a good app does not do."""
        return self.record.violations

    @property
    def pings(self) -> list[Ping]:
        """Whom words of ours would have notified."""
        return self.record.pings

    @property
    def deliveries(self) -> list[Delivery]:
        """Everything that was sent to the app."""
        return self.sending.all

    @property
    def views(self) -> Mapping[str, View]:
        """Every modal and Home page by id, closed ones too."""
        return self.surfaces.views

    def called(self, method: str) -> list[Call]:
        """Return the calls of a method that were let through."""
        return [one for one in self.calls if one.method == method and one.error is None]

    def needed_scopes(self) -> frozenset[str]:
        """Return the scopes without which something that was seen could not have been."""
        return self.record.needed_scopes()

    def events_sent(self) -> frozenset[str]:
        """Return the subscriptions under which something was sent."""
        return frozenset(self.record.events)

    def posts(self, channel: str) -> list[Message]:
        """Return what our bot wrote in a channel and its threads, oldest first."""
        found = self.channel(channel).messages.values()
        bot_id = self.workspace_of(channel=channel).bot_id
        return sorted((one for one in found if one.bot_id == bot_id), key=lambda one: one.ts)

    def replies(self, channel: str, thread_ts: str) -> list[Message]:
        """Return a thread without the message that began it."""
        return [one for one in self.channel(channel).thread(thread_ts) if one.ts != thread_ts]

    def reactions(self, said: Message) -> dict[str, set[str]]:
        """Return who put which mark on a message."""
        return said.reactions

    def modal(self, user: str) -> View | None:
        """Return the modal that someone sees."""
        stack = self.surfaces.stack(user)
        return stack[-1] if stack else None

    def home(self, user: str) -> View | None:
        """Return someone's Home page."""
        return self.surfaces.home(user)

    def buttons(self, where: Message | Ephemeral | View) -> list[Json]:
        """Return what can be used in a message or a view."""
        blocks = where.view["blocks"] if isinstance(where, View) else where.blocks
        return [element for _, element in interactive(blocks)]
