"""What a question wants to hear, and how strongly some words make each of its points."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.content import Point
from bot.local_grader.signs import read
from bot.words import runs, stems, tokens

OWN = 2
"""A point has two sentences of its own, what it says and its evidence; then come the aliases."""

RUN = 4
"""Words in a row that two texts share by copying, not by chance."""

COMMON = frozenset(
    """model run token first prompt mean set time chang keep check text look answer call noth put
    add error back right two read failur write come limit fail pass part output cost tri id stay end
    fix ask everyth number user start data system good better wrong work question long small step
    case 0 1 2 3 4 5""".split()
)
"""Stems that answers to most questions of this trade use; they count half, telling little apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What a question wants to hear. Words of its prompt are not part of it: they earn nothing."""

    known: frozenset[str]
    asked: frozenset[tuple[str, ...]]
    """Every run of `RUN` words of the prompt."""
    weights: Mapping[str, float]
    wanted: Mapping[str, tuple[tuple[int, int, int], ...]]
    """By stem: the sign it has to carry, in which point, in which wording of that point."""
    totals: tuple[tuple[float, ...], ...]
    """By point and wording: what its stems weigh together."""
    copies: Mapping[str, tuple[tuple[str, ...], ...]]
    """By first word, what only someone who copied the rubric would say word for word."""


@lru_cache(maxsize=512)
def topic(prompt: str, points: tuple[Point, ...]) -> Topic:
    """Return what the points want to hear.

    A stem that several points share says little about which of them is made, so it weighs less.
    """
    known = frozenset(stems(prompt))
    # The first word of the evidence is an instruction to the grader: Says, Names, Contrasts.
    texts = [(p.says, p.evidence.partition(" ")[2], *p.aliases) for p in points]
    groups = [[read(text)[1] for text in group] for group in texts]
    spread = Counter(one for group in groups for one in {one for signs in group for one in signs})
    weights = {
        one: math.log((len(points) + 1) / count) * (0.5 if one in COMMON else 1)
        for one, count in spread.items()
        if one not in known
    }
    wanted: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    totals = []
    for point, group in enumerate(groups):
        own = [[one for one in signs if one in weights] for signs in group]
        for wording, (signs, kept) in enumerate(zip(group, own, strict=True)):
            for one in kept:
                wanted[one].append((signs[one], point, wording))
        # An alias of a single word counts half, since that may stand anywhere.
        alone = [2 if len(kept) == 1 and at >= OWN else 1 for at, kept in enumerate(own)]
        sums = [sum(weights[one] for one in kept) for kept in own]
        totals.append(tuple(a * b for a, b in zip(alone, sums, strict=True)))
    copies: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for p in points:
        aliases = {alias for text in p.aliases if len(alias := tokens(text)) > 1}
        for run in aliases | runs(p.evidence, RUN):
            copies[run[0]].add(run)
    return Topic(
        known=known,
        asked=runs(prompt, RUN),
        weights=weights,
        wanted={one: tuple(places) for one, places in wanted.items()},
        totals=tuple(totals),
        copies={first: tuple(found) for first, found in copies.items()},
    )


def strengths(topic: Topic, signs: Mapping[str, int]) -> list[float]:
    """Return for each point how well signed stems make it, 0 to 1.

    Counted are the best alias, the better of the point's own sentences, and the weight of all of
    its words; the factors come from a logistic fit on verdicts, leaving whole questions out.
    """
    held: dict[tuple[int, int], float] = defaultdict(float)
    used = [0.0] * len(topic.totals)
    for one in signs.keys() & topic.wanted.keys():
        places = [(point, at) for sign, point, at in topic.wanted[one] if sign & signs[one]]
        for place in places:
            held[place] += topic.weights[one]
        for point in {point for point, _ in places}:
            used[point] += topic.weights[one]
    claims, aliases = [0.0] * len(used), [0.0] * len(used)
    for (point, at), weight in held.items():
        best = claims if at < OWN else aliases
        best[point] = max(best[point], weight / topic.totals[point][at])
    return [
        min(1.0, 0.43 * alias + 0.6 * claim + 0.033 * weight)
        for alias, claim, weight in zip(aliases, claims, used, strict=True)
    ]
