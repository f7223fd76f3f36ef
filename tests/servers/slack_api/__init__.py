"""A stand-in of Slack: `async with SlackApi().serving() as slack`."""

from tests.servers.slack_api.clock import Clock
from tests.servers.slack_api.deliveries import Carried, Delivery
from tests.servers.slack_api.forms import ClientRefuses
from tests.servers.slack_api.interacting import Outcome
from tests.servers.slack_api.limits import Limits
from tests.servers.slack_api.reading_mode import Reading
from tests.servers.slack_api.record import Call, Ping, Violation
from tests.servers.slack_api.server import SlackApi
from tests.servers.slack_api.surfaces import View
from tests.servers.slack_api.talking import Raw
from tests.servers.slack_api.trouble import (
    Trouble,
    cut,
    held,
    internal_error,
    lost,
    page,
    rate_limited,
    refused,
    server_error,
    slow,
)
from tests.servers.slack_api.world import (
    ADA,
    APP,
    BEN,
    BOT,
    BOT_ID,
    EVE,
    PREP,
    QUIET,
    SECRET,
    TEAM,
    VAULT,
    Ephemeral,
    File,
    Message,
    Workspace,
)

__all__ = [
    "ADA",
    "APP",
    "BEN",
    "BOT",
    "BOT_ID",
    "EVE",
    "PREP",
    "QUIET",
    "SECRET",
    "TEAM",
    "VAULT",
    "Call",
    "Carried",
    "ClientRefuses",
    "Clock",
    "Delivery",
    "Ephemeral",
    "File",
    "Limits",
    "Message",
    "Outcome",
    "Ping",
    "Raw",
    "Reading",
    "SlackApi",
    "Trouble",
    "View",
    "Violation",
    "Workspace",
    "cut",
    "held",
    "internal_error",
    "lost",
    "page",
    "rate_limited",
    "refused",
    "server_error",
    "slow",
]
