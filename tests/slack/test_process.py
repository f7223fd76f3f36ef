"""`greenroom run` as a process of its own, in front of the stand-in."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.servers.slack_api import ADA, BEN, PREP, Limits, SlackApi, lost
from tests.slack.room import words

ANSWER = "The whole prompt goes through the model once before anything comes out."
PATIENCE = 60.0


@contextmanager
def greenroom(slack: SlackApi, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Give the running service, and end it should a test not have done so."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("GREENROOM_")}
    environment = {
        **kept,
        "GREENROOM_DATABASE": str(folder / "greenroom.db"),
        "GREENROOM_HEALTH_PORT": "0",
        "GREENROOM_TICK_SECONDS": "0.5",
        "GREENROOM_SLACK_BOT_TOKEN": slack.bot_token,
        "GREENROOM_SLACK_APP_TOKEN": slack.app_token,
        "GREENROOM_SLACK_API_URL": slack.api,
    }
    with subprocess.Popen([sys.executable, "-m", "bot", "run"], env=environment) as process:
        try:
            yield process
        finally:
            process.kill()


async def command(slack: SlackApi, text: str) -> None:
    """Let Ada give a command, and wait until she is told something."""
    before = len(slack.ephemerals)
    await slack.slash(ADA, PREP, "/prep-admin", text)
    await slack.wait_until(lambda: len(slack.ephemerals) > before, timeout=PATIENCE)


@pytest.mark.slow
async def test_killed_between_post_and_receipt(tmp_path: Path) -> None:
    """A process that is killed once its question arrived, but before it knows: asked once."""
    slack = SlackApi()
    slack.limits = Limits.off()
    async with slack.serving():
        with greenroom(slack, tmp_path) as first:
            await slack.connected(timeout=PATIENCE)
            await command(slack, "setup zone=UTC")
            await command(slack, "settings settle=0")
            slack.trouble.add("chat.postMessage", 1, lost())
            await command(slack, "post")
            await slack.wait_until(lambda: slack.posts(PREP), timeout=PATIENCE)
            first.send_signal(signal.SIGKILL)
        (question,) = slack.posts(PREP)
        answer = await slack.say(BEN, PREP, ANSWER, thread_ts=question.ts)
        with greenroom(slack, tmp_path) as second:
            await slack.connected(2, timeout=PATIENCE)
            await slack.retry_now()
            await slack.wait_until(
                lambda: "white_check_mark" in slack.reactions(answer), timeout=PATIENCE
            )
            second.send_signal(signal.SIGTERM)
            code = await asyncio.to_thread(second.wait, PATIENCE)

        roots = [one for one in slack.posts(PREP) if not one.is_reply]
        assert [one.ts for one in roots] == [question.ts]
        assert code == 0
        assert words(question)
        assert slack.violations == []
