"""Response URLs: how often, how long, and what they can replace."""

from tests.servers.slack_api import ADA, BOT, PREP, SlackApi
from tests.slack_server.conftest import Requests, button


async def test_response_urls_wear_out(slack: SlackApi, raw: Requests) -> None:
    """A response URL takes five answers, within thirty minutes."""
    outcome = await slack.slash(ADA, PREP, "/prep")
    answers = [await raw.post(outcome.response_url, text=str(one)) for one in range(6)]
    assert [one.status for one in answers] == [200] * 5 + [404]
    assert answers[5].error == "used_url"
    later = await slack.slash(ADA, PREP, "/prep")
    slack.clock.skip(1801)
    assert (await raw.post(later.response_url, text="x")).error == "expired_url"
    assert [one.text for one in slack.ephemerals] == ["0", "1", "2", "3", "4"]


async def test_response_urls_can_speak_aloud_and_replace(slack: SlackApi, raw: Requests) -> None:
    """An answer may be for the channel, or take the place of the message that was pressed."""
    outcome = await slack.slash(ADA, PREP, "/prep")
    await raw.post(outcome.response_url, text="to all", response_type="in_channel")
    await raw.call("chat.postMessage", channel=PREP, text="x", blocks=[button()])
    first, second = slack.posts(PREP)
    pressed = await slack.press(ADA, second, "go")
    await raw.post(pressed.response_url, text="done", replace_original=True)
    assert (first.text, first.user, second.text) == ("to all", BOT, "done")
    await raw.post(pressed.response_url, delete_original=True)
    assert slack.posts(PREP) == [first]


async def test_a_response_url_wants_words(slack: SlackApi, raw: Requests) -> None:
    """An answer without words is refused, and costs nothing."""
    outcome = await slack.slash(ADA, PREP, "/prep")
    empty = await raw.post(outcome.response_url)
    assert (empty.status, empty.error) == (400, "no_text")
    assert slack.ephemerals == []
