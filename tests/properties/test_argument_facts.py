"""Typed lines: every line is read as something, and what is wrong is named."""

import re
import zoneinfo
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.arguments import (
    Fault,
    Invocation,
    UnknownCommand,
    WrongArguments,
    nearest_zones,
    parse,
    problems,
    split_choices,
)
from bot.commands import COMMANDS, FORMS, WEEKDAYS, Command, Field, Kind

from .arbitrary import anything

NAMES = [command.name for command in COMMANDS]
FIELDS = {
    f"{owner}.{field.name}": field
    for owner, fields in [
        *((command.name, command.arguments) for command in COMMANDS),
        *((form.name, form.fields) for form in FORMS),
    ]
    for field in fields
}
CITIES = ["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"]

lines = (
    anything
    | st.tuples(st.sampled_from(NAMES), st.sampled_from(" \n\t="), anything).map("".join)
    | st.lists(
        st.sampled_from([*NAMES, *WEEKDAYS, "name=", "time=09:00", "zone=x", "days=,", "9:5", "١"]),
        max_size=6,
    ).map(" ".join)
)


def example(field: Field) -> str:
    """Return the value that a field's help gives as an example, or one of its kind."""
    if found := re.search(r"such as (\S+)", field.help):
        return found[1]
    match field.kind:
        case Kind.NUMBER:
            return str(field.high)
        case Kind.CHOICE:
            return field.choices[0]
        case Kind.CHOICES:
            return ",".join(field.choices)
        case _:
            return "a-word"


@settings(max_examples=100)
@given(lines)
def test_every_line_is_read(line: str) -> None:
    """Any text at all is a command, an unknown command, or one with named problems."""
    match parse(line):
        case Invocation(command=command, arguments=arguments):
            assert set(arguments) <= {field.name for field in command.arguments}
            assert problems(command.arguments, arguments) == ()
        case WrongArguments(problems=found):
            assert found
        case UnknownCommand(nearest=nearest):
            assert set(nearest) <= set(NAMES)


@given(st.sampled_from(sorted(FIELDS)), anything)
def test_every_value_is_judged(name: str, said: str) -> None:
    """Any value of any field has no problem, or one that names the field and repeats the value."""
    field = FIELDS[name]

    for found in problems([field], {field.name: said}):
        assert found.field == field.name
        assert found.said == said.strip()


@pytest.mark.parametrize("command", COMMANDS, ids=NAMES)
def test_commands_take_their_own_examples(command: Command) -> None:
    """Each command takes its arguments by name, as their help shows them, in any order."""
    values = {field.name: example(field) for field in command.arguments}
    long_text = [field.kind for field in command.arguments] == [Kind.LONG_TEXT]
    told = [value if long_text else f"{name}={value}" for name, value in values.items()]

    line = f" /{command.name.upper()} {' '.join(reversed(told))} "
    found = parse(line, admin=command.admin)

    assert found == Invocation(command=command, arguments=values)


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("board month", {"period": "month"}),
        ("skip 3", {"count": "3"}),
        ("skip 3 evening", {"count": "3", "name": "evening"}),
        ("skip evening 3", {"count": "3", "name": "evening"}),
        ("mock length:30m kind:coding", {"length": "30m", "kind": "coding"}),
        ("queue attention-root-dk", {"question": "attention-root-dk"}),
        ("settings full", {"feedback": "full"}),
        (
            "setup 09:00 Europe/Berlin mon,wed,fri",
            {"time": "09:00", "zone": "Europe/Berlin", "days": "mon,wed,fri"},
        ),
        ("setup 09:00 mon", {"time": "09:00", "days": "mon"}),
        ("schedule applied 10:00", {"time": "10:00", "tracks": "applied"}),
        ("schedule evening 10:00", {"time": "10:00", "name": "evening"}),
        ("answer It is  two\nlines.", {"text": "It is  two\nlines."}),
        (
            "ruling a1 met It says  so,\nappeal=b2 or not.",
            {"appeal": "a1", "verdict": "met", "reason": "It says  so,\nappeal=b2 or not."},
        ),
        (
            "ruling a1 reason=On verdict: it says so. verdict=met",
            {"appeal": "a1", "verdict": "met", "reason": "On verdict: it says so."},
        ),
        (
            "ruling reason=It says so. verdict=met a1",
            {"appeal": "a1", "verdict": "met", "reason": "It says so."},
        ),
    ],
)
def test_values_without_names(line: str, values: dict[str, str]) -> None:
    """A value without a name goes to the argument that it can only be meant for."""
    found = parse(line)

    assert isinstance(found, Invocation)
    assert found.arguments == values


@pytest.mark.parametrize("space", ["\n", "\t", "  ", "\u00a0"])
def test_any_space_ends_the_verb(space: str) -> None:
    """A verb ends at any white space, so an answer may begin on the next line."""
    found = parse(f"/answer{space}The cache is cold.")

    assert isinstance(found, Invocation)
    assert found.arguments == {"text": "The cache is cold."}


@given(st.sampled_from(NAMES), st.data())
def test_a_typing_mistake_names_the_command(name: str, data: st.DataObject) -> None:
    """With one letter left out the command is among the nearest ones."""
    at = data.draw(st.integers(0, len(name) - 1))

    found = parse(f"/{name[:at]}{name[at + 1 :]}")

    assert isinstance(found, UnknownCommand)
    assert name in found.nearest


def test_too_much_is_named() -> None:
    """What no argument takes is a problem of its own, with what the command takes."""
    found = parse("streak yes maybe")

    assert isinstance(found, WrongArguments)
    assert [one.fault for one in found.problems] == [Fault.UNKNOWN_ARGUMENT]
    assert found.problems[0].said == "maybe"


@given(
    st.sampled_from([f for f in FIELDS.values() if f.kind is Kind.NUMBER]), st.integers(-5, 2000)
)
def test_numbers_have_bounds(field: Field, number: int) -> None:
    """A number is taken exactly from its lowest to its highest value."""
    found = problems([field], {field.name: str(number)})

    assert (found == ()) == (field.low <= number <= field.high)


@given(st.sampled_from([f for f in FIELDS.values() if f.kind is Kind.CHOICES]), st.text(",; x"))
def test_choices_name_something(field: Field, said: str) -> None:
    """A list of choices without any choice in it is a mistake, unless nothing was said at all."""
    found = problems([field], {field.name: said})

    assert (found == ()) == (not said.strip())


@given(st.lists(st.sampled_from([" Mon", "TUE ", "wed", ""])))
def test_choices_are_split(said: list[str]) -> None:
    """Parts come in lower case, without space, each once, in the order in which they were said."""
    found = split_choices(",".join(said))

    assert len(set(found)) == len(found)
    assert set(found) == {part.strip().lower() for part in said if part}


@pytest.mark.parametrize("zone", [*CITIES, "Europe/Rome", "Asia/Baku"])
@pytest.mark.parametrize("typed", [str.lower, lambda zone: zone.rsplit("/")[-1].replace("_", " ")])
def test_zones_are_guessed(zone: str, typed: Callable[[str], str]) -> None:
    """A city, or a zone in the wrong case, leads to its zone."""
    assert zone in nearest_zones(typed(zone))


@given(anything)
def test_guessed_zones_exist(said: str) -> None:
    """Whatever was said, at most three zones are named, and all of them exist."""
    found = nearest_zones(said)

    assert len(found) <= 3
    assert set(found) <= zoneinfo.available_timezones()
