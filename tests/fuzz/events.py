"""Strategies: everything that platforms may report, by few people in few places.

Much of it takes up what was said before, as people do: a button that was offered, a thread that was
opened, a code or an id that somebody was told.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hypothesis import strategies as st

from bot.arguments import problems
from bot.commands import COMMANDS, FORMS, Command, Field, Kind
from bot.consequences import Wake, WakeKind
from bot.dispatch import CHOICES, Event, InputEnded, Tick
from bot.messages import (
    Address,
    Author,
    Choice,
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
    Post,
    ReplyHandle,
    SpaceKey,
    UserId,
)
from tests.fakes import FakePlatform
from tests.flows.room import BATCH, MEMORY, PREFILL, REUSE
from tests.properties.arbitrary import HOSTILE

PEOPLE = ("ana", "bo", "cy", "boss")
LATELY = 30
"""How many of the newest posts people still look at."""
QUOTED = re.compile(r"`([^`\n]{1,40})`")

texts = st.sampled_from(
    (PREFILL, REUSE, MEMORY, BATCH, "done", "hm", "", "x" * 5000, *HOSTILE)
) | st.text(max_size=80)
"""What people write: answers, chat, and what breaks those who trust it."""

written = st.sampled_from((PREFILL, REUSE, MEMORY, BATCH)) | texts
"""Half of it answers questions."""

SENSIBLE = (PREFILL, "memory")
"""What makes sense in most forms: a sentence of an answer, and a point that it leaves out."""

zones = st.none() | st.sampled_from(
    ("Europe/Berlin", "Pacific/Kiritimati", "Mars/Olympus", "Europe", "")
)
event_ids = st.sampled_from([f"event{number}" for number in range(400)])
"""Few enough that some come twice."""
pauses = st.sampled_from((*[0] * 8, *[1, 20] * 4, 130, 130, 3600, 3600, 90_000, -30, -7200)).map(
    lambda seconds: timedelta(seconds=seconds)
)
"""Days seldom pass, so that most answers come in time; clocks jump back at times."""

WAKE_KEYS = ("id1", "id2", "id3", "daily", "gone")
_PLAIN = {
    Kind.ZONE: ("Europe/Berlin", "UTC"),
    Kind.TIME: ("09:00", "23:59"),
    Kind.DATE: ("2026-11-24", "2026-12-24"),
    Kind.QUESTION: ("alpha", "bravo", "delta"),
}
KINDS = (
    *["message"] * 8,
    *["command"] * 8,
    *["offered"] * 8,
    *["edited", "form", "tick"] * 3,
    *["deleted", "picked", "home", "wake", "choice"] * 2,
    "filled in",
    "ended",
    "lost",
)
"""What happens, as often as it is listed."""
OFTEN = [one for one in COMMANDS if one.name in {"mock", "feedback", "link", "ruling"}] * 3
"""Commands without which much else never comes about."""


@dataclass(frozen=True, slots=True)
class Known:
    """What people on one platform can see, who may take it up."""

    platform: FakePlatform
    now: datetime

    @property
    def posts(self) -> Sequence[Post]:
        """What was said lately."""
        return [one.post for one in [*self.platform.posts, *self.platform.tells][-LATELY:]]

    @property
    def offered(self) -> Sequence[tuple[Choice, UserId | None]]:
        """The buttons under it, with whom alone they were shown to."""
        said = [(one.post, None) for one in self.platform.posts[-LATELY:]]
        told = [(one.post, one.user) for one in self.platform.tells[-LATELY:]]
        return [(choice, user) for post, user in [*said, *told] for choice in post.choices]

    @property
    def words(self) -> Sequence[str]:
        """Codes, ids and commands that were told."""
        quoted = [said for post in self.posts for said in QUOTED.findall(post.body)]
        return sorted({word for said in quoted for word in said.split()})

    def address(self, name: str) -> Address:
        """Return a channel of this platform."""
        return Address(f"{self.platform.name}:{name}")


@st.composite
def authors(draw: st.DrawFn, known: Known) -> Author:
    """Draw somebody."""
    user = UserId(f"{known.platform.name}:{draw(st.sampled_from(PEOPLE))}")
    name = draw(st.sampled_from(("ana", "bo", "@everyone", "")) | st.text(max_size=20))
    return Author(user=user, name=name, admin=draw(st.booleans()), zone=draw(zones))


@st.composite
def places(draw: st.DrawFn, known: Known) -> Place:
    """Draw a place: mostly where something goes on."""
    channel = known.address(draw(st.sampled_from(("practice", "practice", "admins", "elsewhere"))))
    rooms = [known.address(f"room/{user}") for _, user, _ in known.platform.rooms]
    threads = [*known.platform.threads.values(), *rooms, known.address("nowhere")][-6:]
    return Place(
        space=SpaceKey(known.address(draw(st.sampled_from(("space", "space", "other"))))),
        channel=channel,
        thread=draw(st.none() | st.sampled_from(threads)),
    )


@st.composite
def arguments(draw: st.DrawFn, known: Known, command: Command) -> Mapping[str, str]:
    """Draw arguments that an adapter would let through."""
    drawn = {}
    for field in command.arguments:
        if field.required or draw(st.booleans()):
            said = draw(_value(known, field))
            if problems((field,), {field.name: said}):
                said = draw(_plain(field))
            drawn[field.name] = said
    return drawn


def _value(known: Known, field: Field) -> st.SearchStrategy[str]:
    if field.kind is Kind.NUMBER:
        return st.integers(field.low, min(field.high, field.low + 50)).map(str)
    if field.choices or field.kind in _PLAIN:
        return _plain(field)
    return st.sampled_from([*known.words[-8:], "x"]) | texts


def _plain(field: Field) -> st.SearchStrategy[str]:
    return st.sampled_from(field.choices or _PLAIN.get(field.kind, ("word",)))


@st.composite
def offers(draw: st.DrawFn, known: Known) -> tuple[Choice, UserId | None]:
    """Draw a button, each kind as often as any other."""
    label = draw(st.sampled_from(sorted({choice.label for choice, _ in known.offered})))
    return draw(st.sampled_from([one for one in known.offered if one[0].label == label]))


@st.composite
def happenings(draw: st.DrawFn, known: Known) -> Event:
    """Draw something that happens now, or is told late."""
    now = known.now
    late = st.sampled_from((0, 0, 0, 60, 100_000)).map(lambda s: now - timedelta(seconds=s))
    reply = st.none() | st.just(ReplyHandle(token="t", expires_at=now + timedelta(minutes=15)))  # noqa: S106
    refs = st.sampled_from([MessageRef(f"{known.platform.name}:m{one}") for one in range(12)])
    who = {"author": authors(known), "place": places(known)}
    interaction = {"event": event_ids, **who, "at": late, "reply": reply}
    message = st.builds(MessageReceived, ref=refs, **who, text=written, sent_at=late)
    keys = st.sampled_from((*known.words[-8:], known.address("practice"), *WAKE_KEYS))
    values = st.dictionaries(
        st.sampled_from(("text", "point", "sentence", "time", "zone", "")), texts
    )
    match draw(st.sampled_from(KINDS)):
        case "message":
            made: st.SearchStrategy[Event] = message
        case "command":
            made = st.sampled_from((*COMMANDS, *OFTEN)).flatmap(
                lambda one: st.builds(
                    CommandInvoked,
                    **interaction,
                    command=st.just(one.name),
                    admin=st.just(one.admin),
                    arguments=arguments(known, one),
                )
            )
        case "offered" if known.offered:
            choice, shown_to = draw(offers(known))
            if shown_to is not None and draw(st.booleans()):
                shown = Author(user=shown_to, name="ana", admin=False, zone=None)
                interaction["author"] = st.just(shown)
            made = _taken(choice, interaction, values)
        case "edited":
            made = st.builds(MessageEdited, ref=refs, **who, text=texts, edited_at=late)
        case "deleted":
            made = st.builds(MessageDeleted, ref=refs, place=places(known), at=late)
        case "picked":
            made = st.builds(
                MessagePicked, event=event_ids, message=message, author=who["author"], reply=reply
            )
        case "form":
            made = st.builds(
                FormSubmitted,
                **interaction,
                form=st.sampled_from(("answer", "appeal", "review", "unknown")),
                context=texts | keys,
                values=values,
            )
        case "filled in":
            made = st.sampled_from([one for one in COMMANDS if one.form]).flatmap(
                lambda one: st.builds(
                    FormSubmitted,
                    **interaction,
                    form=st.just(one.form),
                    context=st.just(""),
                    values=arguments(known, one),
                )
            )
        case "choice" | "offered":
            made = st.builds(
                ChoiceMade,
                **interaction,
                action=st.sampled_from((*CHOICES, "\x00")),
                value=texts | keys,
            )
        case "home":
            page = st.just(ReplyHandle(token="t", expires_at=now))  # noqa: S106
            made = st.builds(HomeOpened, event=event_ids, **who, reply=page)
        case "lost":
            lost = st.sampled_from(("practice", "admins", "elsewhere", "space"))
            made = st.builds(
                PlaceLost, event=event_ids, address=lost.map(known.address), reason=texts
            )
        case "wake":
            kind, key = draw(st.sampled_from(WakeKind)), draw(keys)
            if kind is WakeKind.RENEW:
                key = f"weekly/{key}/2026-11-23/{known.address('practice')}"
            made = st.just(Wake(kind=kind, key=key, at=now))
        case "ended":
            made = st.just(InputEnded(platform=known.platform.name))
        case _:
            made = st.just(Tick())
    return draw(made)


def _taken(
    one: Choice,
    interaction: Mapping[str, st.SearchStrategy[object]],
    values: st.SearchStrategy[Mapping[str, str]],
) -> st.SearchStrategy[Event]:
    if one.form is None:
        action, value = st.just(one.action), st.just(one.value)
        return st.builds(ChoiceMade, **interaction, action=action, value=value)
    form, context = st.just(one.form), st.just(one.value)
    fields = next(each.fields for each in FORMS if each.name == one.form)
    values |= st.fixed_dictionaries({field.name: st.sampled_from(SENSIBLE) for field in fields})
    return st.builds(FormSubmitted, **interaction, form=form, context=context, values=values)
