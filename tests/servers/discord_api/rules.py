"""Small checks that all rules are made of."""

from collections.abc import Iterator

from tests.servers.discord_api.wire import Json, Problem

Path = tuple[str | int, ...]


def sized(value: object, path: Path, least: int, most: int) -> Iterator[Problem]:
    """Yield a problem where a text or list is missing, too short or too long."""
    if value is None:
        if least:
            yield Problem(path, "BASE_TYPE_REQUIRED", "This field is required")
        return
    if not isinstance(value, str | list):
        yield Problem(path, "BASE_TYPE_CONVERT", "Could not interpret the value")
    elif not least <= len(value) <= most:
        yield Problem(
            path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length."
        )


def ranged(value: object, path: Path, least: float, most: float) -> Iterator[Problem]:
    """Yield a problem where a number that is given is out of its range."""
    if value is None:
        return
    if not isinstance(value, int | float) or isinstance(value, bool):
        yield Problem(path, "NUMBER_TYPE_COERCE", "Value is not a number")
    elif not least <= value <= most:
        code = "NUMBER_TYPE_MIN" if value < least else "NUMBER_TYPE_MAX"
        yield Problem(path, code, f"int value should be between {least} and {most}.")


def chosen(value: object, path: Path, choices: frozenset[int]) -> Iterator[Problem]:
    """Yield a problem where a value is none of the possible ones."""
    if value not in choices:
        names = ", ".join(map(str, sorted(choices)))
        yield Problem(path, "BASE_TYPE_CHOICES", f"Value must be one of ({names}).")


def distinct(values: list[str], path: Path, code: str, what: str) -> Iterator[Problem]:
    """Yield a problem for every value that was there before."""
    seen: set[str] = set()
    for value in values:
        if value in seen:
            yield Problem(path, code, f"{what} {value!r} is there twice")
        seen.add(value)


def listed(body: Json, key: str) -> list[Json]:
    """Return a list of objects, however badly it was sent."""
    value = body.get(key)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
