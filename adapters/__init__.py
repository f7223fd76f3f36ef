"""Chat platforms, each of them a `bot.ports.Platform`."""
