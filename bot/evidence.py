"""Where in an answer a statement is made: its sentences, what their words mean, and how strongly.

Words are stems with a sign, affirmed or denied, so that "does not reuse keys" is no evidence for
reusing them. What only looks like an answer (lists of keywords, the rubric copied out, words in no
order) is set aside before anything is matched.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.content import Point
from bot.grading import split_sentences
from bot.words import STOP_WORDS, runs, stems, tokens

AFFIRMED, DENIED = 1, 2
"""Bits of a sign; a word beside "instead of" carries both."""

LONG = 40
"""Words after which a sentence is cut, so that one without full stops is not one window."""

CODE_LINES = 4
"""Lines of code that are read together."""

COMMON_WEIGHT = 0.5
COMMON = frozenset(
    """model run token first prompt mean set time chang keep check text look answer call noth put add
    error back right two read failur write come limit fail pass part output cost tri id stay end fix
    ask everyth number user start data system good better wrong work question long small step case
    0 1 2 3 4 5""".split()
)
"""Stems that turn up in answers to most questions of this trade; they tell little apart."""

_FENCE = re.compile(r"^\s*(?:```|~~~)")
_CODE = re.compile(
    r"^\s*(?:(?:async\s+)?(?:def|class|for|while|with|if|elif|except)\b.*:$|(?:import|return|raise)\b"
    r"|from\s+\S+\s+import\b|(?:else|try|finally):|@\w|[\w.\[\], ]+\s[-+*/|]?=\s|[\w.]+\(.*\)$)"
)
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_CLAUSE = re.compile(
    r"[,;:()\u2013\u2014\n]|\s-\s|\b(?:but|because|since|so|while|whereas|although|though|unless"
    r"|until|if|when|then|which|and (?:it|they|we|you|then|so|the|each|that))\b",
    re.IGNORECASE,
)
_NO_DENIAL = re.compile(r"\bnot (?:only|just|merely|simply)\b|\b(?:or|why|if) not\b", re.IGNORECASE)
_DENIAL = re.compile(
    r"\b(?:not|no|never|cannot|without|nor|neither|none|nobody|nothing|hardly|fails?|refuses?|lacks?"
    r"|(?:ca|do|does|did|is|are|was|wo|would|should|could)n['\u2019]?t)\b",
    re.IGNORECASE,
)
_CONTRAST = re.compile(r"\b(?:instead|rather|avoid\w*|unlike|prevent\w*)\b", re.IGNORECASE)
_SCOPE_ALL = re.compile(
    r"(?:\b(?:not|never)|n['\u2019]?t) (?:true|right|correct|the case|think|believe|agree)\b"
    r"|\b(?:false|wrong|untrue|incorrect|a myth|nonsense) (?:that|to (?:say|think|claim))\b",
    re.IGNORECASE,
)
_RETRACTED = re.compile(
    r"\bnone of (?:this|that|these|it|what|the (?:following|above|below))\b.{0,20}\b(?:true|right|correct)"
    r"|\b(?:all of (?:this|that|the above)|everything (?:above|below|here|i \w+)) (?:is|was)"
    r" (?:wrong|false|untrue|incorrect|not true)",
    re.IGNORECASE,
)
_DISORDER = re.compile(
    r"\b(?:the|an?|my|your|our|their|its) (?:of|to|in|and|is|are|it|that|for|with|or|on|by|as|be|so|but"
    r"|from|at|which|then|can|will|has|have|was|not|the|an?)\b"
    r"|\b(?:the|an?|of|and|or|my|your|its)[.!?;](?:\s|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A sentence or a line of code, with its place in the visible answer."""

    start: int
    end: int
    text: str
    code: bool
    signs: Mapping[str, int]
    denies: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """One piece, or a few in a row, that can be quoted."""

    quote: str
    size: int
    signs: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """One wording of a statement: its stems with their signs, and what they weigh together."""

    signs: Mapping[str, int]
    total: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A key point as wordings: its own two sentences, and what people say for it."""

    claims: tuple[Phrase, ...]
    aliases: tuple[Phrase, ...]
    signs: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What a question wants to hear. Words of its prompt are not part of it: they earn nothing."""

    statements: tuple[Statement, ...]
    weights: Mapping[str, float]
    known: frozenset[str]
    wordings: frozenset[tuple[str, ...]]
    """Word for word what only someone who copied the rubric would say."""


@lru_cache(maxsize=512)
def topic(prompt: str, points: tuple[Point, ...]) -> Topic:
    """Return what the points want to hear.

    A stem that several points share says little about which of them is made, so it weighs less.
    """
    known = frozenset(stems(prompt))
    # The first word of the evidence is an instruction to the grader: Says, Names, Contrasts.
    texts = [(p.says, p.evidence.partition(" ")[2], *p.aliases) for p in points]
    signs = [[signed(text) for text in group] for group in texts]
    spread = Counter(stem for group in signs for stem in {stem for one in group for stem in one})
    weights = {
        stem: math.log((len(points) + 1) / count) * (COMMON_WEIGHT if stem in COMMON else 1)
        for stem, count in spread.items()
        if stem not in known
    }
    aliases = (tokens(alias) for point in points for alias in point.aliases)
    return Topic(
        statements=tuple(_statement(group, weights) for group in signs),
        weights=weights,
        known=known,
        wordings=frozenset(alias for alias in aliases if len(alias) > 1).union(
            *(runs(point.evidence, 4) for point in points)
        ),
    )


def strength(topic: Topic, statement: Statement, signs: Mapping[str, int]) -> float:
    """Return how well signed stems make a statement, 0 to 1.

    The best alias, the better of the point's own sentences, and the weight of all its words that
    were used; the factors come from a logistic fit on verdicts, leaving whole questions out.
    """

    def held(wanted: Mapping[str, int]) -> float:
        common = wanted.keys() & signs.keys()
        return sum(topic.weights[stem] for stem in common if signs[stem] & wanted[stem])

    def share(phrase: Phrase) -> float:
        return held(phrase.signs) / phrase.total

    used = held(statement.signs)
    if not used:
        return 0.0
    alias = max((share(a) * min(1.0, len(a.signs) / 2) for a in statement.aliases), default=0.0)
    claim = max((share(one) for one in statement.claims), default=0.0)
    return min(1.0, 0.43 * alias + 0.6 * claim + 0.033 * used)


def signed(text: str, *, denied: bool = False) -> dict[str, int]:
    """Return the stems of a text with their signs; all of them `denied` where the caller says so."""
    found: dict[str, int] = {}
    for clause in _CLAUSE.split(_NO_DENIAL.sub(" ", text)):
        denials = len(_DENIAL.findall(clause))
        if denied:
            sign = DENIED
        elif denials > 1 or _CONTRAST.search(clause):
            sign = AFFIRMED | DENIED
        else:
            sign = DENIED if denials else AFFIRMED
        for word in tokens(_HUMP.sub(" ", clause)):
            if stem := _stem(word):
                found[stem] = found.get(stem, 0) | sign
    return found


def pieces(text: str) -> tuple[Piece, ...]:
    """Return the sentences and code lines of a visible text, in order."""
    spans = tuple(_spans(text))
    prose = [text[start:end] for start, end, code in spans if not code]
    # Who denies nearly everything denies whole sentences, not just the clause with the "not".
    contrary = len(prose) > 3 and sum(map(_denies, prose)) >= 0.8 * len(prose)  # noqa: PLR2004
    retracted = bool(_RETRACTED.search(text))
    found = []
    for start, end, code in spans:
        said = text[start:end]
        denies = not code and _denies(said)
        denied = retracted or bool(_SCOPE_ALL.search(said)) or (contrary and denies)
        for left, right in [(start, end)] if code else _cut(text, start, end):
            part = text[left:right]
            signs = signed(part, denied=denied)
            found.append(
                Piece(start=left, end=right, text=part, code=code, signs=signs, denies=denies)
            )
    return tuple(found)


def set_aside(topic: Topic, parts: Sequence[Piece]) -> frozenset[int]:
    """Return the numbers of the pieces that only look like an answer."""
    words = [tokens(piece.text) for piece in parts]
    everything = frozenset(range(len(parts)))
    prose = [word for said, piece in zip(words, parts, strict=True) if not piece.code for word in said]
    disorder = sum(len(_DISORDER.findall(piece.text)) for piece in parts if not piece.code)
    on_topic = {
        stem for piece in parts if _density(topic, piece.signs) >= 0.5 for stem in piece.signs
    }
    if disorder > 1 and disorder >= 0.01 * len(prose):
        return everything
    if len(on_topic) >= 25 and _density(topic, on_topic) >= 0.98:
        return everything
    copied = [_copied(topic, said) for said in words]
    touched = sum(len(said) for said, count in zip(words, copied, strict=True) if count)
    recited = sum(copied) >= 16 and sum(copied) >= 0.45 * touched
    listed = len(prose) >= 12 and _plain(prose) < 0.12
    return frozenset(
        number
        for number, (piece, said, count) in enumerate(zip(parts, words, copied, strict=True))
        if (recited and count >= 0.4 * len(said))
        or (not piece.code and (listed or (len(said) >= 6 and _plain(said) < 0.1)))
    )


def windows(text: str, parts: Sequence[Piece], aside: frozenset[int]) -> Iterator[Window]:
    """Yield every stretch of the text that may be evidence: one piece, two, a few lines of code."""
    for at, piece in enumerate(parts):
        signs: dict[str, int] = {}
        for size in range(1, (CODE_LINES if piece.code else 2) + 1):
            last = at + size - 1
            if last >= len(parts) or last in aside or parts[last].code != piece.code:
                break
            for stem, sign in parts[last].signs.items():
                signs[stem] = signs.get(stem, 0) | sign
            quote = text[piece.start : parts[last].end].strip()
            yield Window(quote=quote, size=size, signs=dict(signs))


def focus(topic: Topic, parts: Sequence[Piece]) -> float:
    """Return the share of an answer's own stems that the question wants to hear, 0 to 1."""
    return _density(topic, {stem for piece in parts for stem in piece.signs})


def _statement(group: Sequence[Mapping[str, int]], weights: Mapping[str, float]) -> Statement:
    union: dict[str, int] = {}
    phrases = []
    for one in group:
        wanted = {stem: sign for stem, sign in one.items() if stem in weights}
        phrases.append(Phrase(signs=wanted, total=sum(weights[stem] for stem in wanted) or 1.0))
        for stem, sign in wanted.items():
            union[stem] = union.get(stem, 0) | sign
    return Statement(claims=tuple(phrases[:2]), aliases=tuple(phrases[2:]), signs=union)


def _spans(text: str) -> Iterator[tuple[int, int, bool]]:
    fenced = False
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        if _FENCE.match(line):
            fenced = not fenced
        elif fenced or _CODE.match(line):
            if line.strip():
                yield start, end, True
        else:
            for sentence in split_sentences(line):
                at = text.find(sentence, start, end)
                start = at + len(sentence)
                yield at, start, False
        start = end + 1


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    found = list(re.finditer(r"\S+", text[start:end]))
    left, count = start, 0
    for word in found if len(found) > LONG else ():
        count += 1
        if count >= LONG or (count * 2 >= LONG and word[0][-1] in ",;:"):
            yield left, start + word.end()
            left, count = start + word.end(), 0
    if count or left == start:
        yield left, end


def _denies(text: str) -> bool:
    return bool(_DENIAL.search(_NO_DENIAL.sub(" ", text)))


def _density(topic: Topic, said: Iterable[str]) -> float:
    new = {stem for stem in said if stem not in topic.known}
    return len(new & topic.weights.keys()) / len(new) if new else 0.0


def _plain(words: Sequence[str]) -> float:
    return sum(word in STOP_WORDS for word in words) / len(words)


def _copied(topic: Topic, words: Sequence[str]) -> int:
    """Return how many of the words stand in runs copied from the rubric."""
    covered: set[int] = set()
    for wording in topic.wordings:
        if wording[0] in words and wording[-1] in words:
            size = len(wording)
            for at in range(len(words) - size + 1):
                if words[at : at + size] == wording:
                    covered.update(range(at, at + size))
    return len(covered)


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    """Return the stem of one word, or nothing for a function word or a contraction of one."""
    found = stems(re.split("['\u2019]", word)[0])
    return found[0] if found else ""
