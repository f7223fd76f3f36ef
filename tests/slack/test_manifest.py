"""The manifest asks for what the app needs, and for nothing more."""

from adapters.slack import ids
from adapters.slack.doctor import examine
from adapters.slack.manifest import manifest
from bot.messages import Image, OutboxKey, Post, Sent
from bot.settings import Settings
from bot.wording.adapters import sentences
from tests.flows.room import PREFILL
from tests.servers.slack_api import BEN, PREP, SECRET, TEAM
from tests.slack.room import IN_BOTH_MODES, SlackRoom

PNG = b"\x89PNG\r\n\x1a\n"


async def use_everything(room: SlackRoom) -> None:
    """Let people do everything that there is, and the program say it in every way."""
    slack = room.slack
    question = await room.asked()
    await room.says(BEN, PREFILL, files=(slack.snippet("More.", name="more.txt"),))
    await slack.say(BEN, SECRET, "Psst.")
    await slack.say(BEN, await slack.dm(BEN), "Hello?")
    await room.advance(seconds=30)
    await slack.press(BEN, question, "choice-0")
    await room.done(lambda: slack.modal(BEN))
    await slack.shortcut(BEN, question, "grade-message")
    await slack.open_home(BEN)
    await room.done(lambda: slack.home(BEN))
    await slack.mention(BEN, PREP, "board", thread_ts=question.ts)
    await room.restart()
    picture = Post(title="A picture", image=Image(png=PNG, alt="A line that rises."))
    shown = await room.life.platform.post(
        ids.address(TEAM, PREP), picture, OutboxKey("picture"), again=False
    )
    assert isinstance(shown, Sent)
    ben = ids.user(TEAM, BEN)
    for again in (False, True):
        await room.life.platform.tell(ben, Post(body="Hi."), OutboxKey("hi"), None, again=again)
        await room.life.platform.post(
            ids.address(TEAM, SECRET), Post(body="Hi."), OutboxKey("hi"), again=again
        )
    settings = Settings(
        slack_bot_token=slack.bot_token,
        slack_app_token=slack.app_token,
        slack_api_url=slack.api,
        _env_file=None,
    )
    assert [finding async for finding in examine(settings)]
    await slack.remove_from(SECRET)
    await slack.archive(PREP)
    await room.quiet()
    await slack.uninstall()
    await room.quiet()


@IN_BOTH_MODES
async def test_scopes_and_events(room: SlackRoom) -> None:
    """Installed from the manifest everything works, and each of its scopes is needed."""
    made = manifest("" if room.how == "socket" else "https://example.org", sentences())
    room.slack.install_manifest(made)
    await use_everything(room)

    scopes = made["oauth_config"]["scopes"]["bot"]  # type: ignore[index]
    events = made["settings"]["event_subscriptions"]["bot_events"]  # type: ignore[index]
    assert set(scopes) == room.slack.needed_scopes()
    assert room.slack.events_sent() <= set(events)
    assert "app_mention" not in events


async def test_a_picture(room: SlackRoom) -> None:
    """A picture is one message with its words, also where Slack has to look at it first."""
    room.slack.files_ready_after = 0.0
    picture = Post(title="The week", image=Image(png=PNG, alt="A line that rises to 80."))
    await room.life.platform.post(
        ids.address(TEAM, PREP), picture, OutboxKey("picture"), again=False
    )
    (message,) = room.slack.posts(PREP)
    (image,) = [block for block in message.blocks if block["type"] == "image"]

    assert image["alt_text"] == "A line that rises to 80."
    assert "A line that rises to 80." in message.text
    assert room.slack.workspaces[TEAM].files[image["slack_file"]["id"]].content == PNG


async def test_a_picture_that_cannot_be_uploaded(room: SlackRoom) -> None:
    """Where a picture cannot be had, its words stand in for it."""
    room.slack.granted = room.slack.granted - {"files:write"}
    picture = Post(title="The week", image=Image(png=PNG, alt="A line that rises to 80."))
    await room.life.platform.post(
        ids.address(TEAM, PREP), picture, OutboxKey("picture"), again=False
    )
    (message,) = room.slack.posts(PREP)

    assert "A line that rises to 80." in str(message.blocks)
    assert not any(block["type"] == "image" for block in message.blocks)


def test_over_http() -> None:
    """Over HTTP every URL is the one that Slack reaches us at."""
    made = manifest("https://greenroom.example", sentences())

    assert str(made).count("https://greenroom.example/slack/events") == 5
    assert "https://greenroom.example/slack/oauth_redirect" in str(made)
    assert made["settings"]["socket_mode_enabled"] is False  # type: ignore[index]
