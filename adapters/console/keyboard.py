"""What a typed line means: pure, from a seat and a line to the next seat and what to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

from adapters.console.forms import Filled, Filling, Step, Wrong
from bot.arguments import Invocation, UnknownCommand, WrongArguments, parse
from bot.commands import FORMS
from bot.messages import (
    Address,
    Author,
    Choice,
    ChoiceMade,
    CommandInvoked,
    FormSubmitted,
    Inbound,
    MessageDeleted,
    MessageEdited,
    MessageReceived,
    MessageRef,
    Place,
    SpaceKey,
    UserId,
)
from bot.ports import Sentences
from bot.words import visible

SPACE = SpaceKey("console:demo")
CHANNEL = Address("console:practice")
LONGEST_NAME = 40
LONGEST_NUMBER = 4
LONGEST_WAIT = 2880
"""Minutes that a line may let pass."""

ROOMS = "console:room/"
"""Begins the addresses of rooms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A thread that was opened here, by its title."""

    address: Address
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Who is typing, where, and what they are in the middle of."""

    name: str = "you"
    thread: Address | None = None
    newest: Mapping[str, MessageRef]
    """The newest message of each speaker, which /edit and /delete mean."""
    filling: Filling | None = None

    @property
    def place(self) -> Place:
        """Where the next line is said."""
        return Place(space=SPACE, channel=CHANNEL, thread=self.thread)

    @property
    def author(self) -> Author:
        """Who says it; at one's own terminal everybody is an admin."""
        return Author(user=UserId(f"console:{self.name.casefold()}"), name=self.name, admin=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a line may refer to."""

    choices: Sequence[Choice]
    """Those of the post that was shown last."""
    threads: Sequence[Thread]
    sentences: Sentences
    now: datetime
    new_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """Show a sentence of our own."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Let so much time pass, where time can be let pass."""

    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Quit:
    """End the session."""


Action: TypeAlias = Inbound | Show | Wait | Quit
Taken: TypeAlias = tuple[Seat, Action | None]


def take(seat: Seat, line: str, desk: Desk) -> Taken:
    """Return the seat after a line, and what the line asks for."""
    if seat.filling is not None:
        return _filled(seat, seat.filling.feed(line), desk)
    text = line.strip()
    if not text:
        return seat, None
    if text.startswith("/"):
        return _command(seat, text, desk)
    if number := _number(text, len(desk.choices)):
        return _chosen(seat, desk.choices[number - 1], desk)
    if desk.choices and len(text) == 1 and text.isascii() and text.isdigit():
        return seat, Show(text=desk.sentences.no_choice(text))
    ref = MessageRef(f"console:{desk.new_id}")
    message = MessageReceived(
        ref=ref, author=seat.author, place=seat.place, text=line, sent_at=desk.now
    )
    return replace(seat, newest={**seat.newest, seat.name.casefold(): ref}), message


def end(seat: Seat, desk: Desk) -> Taken:
    """Return what the end of all lines asks for: a form that can be sent is sent."""
    if seat.filling is None:
        return seat, None
    return _filled(seat, seat.filling.end_field(), desk)


def _command(seat: Seat, text: str, desk: Desk) -> Taken:
    verb, _, rest = text.removeprefix("/").partition(" ")
    rest = rest.strip()
    sentences = desk.sentences
    match verb.lower():
        case "quit" | "exit":
            return seat, Quit()
        case "as":
            name = visible(rest).strip()[:LONGEST_NAME]
            if not name or name.isdigit():
                return seat, Show(text=sentences.commands_here)
            return replace(seat, name=name), None
        case "thread":
            return _thread(seat, rest, desk)
        case "edit" | "delete" as change:
            return _change(seat, change, rest, desk)
        case "wait":
            length = _number(rest.removesuffix("m"), LONGEST_WAIT)
            wait: Action = Wait(minutes=length) if length else Show(text=sentences.commands_here)
            return seat, wait
        case "admin":
            return _declared(seat, rest, desk, admin=True)
        case _:
            return _declared(seat, text, desk)


def _declared(seat: Seat, text: str, desk: Desk, *, admin: bool = False) -> Taken:
    match parse(text, admin=admin):
        case UnknownCommand() as unknown:
            return seat, Show(text=desk.sentences.unknown_command(unknown, "/"))
        case WrongArguments(problems=found):
            return seat, Show(text="\n".join(desk.sentences.problem(one) for one in found))
        case Invocation(command=command, arguments=arguments):
            invoked = CommandInvoked(
                event=desk.new_id,
                author=seat.author,
                place=seat.place,
                command=command.name,
                arguments=arguments,
                at=desk.now,
                admin=command.admin,
            )
            return seat, invoked


def _thread(seat: Seat, rest: str, desk: Desk) -> Taken:
    if rest == "0":
        return replace(seat, thread=None), None
    if number := _number(rest, len(desk.threads)):
        return replace(seat, thread=desk.threads[number - 1].address), None
    listed = [f"{number} {thread.title}" for number, thread in enumerate(desk.threads, 1)]
    return seat, Show(text="\n".join([desk.sentences.commands_here, *listed]))


def _change(seat: Seat, change: str, rest: str, desk: Desk) -> Taken:
    newest = seat.newest.get(seat.name.casefold())
    if newest is None or (change == "edit" and not rest):
        return seat, Show(text=desk.sentences.commands_here)
    if change == "delete":
        newest_left = {
            name: ref for name, ref in seat.newest.items() if name != seat.name.casefold()
        }
        gone = MessageDeleted(ref=newest, place=seat.place, at=desk.now)
        return replace(seat, newest=newest_left), gone
    edited = MessageEdited(
        ref=newest, author=seat.author, place=seat.place, text=rest, edited_at=desk.now
    )
    return seat, edited


def _chosen(seat: Seat, choice: Choice, desk: Desk) -> Taken:
    form = next((form for form in FORMS if form.name == choice.form), None)
    if form is not None:
        filling = Filling(form=form, context=choice.value)
        return replace(seat, filling=filling), Show(text=desk.sentences.form(form))
    made = ChoiceMade(
        event=desk.new_id,
        author=seat.author,
        place=seat.place,
        action=choice.action,
        value=choice.value,
        at=desk.now,
    )
    return seat, made


def _filled(seat: Seat, step: Step, desk: Desk) -> Taken:
    match step:
        case Filling():
            return replace(seat, filling=step), None
        case Wrong(problem=problem, filling=filling):
            said = Show(text=desk.sentences.problem(problem))
            # An empty field is how one backs out of a form.
            return replace(seat, filling=None if not problem.said else filling), said
        case Filled(form=form, context=context, values=values):
            submitted = FormSubmitted(
                event=desk.new_id,
                author=seat.author,
                place=seat.place,
                form=form.name,
                context=context,
                values=values,
                at=desk.now,
            )
            return replace(seat, filling=None), submitted


def _number(text: str, count: int) -> int:
    """Return the number from 1 to `count` that was typed, or 0."""
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER):
        return 0
    return int(text) if int(text) <= count else 0
