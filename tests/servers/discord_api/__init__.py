"""A stand-in for Discord that the real client logs in to."""

from tests.servers.discord_api import trouble
from tests.servers.discord_api.clock import Clock
from tests.servers.discord_api.core import TOKEN
from tests.servers.discord_api.interaction import Interaction, Modal, NotOffered
from tests.servers.discord_api.pointing import pointed_at
from tests.servers.discord_api.server import DiscordApi
from tests.servers.discord_api.wire import Json, Request, Violation
from tests.servers.discord_api.world import Application, Channel, Guild, Message, User

__all__ = [
    "TOKEN",
    "Application",
    "Channel",
    "Clock",
    "DiscordApi",
    "Guild",
    "Interaction",
    "Json",
    "Message",
    "Modal",
    "NotOffered",
    "Request",
    "User",
    "Violation",
    "pointed_at",
    "trouble",
]
