"""What Slack sends, as far as we read it.

Shapes: docs.slack.dev/reference/events and .../reference/interaction-payloads. Everything else in a
payload is ignored, so that Slack can add to it.
"""

from pydantic import BaseModel, ConfigDict, Field


class _Payload(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Edited(_Payload):
    """When a message got its present text."""

    ts: str


class File(_Payload):
    """An attachment. One of a shared channel may come with its id alone."""

    id: str
    name: str = ""
    mimetype: str = ""
    mode: str = ""
    size: int = 0
    url_private_download: str = ""


class Message(_Payload):
    """A message as it stands, in an event, in a history or under a shortcut."""

    ts: str
    user: str = ""
    bot_id: str | None = None
    subtype: str | None = None
    text: str = ""
    thread_ts: str | None = None
    edited: Edited | None = None
    files: tuple[File, ...] = ()


class MessageEvent(Message):
    """A new message, or what happened to an old one."""

    channel: str
    message: Message | None = None
    previous_message: Message | None = None
    deleted_ts: str | None = None


class EventBody(_Payload):
    """What every event comes in."""

    team_id: str
    event_id: str


class MessageBody(EventBody):
    """An event about a message."""

    event: MessageEvent


class ChannelEvent(_Payload):
    """Something happened to a channel."""

    type: str
    channel: str


class ChannelBody(EventBody):
    """An event about a channel."""

    event: ChannelEvent


class Tokens(_Payload):
    """Whose tokens were revoked, by kind."""

    bot: tuple[str, ...] = ()


class RevokedEvent(_Payload):
    """Tokens were revoked."""

    tokens: Tokens = Tokens()


class RevokedBody(EventBody):
    """An event about tokens."""

    event: RevokedEvent


class HomeEvent(_Payload):
    """Someone opened one of the tabs of our page."""

    user: str
    tab: str = "home"


class HomeBody(EventBody):
    """An event about our page."""

    event: HomeEvent


class Named(_Payload):
    """A workspace, person or channel."""

    id: str


class Command(_Payload):
    """A slash command."""

    team_id: str
    channel_id: str
    user_id: str
    command: str
    trigger_id: str
    response_url: str = ""
    text: str = ""


class Action(_Payload):
    """A button that was pressed."""

    action_id: str
    value: str = ""


class Container(_Payload):
    """Where it was pressed."""

    type: str = ""
    channel_id: str | None = None
    thread_ts: str | None = None


class Actions(_Payload):
    """Buttons that were pressed, of which there is always one."""

    team: Named
    user: Named
    container: Container
    channel: Named | None = None
    message: Message | None = None
    actions: tuple[Action, ...] = Field(min_length=1)
    trigger_id: str
    response_url: str = ""


class Shortcut(_Payload):
    """A shortcut in the menu of a message."""

    team: Named
    user: Named
    channel: Named
    message: Message
    trigger_id: str
    response_url: str = ""


class Option(_Payload):
    """One of the values of a select."""

    value: str


class Element(_Payload):
    """What was typed or chosen in one field of a modal."""

    value: str | None = None
    selected_time: str | None = None
    selected_option: Option | None = None
    selected_options: tuple[Option, ...] | None = None


class State(_Payload):
    """What was typed or chosen, by the block and the action that it was in."""

    values: dict[str, dict[str, Element]] = Field(default_factory=dict)


class View(_Payload):
    """A modal."""

    id: str
    callback_id: str
    private_metadata: str = ""
    state: State = State()


class Submission(_Payload):
    """A modal that was sent in."""

    team: Named
    user: Named
    view: View


class Suggestion(_Payload):
    """Someone types into a select that asks us for its options."""

    action_id: str
    value: str = ""
