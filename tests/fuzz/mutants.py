"""What a platform may send by mistake: its own payloads, with something wrong in them."""

import copy
import random
from collections.abc import Iterator

SEED = 20261122
HUGE = "huge " * 20_000
DEPTH = 200
WRONG: tuple[object, ...] = (
    None,
    True,
    0,
    -1,
    2**70,
    1.5,
    "",
    "x",
    "\u202e\u0000\ud83d",
    "9" * 40,
    "2026-99-99T99:99:99+00:00",
    HUGE,
    [],
    {},
    [None],
    {"": None},
)
"""Values of every wrong kind."""

Json = dict[str, object]


def mutant(payload: Json, chance: random.Random) -> Json:
    """Return a payload with one to three things missing, wrong, twice or far too deep."""
    made = copy.deepcopy(payload)
    for _ in range(chance.randint(1, 3)):
        places = list(_places(made))
        if not places:
            return made
        holder, key = chance.choice(places)
        match chance.choice(("missing", "wrong", "wrong", "other", "deep", "more")):
            case "missing":
                del holder[key]  # type: ignore[arg-type]
            case "wrong":
                holder[key] = copy.deepcopy(chance.choice(WRONG))  # type: ignore[index]
            case "other":
                other, its = chance.choice(places)
                holder[key] = copy.deepcopy(other[its])  # type: ignore[index]
            case "deep":
                holder[key] = _deep()  # type: ignore[index]
            case _:
                holder[key] = [copy.deepcopy(holder[key])] * 50  # type: ignore[index]
    return made


def _places(node: object) -> Iterator[tuple[dict[str, object] | list[object], str | int]]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield node, key
            yield from _places(value)
    elif isinstance(node, list):
        for at, value in enumerate(node):
            yield node, at
            yield from _places(value)


def _deep() -> object:
    node: object = "deep"
    for _ in range(DEPTH):
        node = [node] if _ % 2 else {"a": node}
    return node
