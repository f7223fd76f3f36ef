"""The fact sheet: which of its entries a clarifying question asks for."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.grading import split_sentences
from bot.round_content import SheetFact
from bot.words import stems

MOST = 5
"""Entries that one message brings to light; who asks for everything asks for nothing."""

_ASKS = re.compile(
    r"^(?:and |so |ok(?:ay)?,? |also,? )*(?:what|how|who|whom|which|where|when|why|is|are|do|does"
    r"|did|can|could|should|may|will|would|has|have|tell me|any)\b",
    re.IGNORECASE,
)


_USUAL: Mapping[str, re.Pattern[str]] = {
    topic: re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for topic, words in (
        ("scale", r"(?:per|an?|each) (?:second|minute|hour|day)|[qr]ps|load"),
        ("latency", r"quick(?:ly)?|fast|slow|response times?"),
        ("users", r"who(?:'ll| will| would| is going to)? uses?"),
        ("budget", r"spend|pay|afford"),
        ("time", r"deadline|how long do (?:we|i) have"),
    )
}
"""How anybody asks for a topic, in words that no author has to think of for every sheet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the sheet says to a message."""

    facts: tuple[SheetFact, ...]
    open: int
    """How many questions of the message are answered by none of them."""


def questions(text: str) -> list[str]:
    """Return the sentences of a message that ask something."""
    return [
        sentence
        for sentence in split_sentences(text)
        if sentence.endswith(("?", "？")) or _ASKS.match(sentence)
    ]


def look_up(facts: Sequence[SheetFact], text: str) -> Found:
    """Return the entries that the questions of a message ask for, in the order of the sheet.

    An entry is asked for by a sentence with all content words of one of its phrases; where a
    sentence asks for none that way, by the usual words for its topic.
    """
    asked = questions(text)
    hits = {sentence: _named(facts, sentence) for sentence in asked}
    named = {fact.id for found in hits.values() for fact in found}
    chosen = tuple(fact for fact in facts if fact.id in named)[:MOST]
    return Found(facts=chosen, open=sum(not found for found in hits.values()))


def _named(facts: Sequence[SheetFact], sentence: str) -> list[SheetFact]:
    said = set(stems(sentence))
    phrases = {fact.id: [set(stems(ask)) for ask in fact.asks] for fact in facts}
    found = [fact for fact in facts if any(one and one <= said for one in phrases[fact.id])]
    usual = {topic for topic, words in _USUAL.items() if words.search(sentence)}
    return found or [fact for fact in facts if fact.topic in usual]
