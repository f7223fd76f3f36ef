"""What application commands may be."""

import re
from collections.abc import Iterator

from tests.servers.discord_api.rules import Path, chosen, distinct, listed, sized
from tests.servers.discord_api.wire import Json, Problem

CHAT_INPUT, OF_USER, OF_MESSAGE = 1, 2, 3
SUBCOMMAND, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL = 1, 2, 3, 4, 5, 6, 7
NUMBER, ATTACHMENT = 10, 11

MOST = {CHAT_INPUT: 100, OF_USER: 15, OF_MESSAGE: 15}
MOST_OPTIONS = 25
MOST_CHARACTERS = 8000
"""Names, descriptions and values of one command, with everything in it."""

_NAME = re.compile(r"[-_'\w]{1,32}")


def command_problems(commands: list[Json]) -> Iterator[Problem]:
    """Yield what is wrong with a list of commands that belong together."""
    for kind, most in MOST.items():
        names = [str(one.get("name")) for one in commands if one.get("type", CHAT_INPUT) == kind]
        yield from sized(names, (), 0, most)
        yield from distinct(names, (), "APPLICATION_COMMANDS_DUPLICATE_NAME", "The name")
    for n, one in enumerate(commands):
        yield from _command(one, (n,))


def _command(one: Json, path: Path) -> Iterator[Problem]:
    kind = one.get("type", CHAT_INPUT)
    wrong = list(chosen(kind, (*path, "type"), frozenset(MOST)))
    if wrong:
        yield from wrong
    elif kind == CHAT_INPUT:
        yield from _named(one, path)
        yield from _options(one, path, deep=0)
        length = characters(one)
        if length > MOST_CHARACTERS:
            code = "APPLICATION_COMMAND_TOO_LARGE"
            yield Problem(path, code, f"{length} characters, at most {MOST_CHARACTERS}")
    else:
        yield from sized(one.get("name"), (*path, "name"), 1, 32)
        yield from sized(one.get("description") or "", (*path, "description"), 0, 0)
        if one.get("options"):
            yield Problem(
                (*path, "options"), "BASE_TYPE_BAD_LENGTH", "Only slash commands have any"
            )


def _named(one: Json, path: Path) -> Iterator[Problem]:
    name = one.get("name")
    yield from sized(name, (*path, "name"), 1, 32)
    if isinstance(name, str) and (not _NAME.fullmatch(name) or name != name.lower()):
        code = "APPLICATION_COMMAND_INVALID_NAME"
        yield Problem((*path, "name"), code, "Command name is invalid")
    yield from sized(one.get("description"), (*path, "description"), 1, 100)


def _options(one: Json, path: Path, *, deep: int) -> Iterator[Problem]:
    options = listed(one, "options")
    inside = (*path, "options")
    yield from sized(options, inside, 0, MOST_OPTIONS)
    names = [str(each.get("name")) for each in options]
    yield from distinct(names, inside, "APPLICATION_COMMAND_OPTIONS_NAME_DUPLICATED", "The name")
    branches = [each.get("type") in (SUBCOMMAND, GROUP) for each in options]
    if any(branches) and not all(branches):
        yield Problem(inside, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Subcommands and options")
    required = [bool(each.get("required")) for each in options]
    if required != sorted(required, reverse=True):
        code = "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID"
        yield Problem(inside, code, "Required options come first")
    for n, each in enumerate(options):
        here = (*inside, n)
        yield from _named(each, here)
        match each.get("type"):
            case 2 if deep == 0:
                yield from _options(each, here, deep=1)
            case 1 if deep < 2:
                yield from _options(each, here, deep=2)
            case 1 | 2:
                code = "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID"
                yield Problem(here, code, "Nested too deep")
            case _:
                yield from _value(each, here)


def _value(one: Json, path: Path) -> Iterator[Problem]:
    yield from chosen(one.get("type"), (*path, "type"), frozenset(range(3, 12)))
    choices = listed(one, "choices")
    yield from sized(choices, (*path, "choices"), 0, MOST_OPTIONS)
    for n, choice in enumerate(choices):
        yield from sized(choice.get("name"), (*path, "choices", n, "name"), 1, 100)
        if one.get("type") == STRING:
            yield from sized(choice.get("value"), (*path, "choices", n, "value"), 1, 100)
    names = [str(choice.get("name")) for choice in choices]
    code = "APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_DUPLICATED"
    yield from distinct(names, (*path, "choices"), code, "The name")
    if choices and one.get("autocomplete"):
        code = "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_CHOICES_INVALID"
        yield Problem(path, code, "Either choices or autocomplete")


def suggestion_problems(choices: list[Json]) -> Iterator[Problem]:
    """Yield what is wrong with the choices that an autocompletion suggests."""
    path: Path = ("data", "choices")
    yield from sized(choices, path, 0, MOST_OPTIONS)
    for n, choice in enumerate(choices):
        yield from sized(choice.get("name"), (*path, n, "name"), 1, 100)
        if isinstance(choice.get("value"), str):
            yield from sized(choice["value"], (*path, n, "value"), 1, 100)


def characters(one: Json) -> int:
    """Count a command's names, descriptions and values, each in its longest language."""
    total = 0
    for key in ("name", "description"):
        texts = [one.get(key) or "", *(one.get(f"{key}_localizations") or {}).values()]
        total += max(map(len, texts))
    total += len(one["value"]) if isinstance(one.get("value"), str) else 0
    return total + sum(map(characters, listed(one, "options") + listed(one, "choices")))
