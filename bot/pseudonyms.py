"""Names for people who would rather not be known by theirs on a board."""

from collections.abc import Collection
from itertools import count
from random import Random

_KINDS = (
    "amber brave calm clever curious eager early gentle golden keen lively lucky merry mellow "
    "nimble patient polite proud quick quiet rapid sharp silver sly steady sunny swift tidy warm "
    "wise"
).split()
_ANIMALS = (
    "badger beaver bison crane crow dolphin eagle falcon ferret finch fox gecko hare hawk heron "
    "ibex jay lark lynx marten mole newt otter owl panda puffin raven robin seal stork swan tapir "
    "tern toad vole walrus weasel wolf wren yak"
).split()

MANY = 50
"""Tries after which names get a number."""


def pseudonym(seed: str, taken: Collection[str]) -> str:
    """Return a name such as `Quiet Otter` that nobody in `taken` has; the same for a seed."""
    chance = Random(seed)  # noqa: S311 - nothing is kept secret by it
    used = {name.casefold() for name in taken}
    for attempt in count():
        name = f"{chance.choice(_KINDS)} {chance.choice(_ANIMALS)}".title()
        if attempt >= MANY:
            name = f"{name} {attempt}"
        if name.casefold() not in used:
            return name
    raise AssertionError("numbers do not end")
