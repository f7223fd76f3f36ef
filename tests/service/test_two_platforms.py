"""One team with a channel on Discord and one on Slack, each through its real adapter."""

import re
from pathlib import Path

from bot.packs import Bank
from tests.flows.room import PREFILL, REUSE
from tests.servers.slack_api import BEN, PREP
from tests.service.both import ASKED, WAIT, between
from tests.slack.room import words


async def test_one_team_on_discord_and_slack(database: Path, bank: Bank) -> None:
    """A team on both is asked the same question in both channels, and has one board."""
    async with between(database, bank) as both:
        discord, slack = both.discord, both.slack
        linked = await both.begins()
        early = both.asked_on_discord() + both.asked_on_slack()

        await both.passes(minutes=30)
        await discord.wait_until(lambda: discord.threads(discord.practice), WAIT)
        await slack.wait_until(both.asked_on_slack, WAIT)
        here, there = both.asked_on_discord(), both.asked_on_slack()

        (thread,) = discord.threads(discord.practice)
        root = next(one for one in both.roots() if ASKED.search(words(one)))
        bos = await discord.say(discord.bo, thread, PREFILL)
        bens = await slack.say(BEN, PREP, f"{PREFILL} {REUSE}", thread_ts=root.ts)
        await discord.wait_until(lambda: bos.reactions.get("👀"), WAIT)
        await slack.wait_until(lambda: "eyes" in slack.reactions(bens), WAIT)
        await both.passes(seconds=30)
        await discord.wait_until(lambda: bos.reactions.get("✅"), WAIT)
        await slack.wait_until(lambda: "white_check_mark" in slack.reactions(bens), WAIT)

        boards = [
            await both.on_discord(discord.bo, "prep board"),
            await both.on_slack(BEN, "/prep", "board"),
        ]

    assert "This place belongs to your team now." in linked
    assert early == []
    assert len(here) == 1
    assert here == there
    for board in boards:
        assert re.search(r"\bBo\b.*\b30\b", board), board
        assert re.search(r"\bBen\b.*\b60\b", board), board
    assert discord.violations == []
    assert slack.violations == []
