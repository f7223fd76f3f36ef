"""What components may be, by their type, in messages and in modals."""

from collections.abc import Callable, Iterator
from typing import TypeAlias

from tests.servers.discord_api.rules import Path, chosen, distinct, listed, ranged, sized
from tests.servers.discord_api.wire import Json, Problem
from tests.servers.discord_api.world import texts, walk

ROW, BUTTON, SELECT, TEXT_INPUT = 1, 2, 3, 4
SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR = 9, 10, 11, 12, 13, 14
CONTAINER, LABEL, UPLOAD, RADIO, CHECKS, CHECK = 17, 18, 19, 21, 22, 23
SELECTS = frozenset({3, 5, 6, 7, 8})

IN_V1 = frozenset({ROW})
IN_CONTAINER = frozenset({ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR})
IN_V2 = IN_CONTAINER | {CONTAINER}
IN_ROW = SELECTS | {BUTTON}
IN_MODAL = frozenset({ROW, LABEL, TEXT})
IN_LABEL = SELECTS | {TEXT_INPUT, UPLOAD, RADIO, CHECKS, CHECK}

Check: TypeAlias = Callable[[Json, Path], Iterator[Problem]]

MOST_COMPONENTS = 40
MOST_TEXT = 4000
LINK, PREMIUM = 5, 6


def message_problems(components: list[Json], *, v2: bool) -> Iterator[Problem]:
    """Yield what is wrong with the components of a message."""
    path: Path = ("components",)
    yield from sized(components, path, 0, MOST_COMPONENTS if v2 else 5)
    yield from _each(components, path, IN_V2 if v2 else IN_V1, _in_message)
    everything = list(walk(components))
    if len(everything) > MOST_COMPONENTS:
        code = "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED"
        yield Problem(path, code, f"{len(everything)} components, at most {MOST_COMPONENTS}")
    length = sum(map(len, texts(components)))
    if length > MOST_TEXT:
        code = "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED"
        yield Problem(path, code, f"{length} characters of text, at most {MOST_TEXT}")
    yield from _unique(everything)


def modal_problems(data: Json) -> Iterator[Problem]:
    """Yield what is wrong with a modal."""
    at: Path = ("data",)
    yield from sized(data.get("custom_id"), (*at, "custom_id"), 1, 100)
    yield from sized(data.get("title"), (*at, "title"), 1, 45)
    components = listed(data, "components")
    yield from sized(components, (*at, "components"), 1, 5)
    yield from _each(components, (*at, "components"), IN_MODAL, _in_modal)
    yield from _unique(list(walk(components)))


def _each(
    components: list[Json], path: Path, types: frozenset[int], check: Check
) -> Iterator[Problem]:
    for n, one in enumerate(components):
        wrong = list(chosen(one.get("type"), (*path, n, "type"), types))
        yield from wrong or check(one, (*path, n))


def _in_message(one: Json, path: Path) -> Iterator[Problem]:
    held = listed(one, "components")
    inside = (*path, "components")
    match one["type"]:
        case 1:
            yield from sized(held, inside, 1, 5)
            yield from _each(held, inside, IN_ROW, _in_message)
            if len(held) > 1 and any(each.get("type") in SELECTS for each in held):
                yield Problem(inside, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "A select fills its row")
        case 2:
            yield from _button(one, path)
        case 9:
            yield from sized(held, inside, 1, 3)
            yield from _each(held, inside, frozenset({TEXT}), _in_message)
            accessory = [one.get("accessory") or {}]
            yield from _each(accessory, path, frozenset({BUTTON, THUMBNAIL}), _in_message)
        case 10:
            yield from sized(one.get("content"), (*path, "content"), 1, MOST_TEXT)
        case 12:
            yield from sized(listed(one, "items"), (*path, "items"), 1, 10)
            for item in listed(one, "items"):
                yield from _media(item, "media", path)
        case 11:
            yield from _media(one, "media", path)
        case 13:
            yield from _media(one, "file", path)
        case 14:
            yield from chosen(one.get("spacing", 1), (*path, "spacing"), frozenset({1, 2}))
        case 17:
            yield from sized(held, inside, 1, MOST_COMPONENTS)
            yield from _each(held, inside, IN_CONTAINER, _in_message)
            yield from ranged(one.get("accent_color"), (*path, "accent_color"), 0, 0xFFFFFF)
        case _:
            yield from _select(one, path)


def _button(one: Json, path: Path) -> Iterator[Problem]:
    style = one.get("style")
    yield from chosen(style, (*path, "style"), frozenset(range(1, 7)))
    yield from sized(one.get("label"), (*path, "label"), 0, 80)
    if not one.get("label") and not one.get("emoji") and style != PREMIUM:
        yield Problem(path, "BUTTON_COMPONENT_INVALID_LABEL", "A button needs a label or an emoji")
    if style == LINK:
        yield from sized(one.get("url"), (*path, "url"), 1, 512)
    elif style != PREMIUM:
        yield from sized(one.get("custom_id"), (*path, "custom_id"), 1, 100)
    if (style == LINK and one.get("custom_id")) or (style != LINK and one.get("url")):
        code = "COMPONENT_CUSTOM_ID_AND_URL"
        yield Problem(path, code, "A link has a url, every other button a custom id")


def _media(one: Json, key: str, path: Path) -> Iterator[Problem]:
    yield from sized((one.get(key) or {}).get("url"), (*path, key, "url"), 1, 2048)
    yield from sized(one.get("description"), (*path, "description"), 0, 1024)
    url = str((one.get(key) or {}).get("url"))
    allowed = ("attachment://",) if key == "file" else ("attachment://", "http://", "https://")
    if not url.startswith(allowed):
        yield Problem((*path, key, "url"), "URL_TYPE_INVALID_SCHEME", f"Scheme of {url!r}")


def _select(one: Json, path: Path, most: int = 25) -> Iterator[Problem]:
    yield from sized(one.get("custom_id"), (*path, "custom_id"), 1, 100)
    yield from sized(one.get("placeholder"), (*path, "placeholder"), 0, 150)
    yield from ranged(one.get("min_values"), (*path, "min_values"), 0, most)
    yield from ranged(one.get("max_values"), (*path, "max_values"), 1, most)
    if one["type"] not in (SELECT, RADIO, CHECKS):
        return
    options = listed(one, "options")
    least = 2 if one["type"] == RADIO else 1
    yield from sized(options, (*path, "options"), least, 25 if one["type"] == SELECT else 10)
    for n, option in enumerate(options):
        for key, required in (("label", 1), ("value", 1), ("description", 0)):
            yield from sized(option.get(key), (*path, "options", n, key), required, 100)
    values = [str(option.get("value")) for option in options]
    code = "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED"
    yield from distinct(values, (*path, "options"), code, "The value")


def _in_modal(one: Json, path: Path) -> Iterator[Problem]:
    match one["type"]:
        case 1:
            held = listed(one, "components")
            yield from sized(held, (*path, "components"), 1, 1)
            yield from _each(held, (*path, "components"), frozenset({TEXT_INPUT}), _in_modal)
            yield from sized((held or [{}])[0].get("label"), (*path, "label"), 1, 45)
        case 18:
            yield from sized(one.get("label"), (*path, "label"), 1, 45)
            yield from sized(one.get("description"), (*path, "description"), 0, 100)
            yield from _each([one.get("component") or {}], path, IN_LABEL, _in_modal)
        case 10:
            yield from sized(one.get("content"), (*path, "content"), 1, MOST_TEXT)
        case 4:
            yield from _text_input(one, path)
        case _:
            yield from _select(one, path)
    if one.get("disabled"):
        yield Problem((*path, "disabled"), "COMPONENT_DISABLED_IN_MODAL", "Not in a modal")


def _text_input(one: Json, path: Path) -> Iterator[Problem]:
    yield from sized(one.get("custom_id"), (*path, "custom_id"), 1, 100)
    yield from chosen(one.get("style"), (*path, "style"), frozenset({1, 2}))
    yield from ranged(one.get("min_length"), (*path, "min_length"), 0, MOST_TEXT)
    yield from ranged(one.get("max_length"), (*path, "max_length"), 1, MOST_TEXT)
    yield from sized(one.get("value"), (*path, "value"), 0, one.get("max_length") or MOST_TEXT)
    yield from sized(one.get("placeholder"), (*path, "placeholder"), 0, 100)
    if (one.get("min_length") or 0) > (one.get("max_length") or MOST_TEXT):
        yield Problem((*path, "min_length"), "NUMBER_TYPE_MAX", "Greater than max_length")


def _unique(everything: list[Json]) -> Iterator[Problem]:
    names = [str(one["custom_id"]) for one in everything if one.get("custom_id")]
    code = "COMPONENT_CUSTOM_ID_DUPLICATED"
    yield from distinct(names, ("components",), code, "The custom id")
    numbers = [str(one["id"]) for one in everything if one.get("id")]
    yield from distinct(numbers, ("components",), "COMPONENT_ID_DUPLICATED", "The id")
