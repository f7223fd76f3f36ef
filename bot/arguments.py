"""What people type after a command or into a form: reading it, and what is wrong with it.

`problems` runs before anything is acknowledged, so that a mistake is shown at its field and nothing
typed is lost. It returns facts; `wording` makes sentences of them.
"""

import re
import zoneinfo
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeAlias

from bot.commands import COMMANDS, Command, Field, Kind, find


class Fault(StrEnum):
    """What can be wrong with a value."""

    MISSING = "missing"
    SHORT = "short"
    LONG = "long"
    NOT_A_NUMBER = "not a number"
    OUT_OF_RANGE = "out of range"
    NOT_A_CHOICE = "not a choice"
    ZONE = "zone"
    TIME = "time"
    DATE = "date"
    NOT_A_WORD = "not a word"
    UNKNOWN_ARGUMENT = "unknown argument"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldProblem:
    """A value that cannot be used, with what could be said instead."""

    field: str
    fault: Fault
    said: str
    valid: tuple[str, ...] = ()


Found: TypeAlias = tuple[Fault, tuple[str, ...]] | None

_WORD = re.compile(r"[\w-]+")
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_FIELDS_BY_NAME = re.compile(r"([a-z][a-z-]*)(?:=|:(?=.))(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation:
    """A command as typed, its arguments in order."""

    command: Command
    arguments: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownCommand:
    """No command has this name; these are the nearest."""

    said: str
    nearest: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongArguments:
    """The command is known, but not what was said after it."""

    command: Command
    problems: tuple[FieldProblem, ...]


Parsed: TypeAlias = Invocation | UnknownCommand | WrongArguments


def parse(line: str, *, admin: bool = False) -> Parsed:
    """Read `verb value name=value name:value ...`, forgiving of case, order and a leading slash.

    Values without a name go to the first argument that accepts them; a long text takes the rest,
    up to another value with a name. With `admin` it is a verb of `/prep-admin` where both have it.
    """
    verb, rest = (*line.strip().removeprefix("/").split(maxsplit=1), "", "")[:2]
    command = find(verb.lower(), admin=admin)
    if command is None:
        names = list(dict.fromkeys(command.name for command in COMMANDS))
        near = get_close_matches(verb.lower(), names, n=3, cutoff=0.55)
        return UnknownCommand(said=verb, nearest=tuple(near))
    values: dict[str, str] = {}
    strays: list[FieldProblem] = []
    fields = {argument.name: argument for argument in command.arguments}
    if len(fields) == 1 and next(iter(fields.values())).kind is Kind.LONG_TEXT:
        if rest.strip():
            values[next(iter(fields))] = rest.strip()
    else:
        values, strays = _assigned(command, rest)
    found = (*problems(command.arguments, values), *strays)
    if found:
        return WrongArguments(command=command, problems=found)
    return Invocation(command=command, arguments=values)


def _assigned(command: Command, rest: str) -> tuple[dict[str, str], list[FieldProblem]]:
    """Return which argument gets which part of what was said, and what none of them takes."""
    fields = {argument.name: argument for argument in command.arguments}
    values: dict[str, str] = {}
    strays: list[FieldProblem] = []
    text: str | None = None
    start = 0
    for word in re.finditer(r"\S+", rest):
        named = _FIELDS_BY_NAME.fullmatch(word[0])
        if named and named[1] in fields and (text is None or named[1] not in values):
            name, start = named[1], word.start() + named.start(2)
        elif text is not None:
            name = text
        else:
            free = [one for one in command.arguments if one.name not in values]
            taker = next((one for one in free if not problems((one,), {one.name: word[0]})), None)
            # The first free argument gets a value that nobody accepts, so its problem is named.
            taker = taker or next(iter(free), None)
            if taker is None:
                stray = FieldProblem(
                    field=command.name,
                    fault=Fault.UNKNOWN_ARGUMENT,
                    said=word[0],
                    valid=tuple(fields),
                )
                strays.append(stray)
                continue
            name, start = taker.name, word.start()
        values[name] = rest[start : word.end()]
        text = name if fields[name].kind is Kind.LONG_TEXT else None
    return values, strays


def problems(fields: Sequence[Field], values: Mapping[str, str]) -> tuple[FieldProblem, ...]:
    """Return what is wrong with `values`, in the order of the fields; empty where nothing is."""
    found = (_problem(one, values.get(one.name, "").strip()) for one in fields)
    return tuple(problem for problem in found if problem)


def _problem(field: Field, said: str) -> FieldProblem | None:
    found: Found = (Fault.MISSING, ()) if field.required else None
    if said:
        found = _CHECKS[field.kind](field, said)
    if found is None:
        return None
    fault, valid = found
    return FieldProblem(field=field.name, fault=fault, said=said, valid=valid)


def _length(field: Field, said: str) -> Found:
    if len(said) < field.low:
        return Fault.SHORT, (str(field.low),)
    return (Fault.LONG, (str(field.high),)) if len(said) > field.high else None


def _word(field: Field, said: str) -> Found:
    return _length(field, said) if _WORD.fullmatch(said) else (Fault.NOT_A_WORD, ())


def _number(field: Field, said: str) -> Found:
    bounds = str(field.low), str(field.high)
    if not (said.isascii() and said.isdigit() and len(said) < 10):  # noqa: PLR2004 - digits
        return Fault.NOT_A_NUMBER, bounds
    return None if field.low <= int(said) <= field.high else (Fault.OUT_OF_RANGE, bounds)


def _choice(field: Field, said: str) -> Found:
    return None if said.lower() in field.choices else (Fault.NOT_A_CHOICE, field.choices)


def _choices(field: Field, said: str) -> Found:
    named = split_choices(said)
    return (
        None if named and set(named) <= set(field.choices) else (Fault.NOT_A_CHOICE, field.choices)
    )


def _zone(_field: Field, said: str) -> Found:
    known = said in zoneinfo.available_timezones()
    return None if known else (Fault.ZONE, nearest_zones(said))


def _time(_field: Field, said: str) -> Found:
    return None if _TIME.fullmatch(said) else (Fault.TIME, ())


def _date(_field: Field, said: str) -> Found:
    try:
        date.fromisoformat(said)
    except ValueError:
        return Fault.DATE, ()
    return None


_CHECKS: Mapping[Kind, Callable[[Field, str], Found]] = {
    Kind.TEXT: _length,
    Kind.WORD: _word,
    Kind.LONG_TEXT: _length,
    Kind.QUESTION: _length,
    Kind.NUMBER: _number,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.ZONE: _zone,
    Kind.TIME: _time,
    Kind.DATE: _date,
}


def split_choices(said: str) -> tuple[str, ...]:
    """Return the parts of `mon,wed,fri`, in lower case, each once, in order."""
    return tuple(dict.fromkeys(part.strip().lower() for part in said.split(",") if part.strip()))


def nearest_zones(said: str) -> tuple[str, ...]:
    """Return up to three zones that `said` may mean: `Berlin` means Europe/Berlin."""
    # Etc/GMT+2 is two hours behind, which nobody means by UTC+2.
    zones = sorted(one for one in zoneinfo.available_timezones() if not one.startswith("Etc/"))
    wanted = said.strip().replace(" ", "_").casefold().rsplit("/", 1)[-1]
    cities = {zone.rsplit("/", 1)[-1].casefold(): zone for zone in reversed(zones) if "/" in zone}
    near = get_close_matches(wanted, cities, n=3, cutoff=0.6)
    return tuple(dict.fromkeys(cities[city] for city in near))
