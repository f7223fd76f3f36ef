"""Strategies: everything that a platform may report, by few people in few places."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from hypothesis import strategies as st

from bot.arguments import problems
from bot.commands import COMMANDS, Command, Field, Kind
from bot.consequences import Wake, WakeKind
from bot.dispatch import Event, InputEnded, Tick
from bot.messages import (
    Address,
    Author,
    ChoiceMade,
    CommandInvoked,
    FormSubmitted,
    HomeOpened,
    MessageDeleted,
    MessageEdited,
    MessagePicked,
    MessageReceived,
    MessageRef,
    Place,
    PlaceLost,
    ReplyHandle,
    SpaceKey,
    UserId,
)
from tests.fakes import ADMINS, CHANNEL, SPACE
from tests.flows.room import BATCH, MEMORY, PREFILL, REUSE
from tests.properties.arbitrary import HOSTILE

texts = st.sampled_from((PREFILL, REUSE, MEMORY, BATCH, "hm", "", *HOSTILE)) | st.text(max_size=80)
"""What people write: answers, chat, and what breaks those who trust it."""

authors = st.builds(
    Author,
    user=st.sampled_from([UserId(f"fake:{name}") for name in ("ana", "bo", "cy", "boss")]),
    name=st.sampled_from(("ana", "bo", "@everyone", "")) | st.text(max_size=20),
    admin=st.booleans(),
    zone=st.none() | st.sampled_from(("Europe/Berlin", "Pacific/Kiritimati", "Mars/Olympus")),
)
channels = st.sampled_from((CHANNEL, ADMINS, Address("fake:elsewhere")))
places = st.builds(
    Place,
    space=st.sampled_from((SPACE, SpaceKey("fake:other"))),
    channel=channels,
    thread=st.none() | st.sampled_from([Address(f"{CHANNEL}/t{number}") for number in (1, 2, 9)]),
)
refs = st.sampled_from([MessageRef(f"fake:m{number}") for number in range(12)])
event_ids = st.sampled_from([f"event{number}" for number in range(40)])
pauses = st.sampled_from((0, 0, 1, 20, 130, 3600, 90_000, -30)).map(
    lambda seconds: timedelta(seconds=seconds)
)
"""Clocks jump back at times."""

wake_kinds = st.sampled_from(tuple(WakeKind))
keys = st.sampled_from((CHANNEL, "fake:nowhere", "id1", "id2", "id3", "daily", "gone"))
actions = st.sampled_from(("feedback", "graded", "regrade", "appeal", "next", "\x00"))
commands = st.sampled_from(COMMANDS)

_PLAIN = {
    Kind.ZONE: ("Europe/Berlin", "UTC"),
    Kind.TIME: ("09:00", "23:59"),
    Kind.DATE: ("2026-11-24", "2026-12-24"),
    Kind.QUESTION: ("alpha", "bravo", "delta"),
}


@st.composite
def arguments(draw: st.DrawFn, command: Command) -> Mapping[str, str]:
    """Draw arguments that an adapter would let through."""
    drawn = {
        field.name: draw(_value(field))
        for field in command.arguments
        if field.required or draw(st.booleans())
    }
    wrong = {problem.field for problem in problems(command.arguments, drawn)}
    return {} if wrong else drawn


def _value(field: Field) -> st.SearchStrategy[str]:
    if field.choices:
        return st.sampled_from(field.choices)
    if field.kind in _PLAIN:
        return st.sampled_from(_PLAIN[field.kind])
    if field.high < 4000 or field.low:
        numbers = st.integers(field.low, min(field.high, field.low + 50)).map(str)
        return numbers | texts
    return texts


def happenings(now: datetime) -> st.SearchStrategy[Event]:
    """Draw something that happens now, or is told late."""
    late = st.sampled_from((0, 0, 0, 60, 100_000)).map(lambda s: now - timedelta(seconds=s))
    reply = st.none() | st.just(ReplyHandle(token="t", expires_at=now + timedelta(minutes=15)))  # noqa: S106
    who = {"author": authors, "place": places}
    interaction = {"event": event_ids, **who, "at": late, "reply": reply}
    message = st.builds(MessageReceived, ref=refs, **who, text=texts, sent_at=late)
    invoked = commands.flatmap(
        lambda one: st.builds(
            CommandInvoked, **interaction, command=st.just(one.name), arguments=arguments(one)
        )
    )
    forms = st.builds(
        FormSubmitted,
        **interaction,
        form=st.sampled_from(("answer", "appeal", "setup", "schedule")),
        context=texts | keys,
        values=st.dictionaries(st.sampled_from(("answer", "point", "sentence", "why")), texts),
    )
    return st.one_of(
        message,
        message,
        message,
        st.builds(MessageEdited, ref=refs, **who, text=texts, edited_at=late),
        st.builds(MessageDeleted, ref=refs, place=places, at=late),
        st.builds(MessagePicked, event=event_ids, message=message, author=authors, reply=reply),
        st.builds(ChoiceMade, **interaction, action=actions, value=texts | keys),
        forms,
        invoked,
        invoked,
        st.builds(
            HomeOpened,
            event=event_ids,
            **who,
            reply=st.just(ReplyHandle(token="t", expires_at=now)),  # noqa: S106
        ),
        st.builds(PlaceLost, event=event_ids, address=channels, reason=texts),
        st.just(Tick()),
        st.just(InputEnded(platform="fake")),
        st.builds(Wake, kind=wake_kinds, key=keys, at=st.just(now)),
    )
