"""One line at the keyboard: pure, from a seat to the next seat and what to do."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from adapters.console.forms import Filled, Filling, Wrong
from adapters.console.keyboard import Action, Desk, Quit, Seat, Show, Taken, Thread, end, take
from bot.commands import ANSWER_FORM, Field, Form, Kind
from bot.messages import (
    Address,
    Choice,
    ChoiceMade,
    CommandInvoked,
    FormSubmitted,
    MessageDeleted,
    MessageEdited,
    MessageReceived,
    MessageRef,
)
from bot.wording.adapters import sentences

THREAD = Thread(address=Address("console:practice/1"), title="First")
DESK = Desk(
    choices=(
        Choice(action="answer", value="a1", label="Answer privately", form="answer"),
        Choice(action="graded", value="a1", label="What is graded here?"),
    ),
    threads=(THREAD, Thread(address=Address("console:practice/2"), title="Second")),
    sentences=sentences(),
    now=datetime(2026, 11, 23, 9, tzinfo=UTC),
    new_id="id1",
)
SEAT = Seat(newest={}, thread=THREAD.address)


def typed(*lines: str, seat: Seat = SEAT) -> Taken:
    """Return where these lines lead, and what the last one asks for."""
    action: Action | None = None
    for line in lines:
        seat, action = take(seat, line, DESK)
    return seat, action


def shown(action: Action | None) -> str:
    """Return the sentence that is shown."""
    assert isinstance(action, Show)
    return action.text


def test_a_line_is_a_message() -> None:
    """What is no command is said in the thread one sits in, exactly as typed."""
    seat, action = typed("  the KV cache \t")

    assert isinstance(action, MessageReceived)
    assert (action.text, action.place.here) == ("  the KV cache \t", THREAD.address)
    assert (action.author.user, action.ref) == ("console:you", "console:id1")
    assert seat.newest == {"you": MessageRef("console:id1")}


def test_an_empty_line_is_nothing() -> None:
    """Nothing is sent that has nothing in it."""
    assert typed("", "   ", "\t") == (SEAT, None)


@pytest.mark.parametrize(("line", "action"), [("2", "graded"), (" 2 ", "graded"), ("02", "graded")])
def test_a_number_is_a_choice(line: str, action: str) -> None:
    """A number chooses from the post that was shown last."""
    made = typed(line)[1]

    assert isinstance(made, ChoiceMade)
    assert (made.action, made.value) == (action, "a1")


@pytest.mark.parametrize("line", ["²", "٢", "2.", "-1", "42", "9" * 5000])
def test_what_is_no_digit_is_a_message(line: str) -> None:
    """What cannot be meant as a choice is part of an answer."""
    assert isinstance(typed(line)[1], MessageReceived)


@pytest.mark.parametrize("line", ["0", "3"])
def test_a_choice_that_is_not_there(line: str) -> None:
    """A digit without a choice is answered, and not taken for an answer."""
    shown = typed(line)[1]

    assert isinstance(shown, Show)
    assert f"no choice {line}" in shown.text


def test_another_speaker() -> None:
    """`/as` changes who speaks; upper and lower case are the same person."""
    first = typed("/as Ana", "hello")[1]
    second = typed("/AS ana", "hello")[1]

    assert isinstance(first, MessageReceived)
    assert isinstance(second, MessageReceived)
    assert (first.author.name, second.author.name) == ("Ana", "ana")
    assert first.author.user == second.author.user == "console:ana"


@pytest.mark.parametrize("line", ["/as", "/as  ", "/as 7", "/as \u200b", "/edit x", "/delete"])
def test_what_cannot_be_done_is_explained(line: str) -> None:
    """A command of the console that lacks something shows how these commands go."""
    assert shown(typed(line)[1]) == DESK.sentences.commands_here


def test_threads() -> None:
    """`/thread N` goes to a thread, 0 leaves it, anything else lists them."""
    assert typed("/thread 2")[0].place.here == "console:practice/2"
    assert typed("/thread 2", "/thread 0")[0].place.here == "console:practice"
    assert shown(typed("/thread 3")[1]).endswith("\n1 First\n2 Second")
    assert shown(typed("/thread ²")[1]).endswith("\n1 First\n2 Second")


def test_changing_what_was_said() -> None:
    """`/edit` and `/delete` mean the newest message of whoever speaks."""
    edited = typed("hello", "/edit  hello again ")[1]
    seat, deleted = typed("hello", "/delete")

    assert isinstance(edited, MessageEdited)
    assert (edited.ref, edited.text) == ("console:id1", "hello again")
    assert isinstance(deleted, MessageDeleted)
    assert (deleted.ref, seat.newest) == ("console:id1", {})
    assert isinstance(typed("hello", "/as bo", "/delete")[1], Show)


def test_declared_commands() -> None:
    """Every other verb is looked up; a slip is answered with the nearest ones."""
    command = typed("/board month")[1]

    assert isinstance(command, CommandInvoked)
    assert (command.command, command.arguments) == ("board", {"period": "month"})
    assert "Did you mean /board?" in shown(typed("/bord")[1])
    assert "Valid: day, week, month, quarter, all." in shown(typed("/board year")[1])
    assert typed("/quit")[1] == Quit()


def test_a_form_takes_what_follows() -> None:
    """In a form, lines are its text, even those that look like commands; an empty one ends it."""
    seat, action = typed("1", "/board", "2", "")

    assert isinstance(action, FormSubmitted)
    assert (action.form, action.context, action.values) == ("answer", "a1", {"text": "/board\n2"})
    assert seat.filling is None


def test_the_end_sends_a_form() -> None:
    """A form that can be sent is sent at the end of all lines; one without text is dropped."""
    full = end(typed("1", "half a thought")[0], DESK)[1]
    empty = end(typed("1")[0], DESK)

    assert isinstance(full, FormSubmitted)
    assert full.values == {"text": "half a thought"}
    assert (empty[0].filling, isinstance(empty[1], Show)) == (None, True)
    assert end(SEAT, DESK) == (SEAT, None)


def test_an_empty_form_is_left() -> None:
    """An empty line at once is how one backs out of a form."""
    seat, action = typed("1", "")

    assert (seat.filling, shown(action)) == (None, "“text” is missing.")


FORM = Form(
    name="plan",
    title="Plan",
    fields=(
        Field(name="zone", help="Zone", kind=Kind.ZONE, required=True),
        Field(name="note", help="Note", kind=Kind.LONG_TEXT, high=10),
        Field(name="count", help="Count", kind=Kind.NUMBER, low=1, high=5),
    ),
)


def test_fields_come_one_after_the_other() -> None:
    """A short field takes a line, a long one takes lines, and a form ends with its last field."""
    filling = Filling(form=FORM, context="c")
    after_zone = filling.feed("Europe/Berlin")
    assert isinstance(after_zone, Filling)
    assert after_zone.asked.name == "note"
    after_note = after_zone.feed("one")
    assert isinstance(after_note, Filling)
    after_end = after_note.feed("")
    assert isinstance(after_end, Filling)
    filled = after_end.feed(" 3 ")

    assert isinstance(filled, Filled)
    assert filled.values == {"zone": "Europe/Berlin", "note": "one", "count": "3"}


def test_a_wrong_field_is_asked_for_again() -> None:
    """A mistake is told at its field, and what was right before it is kept."""
    filling = replace(Filling(form=FORM, context="c"), values={"zone": "Europe/Berlin"})
    long = filling.feed("far too long for this")
    assert isinstance(long, Filling)
    wrong = long.end_field()

    assert isinstance(wrong, Wrong)
    assert (wrong.problem.field, wrong.filling) == ("note", filling)


def test_a_private_answer_has_one_field() -> None:
    """The form of the question's choice asks for the answer and nothing else."""
    assert [one.name for one in ANSWER_FORM.fields] == ["text"]
