"""What comes from Slack: read as what happened, whatever the fields hold."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from adapters.slack import ids
from adapters.slack.gate import well_formed
from adapters.slack.inbound import Rewritten, Spoken, Written, heard, is_text
from adapters.slack.payloads import File, MessageBody
from adapters.slack.replies import InChannel, OnPage, handle, read
from adapters.slack.speech import words
from bot.messages import MessageDeleted

from .arbitrary import anything, moments

BOT = "U0BOT"
names = st.from_regex(r"[A-Z0-9]{1,11}", fullmatch=True)
stamps = st.from_regex(r"1[0-9]{9}\.[0-9]{6}", fullmatch=True)
users = st.sampled_from(["", BOT, "USLACKBOT", "U0ADA", "U0BEN"])
subtypes = st.none() | st.sampled_from(
    [
        "bot_message",
        "channel_join",
        "file_share",
        "me_message",
        "message_changed",
        "message_deleted",
        "thread_broadcast",
        "tombstone",
    ]
)
files = st.fixed_dictionaries(
    {"id": names},
    optional={"name": anything, "mimetype": anything, "mode": anything, "size": st.integers()},
)
messages = st.fixed_dictionaries(
    {"ts": stamps},
    optional={
        "user": users,
        "bot_id": st.none() | names,
        "subtype": subtypes,
        "text": anything,
        "thread_ts": stamps,
        "edited": st.fixed_dictionaries({"ts": stamps}),
        "files": st.lists(files, max_size=2),
        "blocks": st.lists(st.dictionaries(anything, anything), max_size=2),
    },
)
events = st.builds(
    lambda message, more: {**message, **more},
    messages,
    st.fixed_dictionaries(
        {"channel": names},
        optional={"message": messages, "previous_message": messages, "deleted_ts": stamps},
    ),
)
bodies = st.builds(lambda event: {"team_id": "T1", "event_id": "Ev1", "event": event}, events)


@settings(max_examples=30)
@given(bodies)
def test_messages(body: dict[str, object]) -> None:
    """Whatever a message event holds, it is one of the things that can happen, or nothing."""
    found = heard(MessageBody.model_validate(body), BOT)

    match found:
        case Written(user=user) | Spoken(user=user):
            assert user in {"U0ADA", "U0BEN"}
        case Rewritten(before=before, after=after):
            assert after.user in {"U0ADA", "U0BEN"}
            assert before is None or before.user in {"U0ADA", "U0BEN"}
        case MessageDeleted() | None:
            pass


@given(st.dictionaries(anything, anything | st.none() | st.integers()))
def test_other_bodies(body: dict[str, object]) -> None:
    """What is no event is refused by its shape, not by an accident."""
    with pytest.raises(ValidationError):
        MessageBody.model_validate(body)


@given(anything, anything)
def test_any_request(body: str, content_type: str) -> None:
    """Whether a body can be read is answered for every text."""
    for kind in (content_type, "application/json", "application/x-www-form-urlencoded"):
        assert well_formed(body, kind) in {True, False}


@given(anything)
def test_speech(text: str) -> None:
    """What Slack escaped comes back as it was typed."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    assert words(escaped) == text


@pytest.mark.parametrize(
    ("sent", "seen"),
    [
        ("<@U0ADA> and <@W1|ada>", "@someone and @someone"),
        ("<!channel> <!here|here> <!subteam^S1|@team>", "@channel here @someone"),
        ("<#C1|prep> <#C2>", "#prep #channel"),
        ("<https://x.org|x> <https://x.org>", "x (https://x.org) https://x.org"),
        ("<mailto:a@x.org|a@x.org>", "a@x.org"),
        ("<!date^1^{date}|Monday>", "Monday"),
        ("1 &lt; 2 &amp;lt;", "1 < 2 &lt;"),
    ],
)
def test_tags(sent: str, seen: str) -> None:
    """Mentions name nobody, links are readable, and everything else is what people saw."""
    assert words(sent) == seen


@given(names, names, st.none() | stamps)
def test_names(team: str, channel: str, ts: str | None) -> None:
    """A name that we made is read as what it was made of."""
    address = ids.address(team, channel, ts)

    assert ids.spot(address) == ids.Spot(team=team, channel=channel, ts=ts)
    assert address.startswith("slack:")


@given(anything)
def test_other_names(name: str) -> None:
    """What is no name of Slack is refused, or has a team and a channel."""
    try:
        spot = ids.spot(name)
    except ValueError:
        return
    assert spot.team
    assert spot.channel


@given(moments)
def test_moments(at: datetime) -> None:
    """A moment comes back from its stamp, to the microsecond."""
    assert ids.moment(ids.stamp(at)) == at


@pytest.mark.parametrize("ts", ["", "x", "1e999", "nan", "inf", "9" * 40])
def test_impossible_moments(ts: str) -> None:
    """A stamp that names no moment is refused."""
    with pytest.raises(ValueError, match="no time"):
        ids.moment(ts)


@given(anything, st.none() | anything, anything, anything)
def test_replies(channel: str, thread: str | None, url: str, user: str) -> None:
    """A way to answer comes back from its handle, and is not shown with it."""
    now = datetime(2026, 11, 23, tzinfo=UTC)
    for reply in (InChannel(channel=channel, thread=thread, url=url), OnPage(user=user)):
        made = handle(reply, now)
        assert read(made) == reply
        assert made.token not in repr(made)


@pytest.mark.parametrize(
    ("file", "read_it"),
    [
        ({"mode": "snippet", "size": 9}, True),
        ({"mimetype": "text/x-python", "size": 65_536}, True),
        ({"mimetype": "text/plain", "size": 65_537}, False),
        ({"mimetype": "text/plain", "size": 0}, False),
        ({"mimetype": "image/png", "size": 9}, False),
    ],
)
def test_text_files(file: dict[str, object], read_it: bool) -> None:  # noqa: FBT001 - from a table
    """Snippets and text files up to 64 KB are read."""
    url = {"url_private_download": "https://files.slack.com/x"}

    assert is_text(File.model_validate({"id": "F1", **url, **file})) is read_it
