"""What the words of a sentence mean: stems with a sign, affirmed or denied.

"Does not reuse keys" is no evidence for reusing them.
"""

import re
from functools import lru_cache

from bot.words import stems, tokens

AFFIRMED, DENIED = 1, 2
"""Bits of a sign; a word beside "instead of" carries both."""

_EDGE = "\u02ac"
"""A letter that no language uses; marks where a clause ends while a sentence becomes words."""

_CLAUSE = re.compile(
    r"[,;:()\u2013\u2014]|\s-\s|\b(?=(?:but|because|since|so|while|whereas|although|though|unless"
    r"|until|if|when|then|which|and (?:it|they|we|you|then|so|the|each|that))\b)",
    re.IGNORECASE,
)

_NO_DENIAL = re.compile(
    r"\bnot (?=(?:only|just|merely|simply)\b)|(?<=\bor) not\b|(?<=\bif) not\b", re.IGNORECASE
)

_DENIALS = frozenset(
    """not no never cannot without nor neither none nobody nothing hardly fail fails refuse refuses
    lack lacks cant dont doesnt didnt isnt arent wasnt wont wouldnt shouldnt""".split()
)

_CONTRASTS = ("instead", "rather", "avoid", "unlike", "prevent")


def read(text: str, *, denied: bool = False) -> tuple[tuple[str, ...], dict[str, int]]:
    """Return the words of a text, and its stems with their signs, all `denied` if so it is said."""
    words: list[str] = []
    signs: dict[str, int] = {}
    clause: list[str] = []
    for word in (*tokens(_CLAUSE.sub(f" {_EDGE} ", _NO_DENIAL.sub("", text))), _EDGE):
        if word != _EDGE:
            clause.append(word)
            continue
        denials = sum(map(denies, clause))
        sign = DENIED if denied or denials else AFFIRMED
        if not denied and (denials > 1 or any(word.startswith(_CONTRASTS) for word in clause)):
            sign = AFFIRMED | DENIED
        for one in filter(None, map(stem, clause)):
            signs[one] = signs.get(one, 0) | sign
        words += clause
        clause = []
    return tuple(words), signs


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the stem of one word, or nothing for a function word or a contraction of one."""
    found = stems(word.partition("'")[0])
    return found[0] if found else ""


def denies(word: str) -> bool:
    """Return whether a word denies its clause."""
    return word in _DENIALS or word.endswith("n't")
