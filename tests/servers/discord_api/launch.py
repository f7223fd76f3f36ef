"""Runs greenroom in a process of its own, with discord.py pointed at a stand-in.

`python -m tests.servers.discord_api.launch API_URL GATEWAY_URL run ...`
"""

import sys

from bot.cli import main
from tests.servers.discord_api.pointing import point_at

if __name__ == "__main__":
    _, api_url, gateway_url, *arguments = sys.argv
    point_at(api_url, gateway_url)
    sys.argv = ["greenroom", *arguments]
    main()
