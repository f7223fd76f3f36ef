"""The console's keyboard: any line, in any state, leads to a next state."""

from dataclasses import replace
from typing import Any, get_args

from hypothesis import example, given, settings
from hypothesis import strategies as st

from adapters.console.forms import Filling
from adapters.console.keyboard import Desk, Quit, Seat, Show, Taken, Thread, end, take
from bot.commands import ANSWER_FORM, COMMANDS
from bot.messages import (
    Address,
    Choice,
    ChoiceMade,
    FormSubmitted,
    Inbound,
    MessageReceived,
    MessageRef,
)
from bot.wording.adapters import sentences

from .arbitrary import NOON, anything

VERBS = [*(command.name for command in COMMANDS), "as", "thread", "edit", "delete", "nonsense"]

lines = (
    anything
    | st.tuples(st.just("/"), st.sampled_from(VERBS), st.just(" "), anything).map("".join)
    | st.integers(0, 10**12).map(str)
    | st.tuples(st.sampled_from(["", "/thread "]), st.text("0123456789²٣", max_size=8)).map("".join)
)
offered = st.lists(
    st.sampled_from(
        [
            Choice(action="graded", value="asked", label="What is graded here?"),
            Choice(action="answer", value="asked", label="Answer", form="answer"),
            Choice(action="odd", value="asked", label="Odd", form="no such form"),
        ]
    ),
    max_size=3,
)
desks = st.builds(
    Desk,
    choices=offered,
    threads=st.lists(
        st.builds(Thread, address=st.just(Address("console:practice/1")), title=anything),
        max_size=2,
    ),
    sentences=st.just(sentences()),
    now=st.just(NOON),
    new_id=st.just("new"),
)
seats = st.builds(
    Seat,
    name=st.sampled_from(["you", "Ana"]),
    thread=st.none() | st.just(Address("console:practice/1")),
    newest=st.dictionaries(st.sampled_from(["you", "Ana"]), st.just(MessageRef("console:1"))),
    filling=st.none()
    | st.builds(
        Filling,
        form=st.just(ANSWER_FORM),
        context=st.just("asked"),
        lines=st.lists(anything, max_size=2).map(tuple),
    ),
)
TWO_CHOICES = Desk(
    choices=[Choice(action="graded", value="asked", label="What is graded here?")] * 2,
    threads=[Thread(address=Address("console:practice/1"), title="One")],
    sentences=sentences(),
    now=NOON,
    new_id="new",
)


def is_sound(taken: Taken) -> bool:
    """Return whether a step leads somewhere, with addresses of the console only."""
    seat, action = taken
    inbound: tuple[type[Any], ...] = get_args(Inbound)
    known = action is None or isinstance(action, (Show, Quit, *inbound))
    return known and seat.author.user.startswith("console:") and bool(seat.name)


@settings(max_examples=150)
@given(seats, lines, desks)
@example(Seat(newest={}), "00019", TWO_CHOICES)
@example(Seat(newest={}), "/thread 00019", TWO_CHOICES)
@example(Seat(newest={}), "0001" + "0" * 5000, TWO_CHOICES)
def test_any_line_in_any_state(seat: Seat, line: str, desk: Desk) -> None:
    """Whatever is typed, and whenever, the next seat is one to type at."""
    assert is_sound(take(seat, line, desk))


@given(seats, desks)
def test_the_end_in_any_state(seat: Seat, desk: Desk) -> None:
    """The end of all lines leaves no form open that could be sent."""
    after, action = end(seat, desk)

    assert is_sound((after, action))
    said = seat.filling is not None and any(line.strip() for line in seat.filling.lines)
    assert isinstance(action, FormSubmitted) == said


@given(seats, anything, desks)
def test_plain_text_is_a_message(seat: Seat, line: str, desk: Desk) -> None:
    """What is no command and no number is said as it was typed, and can be changed afterwards."""
    plain = f"said {line}"

    after, action = take(replace(seat, filling=None), plain, desk)

    assert isinstance(action, MessageReceived)
    assert action.text == plain
    assert after.newest[seat.name.casefold()] == action.ref
    assert action.ref.startswith("console:")


@given(desks, st.integers(0, 9))
def test_a_number_is_a_choice(desk: Desk, number: int) -> None:
    """A digit takes the choice that is shown under it, and never is an answer beside choices."""
    _, action = take(Seat(newest={}), str(number), desk)

    shown = dict(enumerate(desk.choices, start=1)).get(number)
    assert isinstance(action, MessageReceived) == (not desk.choices)
    if shown and shown.action == "graded":
        assert isinstance(action, ChoiceMade)
        assert action.action == "graded"


@given(anything, desks)
def test_names_can_be_seen(name: str, desk: Desk) -> None:
    """Nobody can speak under a name that cannot be seen, or that is a number."""
    after, action = take(Seat(newest={}), f"/as {name}", desk)

    assert after.name.strip()
    assert not after.name.isdigit()
    assert (action is None) == (after.name != "you" or name.strip() == "you")
