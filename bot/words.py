"""Text as words: normalising, stemming, overlap.

One reading of words serves the evidence check, the offline grader and the pack checks, so that they
never disagree about whether two texts share a thought.
"""

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

STOP_WORDS = frozenset(
    """a about above after again all also although am among an and any are aren as at be because
    been before being below between both but by can cannot could couldn did didn do does doesn doing
    don down during each either else etc even ever every few for from further get gets getting give
    gives go goes going had hadn has hasn have haven having he her here hers him his how however i
    if in into is isn it its itself just kind lot made make makes many may maybe me might more most
    much must my need needs neither no nor not now of off often on once one only onto or other our
    ours out over own per quite rather really s same say see she should shouldn since so some
    something still such sure t take takes than that the their them then there these they thing
    things this those though through thus to too under until up upon us use used uses using usually
    very via want was wasn way we well were weren what when where whether which while who whom whose
    why will with within without won would wouldn yes yet you your yours""".split()
)
"""English function words, and verbs too general to carry a point."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?", re.UNICODE)
_INVISIBLE = frozenset({"Cc", "Cf", "Cs"})
_KEPT = frozenset("\n\t")


def visible(text: str) -> str:
    """Return the text without control, zero-width and direction characters, in NFC.

    Line breaks and tabs stay. Joiners inside emoji go too, which only splits the emoji.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    # Plain ASCII, most of what is typed, has nothing to hide; this is ten times as fast.
    if lines.isascii() and lines.replace("\n", "").replace("\t", "").isprintable():
        return lines
    seen = (c for c in lines if c in _KEPT or unicodedata.category(c) not in _INVISIBLE)
    return unicodedata.normalize("NFC", "".join(seen))


def storable(text: str) -> str:
    """Return the text with what no database can hold (lone surrogates, NUL) replaced."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "\ufffd")


def squash(text: str) -> str:
    """Return the text with case, width, quotes and white space made alike, for comparing quotes."""
    plain = unicodedata.normalize("NFKC", visible(text)).casefold()
    plain = plain.translate({0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"'})
    return " ".join(plain.split())


def tokens(text: str) -> tuple[str, ...]:
    """Return the words and numbers of a text in order, in lower case."""
    return tuple(_WORD.findall(squash(text)))


def stems(text: str) -> tuple[str, ...]:
    """Return the stems of the content words of a text, in order, repeats included."""
    return tuple(_stem(word) for word in tokens(text) if word not in STOP_WORDS)


def runs(text: str, length: int) -> frozenset[tuple[str, ...]]:
    """Return every run of `length` words that the text contains."""
    words = tokens(text)
    return frozenset(words[at : at + length] for at in range(len(words) - length + 1))


def similarity(left: str, right: str) -> float:
    """Return the share of content stems that two texts have in common (Jaccard), 0 to 1."""
    mine, theirs = set(stems(left)), set(stems(right))
    return len(mine & theirs) / len(mine | theirs) if mine | theirs else 0.0


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    # A stemmer keeps the word that it works on, so threads must not share one.
    return str(snowballstemmer.stemmer("english").stemWord(word))
