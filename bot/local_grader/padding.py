"""What only looks like an answer: lists of keywords, the rubric copied out, words in no order."""

import math
import re
from collections.abc import Sequence

from bot.local_grader.sentences import Piece
from bot.local_grader.topic import Topic
from bot.words import STOP_WORDS

COPIED, COPIED_WORDS = 0.4, 16
"""Answers with so large a share, and number, of words copied from the rubric recite it."""

PLAIN, TERSE = 0.1, 5
"""Prose has a third of function words, notes a fifth; lists of keywords less than this share.
Of no more words than `TERSE` nothing can be said."""

ABOUT, DENSE, SPARSE = 0.5, 0.96, 25
"""A sentence is about the question if that share of its own stems is the rubric's. Nobody writes
nothing else in such sentences, unless they use fewer than `SPARSE` stems."""

VARIED = 0.9
"""n words of prose, not fewer than `SPARSE`, have this times sqrt(n) function words that differ."""

DISORDER = 0.01
"""Pairs of words in no order that prose never has, by its number of words."""

_SYNTAX = re.compile(r"[()\[\]{}=:#]")

_DISORDER = re.compile(
    r"\b(?:the|an?|my|your|our|their|its) (?:of|to|in|and|is|are|it|that|for|with|or|on|by|as|be"
    r"|so|but|from|at|which|then|can|will|has|have|was|not|the|an?)\b"
    r"|\b(?:the|an?|of|and|or|my|your|its)[.!?;](?:\s|$)",
    re.IGNORECASE,
)


def focus(topic: Topic, parts: Sequence[Piece]) -> float:
    """Return the share of an answer's own stems that the question wants to hear, 0 to 1."""
    own = _own(topic, parts)
    return len(own & topic.weights.keys()) / len(own) if own else 0.0


def set_aside(topic: Topic, parts: Sequence[Piece]) -> frozenset[int]:
    """Return the numbers of the pieces that only look like an answer."""
    # Only sentences about the question count here, or else padding would hide a list of keywords.
    about = [piece for piece in parts if focus(topic, [piece]) >= ABOUT]
    prose = [piece for piece in about if not (piece.code and _SYNTAX.search(piece.text))]
    words = [word for piece in prose for word in piece.words]
    shuffled = sum(len(_DISORDER.findall(piece.text)) for piece in prose)
    differ = len(STOP_WORDS.intersection(words))
    if (
        (shuffled > 1 and shuffled >= DISORDER * len(words))
        or (len(words) >= SPARSE and differ < VARIED * math.sqrt(len(words)))
        or (len(_own(topic, about)) >= SPARSE and focus(topic, about) >= DENSE)
    ):
        return frozenset(range(len(parts)))
    listed = {piece.start for piece in prose if _listed(piece.words)}
    copied = [_copied(topic, piece.words) for piece in parts]
    touched = sum(len(piece.words) for piece, count in zip(parts, copied, strict=True) if count)
    recited = sum(copied) >= max(COPIED_WORDS, COPIED * touched)
    return frozenset(
        at
        for at, (piece, count) in enumerate(zip(parts, copied, strict=True))
        if piece.start in listed or (recited and count >= COPIED * len(piece.words))
    )


def _own(topic: Topic, parts: Sequence[Piece]) -> set[str]:
    return {one for piece in parts for one in piece.signs if one not in topic.known}


def _listed(words: Sequence[str]) -> bool:
    """Return whether the words are keywords without the words that would make them sentences."""
    plain = sum(word in STOP_WORDS for word in words)
    return len(words) > TERSE and plain < PLAIN * len(words)


def _copied(topic: Topic, words: Sequence[str]) -> int:
    """Return how many of the words stand in runs copied from the rubric."""
    covered: set[int] = set()
    for at, word in enumerate(words):
        for run in topic.copies.get(word, ()):
            if words[at : at + len(run)] == run:
                covered.update(range(at, at + len(run)))
    return len(covered)
