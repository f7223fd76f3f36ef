"""Which blocks and views are refused, and why."""

import logging

import pytest

from tests.servers.slack_api import PREP, SlackApi
from tests.servers.slack_api.blocks import check_blocks
from tests.servers.slack_api.refusals import Refused
from tests.servers.slack_api.views import check_view
from tests.servers.slack_api.world import Json
from tests.slack_server.conftest import Requests, button, field_of, modal, mrkdwn, plain

LONG = "x" * 3001


def section(**more: object) -> Json:
    """Return a section."""
    return {"type": "section", **more}


def select(*options: Json, **more: object) -> Json:
    """Return a select in an actions block."""
    element = {"type": "static_select", "action_id": "pick", "options": list(options), **more}
    return {"type": "actions", "elements": [element]}


def option(text: str = "One", value: str = "1") -> Json:
    """Return one option."""
    return {"text": plain(text), "value": value}


GOOD: dict[str, list[Json]] = {
    "section": [mrkdwn("x" * 3000)],
    "fields": [section(fields=[plain("x" * 1300)] * 10)],
    "header": [{"type": "header", "text": plain("x" * 150)}],
    "fifty": [mrkdwn("x")] * 50,
    "actions": [{"type": "actions", "elements": button()["elements"]}],
    "button": [button(text="x" * 75, value="v" * 2000, name="n" * 255, style="primary")],
    "select": [select(*[option(str(one), str(one)) for one in range(100)])],
    "context": [{"type": "context", "elements": [plain("x")] * 10}],
    "markdown": [{"type": "markdown", "text": "x" * 12_000}],
    "image": [{"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a"}],
    "divider": [{"type": "divider"}],
    "input": [field_of("answer")],
}

BAD: dict[str, tuple[list[Json], str]] = {
    "long section": ([mrkdwn(LONG)], "3000"),
    "empty section": ([mrkdwn("")], "between 1"),
    "section of nothing": ([section()], "text or fields"),
    "eleven fields": ([section(fields=[plain("x")] * 11)], "10 items"),
    "long field": ([section(fields=[plain("x" * 2001)])], "2001"),
    "long header": ([{"type": "header", "text": plain("x" * 151)}], "150"),
    "mrkdwn header": ([{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}], "plain_text"),
    "fifty-one": ([mrkdwn("x")] * 51, "no more than 50"),
    "long button": ([button(text="x" * 76)], "75"),
    "long value": ([button(value="v" * 2001)], "2000"),
    "long action id": ([button(name="n" * 256)], "255"),
    "odd style": ([button(style="pink")], "style"),
    "mrkdwn button": (
        [
            button()
            | {
                "elements": [
                    {"type": "button", "action_id": "a", "text": {"type": "mrkdwn", "text": "x"}}
                ]
            }
        ],
        "plain_text",
    ),
    "no elements": ([{"type": "actions", "elements": []}], "at least 1"),
    "26 elements": (
        [
            {
                "type": "actions",
                "elements": [
                    {"type": "button", "action_id": f"a{n}", "text": plain("x")} for n in range(26)
                ],
            }
        ],
        "25",
    ),
    "same action id": (
        [{"type": "actions", "elements": button()["elements"] * 2}],
        "already exists",
    ),
    "same block id": ([button(), button()], "already exists"),
    "long block id": ([mrkdwn("x") | {"block_id": "b" * 256}], "255"),
    "text in actions": ([{"type": "actions", "elements": [plain("x")]}], "unsupported type"),
    "button in context": ([{"type": "context", "elements": button()["elements"]}], "unsupported"),
    "eleven in context": ([{"type": "context", "elements": [plain("x")] * 11}], "10"),
    "101 options": ([select(*[option(str(one), str(one)) for one in range(101)])], "100"),
    "long option": ([select(option("x" * 76))], "75"),
    "long option value": ([select(option(value="v" * 151))], "150"),
    "long placeholder": ([select(option(), placeholder=plain("x" * 151))], "150"),
    "image without alt": (
        [{"type": "image", "image_url": "https://example.com/a.png"}],
        "alt_text",
    ),
    "image of nothing": ([{"type": "image", "alt_text": "a"}], "image_url"),
    "unknown type": ([{"type": "poem", "text": "x"}], "unsupported type"),
    "unknown property": ([mrkdwn("x") | {"colour": "red"}], "additional property: colour"),
    "unknown of a button": ([button(colour="red")], "additional property: colour"),
    "much markdown": ([{"type": "markdown", "text": "x" * 6001}] * 2, "12001"),
    "button as input": ([field_of("a", button()["elements"][0])], "unsupported type"),
    "long label": ([field_of("a", label=plain("x" * 2001))], "2000"),
    "long hint": ([field_of("a", hint=plain("x" * 2001))], "2000"),
    "huge input": ([field_of("a", {"type": "plain_text_input", "max_length": 3001})], "max_length"),
}


@pytest.mark.parametrize("name", GOOD)
def test_what_is_let_in(name: str) -> None:
    """Blocks at their limits are let in."""
    assert check_blocks(GOOD[name], "message") == GOOD[name]


@pytest.mark.parametrize("name", BAD)
def test_what_is_refused(name: str, caplog: pytest.LogCaptureFixture) -> None:
    """Blocks beyond a limit are refused with a word on what is wrong."""
    caplog.set_level(logging.CRITICAL)
    blocks, reason = BAD[name]
    with pytest.raises(Refused) as refused:
        check_blocks(blocks, "message")
    assert refused.value.error == "invalid_blocks"
    assert reason in str(refused.value.more)


def test_what_is_too_much_together() -> None:
    """Blocks that are each short enough can be too long together."""
    with pytest.raises(Refused, match="msg_blocks_too_long"):
        check_blocks([mrkdwn("x" * 2700)] * 5, "message")


def test_what_is_no_list_of_blocks() -> None:
    """Blocks are a list of objects."""
    with pytest.raises(Refused, match="invalid_blocks_format"):
        check_blocks({"type": "divider"}, "message")


async def test_a_call_is_told_what_is_wrong(raw: Requests) -> None:
    """The answer to a call carries the reasons."""
    answer = await raw.call("chat.postMessage", channel=PREP, text="x", blocks=[mrkdwn(LONG)])
    assert (
        answer.error,
        "json-pointer:/blocks/0"
        in answer.reasons.replace("[json-pointer:/0", "[json-pointer:/blocks/0"),
    ) == ("invalid_blocks", True)


BAD_VIEWS: dict[str, tuple[Json, str]] = {
    "long title": (modal(title=plain("x" * 25)), "24"),
    "long submit": (modal(submit=plain("x" * 25)), "24"),
    "long close": (modal(close=plain("x" * 25)), "24"),
    "mrkdwn title": (modal(title={"type": "mrkdwn", "text": "x"}), "plain_text"),
    "no title": ({"type": "modal", "blocks": [mrkdwn("x")]}, "title"),
    "no blocks": ({"type": "modal", "title": plain("x")}, "blocks"),
    "101 blocks": (modal(*[mrkdwn("x")] * 101), "100"),
    "long metadata": (modal(private_metadata="x" * 3001), "3000"),
    "long callback id": (modal(callback_id="x" * 256), "255"),
    "markdown block": (modal({"type": "markdown", "text": "x"}), "unsupported type"),
    "unknown property": (modal(colour="red"), "additional property: colour"),
    "input without submit": (
        {"type": "modal", "title": plain("x"), "blocks": [field_of("a")]},
        "submit",
    ),
}


@pytest.mark.parametrize("name", BAD_VIEWS)
def test_views_that_are_refused(name: str) -> None:
    """Modals beyond a limit are refused."""
    view, reason = BAD_VIEWS[name]
    with pytest.raises(Refused) as refused:
        check_view(SlackApi(), view, "modal")
    assert refused.value.error == "invalid_arguments"
    assert reason in str(refused.value.more)


def test_views_of_another_kind_or_size() -> None:
    """Home has no button to send it; a view takes 250 kB; a home is no modal."""
    with pytest.raises(Refused, match="invalid_arguments"):
        check_view(
            SlackApi(), {"type": "home", "blocks": [mrkdwn("x")], "submit": plain("x")}, "home"
        )
    with pytest.raises(Refused, match="invalid_arguments"):
        check_view(SlackApi(), {"type": "home", "blocks": [mrkdwn("x")]}, "modal")
    with pytest.raises(Refused, match="view_too_large"):
        check_view(SlackApi(), modal(*[mrkdwn("x" * 2900)] * 90), "modal")


def test_a_modal_at_its_limits() -> None:
    """A hundred blocks, 24 characters and 3,000 of metadata are let in."""
    view = modal(*[mrkdwn("x")] * 100, title=plain("x" * 24), private_metadata="x" * 3000)
    assert len(check_view(SlackApi(), view, "modal")["blocks"]) == 100
