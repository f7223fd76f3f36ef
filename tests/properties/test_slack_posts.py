"""Posts on Slack: within every limit, complete, and never a ping, whatever they say."""

import re

from hypothesis import example, given, settings
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block

from adapters.slack.buttons import pressed
from adapters.slack.markup import escape, flat, rich
from adapters.slack.render import Part, blocks_of, fit, render, sentence
from bot.messages import Choice, Fact, Image, Post
from bot.words import visible
from tests.servers.slack_api.blocks import check_blocks
from tests.servers.slack_api.mentions import targets

from .arbitrary import HOSTILE, anything
from .test_codec_facts import posts

PINGS = (
    "<!channel>",
    "<!here|here>",
    "<@U0ADA>",
    "<!subteam^S1>",
    "&lt;!channel&gt;",
    "<<!everyone>>",
    "<!chan\u200bnel>",
    "<https://example.org|<!here>>",
)
words = st.sampled_from(
    [*HOSTILE, *PINGS, "&" * 50, "cache ", "a\n\n", "- item\n", "1. x\n", "`c`"]
)
long_texts = st.lists(words | anything, max_size=40).map("".join)
"""Texts of some thousand characters that try to ping, to format, and to be longer once escaped."""

long_posts = st.builds(
    Post,
    title=long_texts,
    body=st.one_of(long_texts, long_texts.map(lambda text: text * 20)),
    facts=st.lists(st.builds(Fact, label=long_texts, value=long_texts), max_size=6).map(tuple),
    choices=st.lists(
        st.builds(Choice, action=anything, value=anything, label=long_texts, form=anything),
        max_size=30,
    ).map(tuple),
    image=st.none() | st.builds(Image, png=st.just(b"PNG"), alt=long_texts),
    footer=long_texts,
)
pictures = st.none() | st.just("F1")


def said(part: Part) -> dict[str, object]:
    """Return a part as what is sent."""
    return {"text": part.text, "blocks": list(part.blocks)}


@settings(max_examples=15)
@given(posts | long_posts, pictures)
@example(Post(), None)
@example(Post(body="&" * 10_000), None)
@example(Post(body="```\n" + "x " * 5000 + "\n```"), None)
@example(Post(body="- a\n" * 2000), None)
def test_limits(post: Post, picture: str | None) -> None:
    """Every message of a post meets every limit of Slack, and has a text for notifications."""
    for part in render(post, picture):
        check_blocks(list(part.blocks), "message")
        assert 1 <= len(part.text) <= 4000
        assert part.text.strip()


@settings(max_examples=10)
@given(long_posts)
def test_pages(post: Post) -> None:
    """A post as a page meets the limits of pages."""
    check_blocks(list(blocks_of(post)), "home")


@settings(max_examples=50)
@given(posts | long_posts, pictures)
def test_no_pings(post: Post, picture: str | None) -> None:
    """No mention, special mention or link is ever formed, in blocks or in text."""
    for part in render(post, picture):
        assert targets(said(part)) == []
        assert "<" not in part.text
        assert "mrkdwn" not in str([block["type"] for block in part.blocks])


@given(long_texts)
def test_sentences(text: str) -> None:
    """A sentence that quotes what someone typed pings nobody either."""
    part = sentence(text or "x")

    check_blocks(list(part.blocks), "message")
    assert targets(said(part)) == []


@given(st.lists(st.sampled_from(["token", "cache", "日本語", "x" * 30]), max_size=900))
def test_nothing_is_left_out(spoken: list[str]) -> None:
    """The parts of a long body say all of it, in order."""
    parts = render(Post(body=" ".join(spoken)))
    shown = " ".join(
        flat(block["elements"])  # type: ignore[arg-type]
        for part in parts
        for block in part.blocks
        if block["type"] == "rich_text"
    )

    assert shown.split() == spoken


@settings(max_examples=25)
@given(posts | long_posts)
def test_as_many_parts_as_before(post: Post) -> None:
    """How many messages a post takes depends on its body alone, so that it can be edited."""
    assert len(render(post)) == len(render(Post(body=post.body)))


@given(anything, anything, st.none() | anything)
def test_buttons(action: str, value: str, form: str | None) -> None:
    """A button says what its choice said."""
    choice = Choice(action=action, value=value, label="Go", form=form)
    (part,) = render(Post(choices=(choice,)))
    (row,) = part.blocks
    found = pressed(row["elements"][0]["value"])  # type: ignore[index]

    assert found is not None
    assert (found.action, found.value, found.form) == (action, value, form)


@given(anything)
def test_other_buttons(value: str) -> None:
    """The value of a button that is not ours is no choice of ours, and no error."""
    found = pressed(value)

    assert found is None or isinstance(found.action, str)


@given(long_texts, st.integers(2, 300))
def test_fitting(text: str, most: int) -> None:
    """A text that is cut to fit stays escaped: no half of a sign is left at its end."""
    fitted = fit(text, most)

    assert len(fitted) <= most
    assert re.search(r"&(?!amp;|lt;|gt;)", fitted) is None
    assert fitted == escape(text) or fitted.endswith("…")


@given(long_texts)
def test_rich_text(text: str) -> None:
    """Rich text is made of elements that Slack's own models know, none of them empty."""
    elements = rich(visible(text))
    if elements:
        block = Block.parse({"type": "rich_text", "elements": elements})
        assert block is not None
        block.validate_json()
    for element in elements:
        for inner in element["elements"]:  # type: ignore[attr-defined]
            assert inner.get("text") or inner.get("elements")
