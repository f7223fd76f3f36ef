"""Where in an answer a statement is made: its sentences, what their words mean, and how strongly.

Words are stems with a sign, affirmed or denied, so that "does not reuse keys" is no evidence for
reusing them. What only looks like an answer (lists of keywords, the rubric copied out, words in no
order) is set aside before anything is matched.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
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

COMMON = frozenset(
    """model run token first prompt mean set time chang keep check text look answer call noth put add
    error back right two read failur write come limit fail pass part output cost tri id stay end fix
    ask everyth number user start data system good better wrong work question long small step case
    0 1 2 3 4 5""".split()
)
"""Stems that answers to most questions of this trade use; they count half, telling little apart."""

_FENCE = re.compile(r"^\s*(?:```|~~~)")
_CODE = re.compile(
    r"^\s*(?:(?:async\s+)?(?:def|class|for|while|with|if|elif|except)\b.*:$|@\w|[\w.]+\(.*\)$"
    r"|(?:import|return|raise)\b|from\s+\S+\s+import\b|(?:else|try):|[\w.\[\], ]+\s[-+*/|]?=\s)"
)
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_CLAUSE = re.compile(
    r"[,;:()\u2013\u2014]|\s-\s|\b(?:but|because|since|so|while|whereas|although|though|unless|until"
    r"|if|when|then|which|and (?:it|they|we|you|then|so|the|each|that))\b",
    re.IGNORECASE,
)
_NO_DENIAL = re.compile(r"\bnot (?:only|just|merely|simply)\b|\b(?:or|why|if) not\b", re.IGNORECASE)
_DENIAL = re.compile(
    r"\b(?:not|no|never|cannot|without|nor|neither|none|nobody|nothing|hardly|fails?|refuses?|lacks?"
    r"|(?:ca|do|does|did|is|are|was|wo|would|should|could)n['\u2019]?t)\b",
    re.IGNORECASE,
)
_CONTRAST = re.compile(r"\b(?:instead|rather|avoid\w*|unlike|prevent\w*)\b", re.IGNORECASE)
_DISBELIEF = re.compile(
    r"(?:\b(?:not|never)|n['\u2019]?t) (?:true|right|correct|the case|think|believe|agree)\b"
    r"|\b(?:false|wrong|untrue|incorrect|a myth|nonsense) (?:that|to (?:say|think|claim))\b",
    re.IGNORECASE,
)
_RETRACTION = re.compile(
    r"\bnone of (?:this|that|these|it|what|the \w+)\b.{0,20}\b(?:true|right|correct)\b"
    r"|\b(?:all of (?:this|that|the above)|everything (?:above|below|here|i \w+)) (?:is|was) "
    r"(?:wrong|false|untrue|incorrect|not true)",
    re.IGNORECASE,
)
_DISORDER = re.compile(
    r"\b(?:the|an?|my|your|our|their|its) (?:of|to|in|and|is|are|it|that|for|with|or|on|by|as|be|so"
    r"|but|from|at|which|then|can|will|has|have|was|not|the|an?)\b"
    r"|\b(?:the|an?|of|and|or|my|your|its)[.!?;](?:\s|$)",
    re.IGNORECASE,
)
"""Word pairs that people hardly ever write, and shuffled text is full of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A sentence or a line of code, with its place in the visible answer."""

    start: int
    end: int
    text: str
    code: bool
    words: tuple[str, ...]
    signs: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What a question wants to hear. Words of its prompt are not part of it: they earn nothing."""

    statements: tuple[tuple[Mapping[str, int], ...], ...]
    """For each point its wordings as signed stems: its own two sentences, then the aliases."""
    weights: Mapping[str, float]
    known: frozenset[str]
    wordings: Mapping[str, tuple[tuple[str, ...], ...]]
    """By first word, what only someone who copied the rubric would say word for word."""


@lru_cache(maxsize=512)
def topic(prompt: str, points: tuple[Point, ...]) -> Topic:
    """Return what the points want to hear.

    A stem that several points share says little about which of them is made, so it weighs less.
    """
    known = frozenset(stems(prompt))
    # The first word of the evidence is an instruction to the grader: Says, Names, Contrasts.
    texts = [(p.says, p.evidence.partition(" ")[2], *p.aliases) for p in points]
    groups = [[signed(text) for text in group] for group in texts]
    spread = Counter(stem for group in groups for stem in {stem for one in group for stem in one})
    weights = {
        stem: math.log((len(points) + 1) / count) * (0.5 if stem in COMMON else 1)
        for stem, count in spread.items()
        if stem not in known
    }
    wordings = defaultdict(set)
    for point in points:
        aliases = {alias for text in point.aliases if len(alias := tokens(text)) > 1}
        for run in aliases | runs(point.evidence, 4):
            wordings[run[0]].add(run)
    return Topic(
        statements=tuple(
            tuple({s: sign for s, sign in one.items() if s in weights} for one in group)
            for group in groups
        ),
        weights=weights,
        known=known,
        wordings={first: tuple(found) for first, found in wordings.items()},
    )


def strength(topic: Topic, statement: Sequence[Mapping[str, int]], signs: Mapping[str, int]) -> float:
    """Return how well signed stems make a statement, 0 to 1.

    Counted are the best alias, the better of the point's own sentences, and the weight of all of
    its words; the factors come from a logistic fit on verdicts, leaving whole questions out.
    """
    used: set[str] = set()
    claim = alias = 0.0
    for number, wording in enumerate(statement):
        held = [s for s in wording.keys() & signs.keys() if signs[s] & wording[s]]
        if held:
            used.update(held)
            weigh = topic.weights
            share = sum(weigh[s] for s in held) / sum(weigh[s] for s in wording)
            if number < 2:  # noqa: PLR2004 - a point has two sentences of its own
                claim = max(claim, share)
            else:
                alias = max(alias, share if len(wording) > 1 else share / 2)
    return min(1.0, 0.43 * alias + 0.6 * claim + 0.033 * sum(topic.weights[s] for s in used))


def signed(text: str, *, denied: bool = False) -> dict[str, int]:
    """Return the stems of a text with their signs, all of them `denied` if the caller says so."""
    found: dict[str, int] = {}
    for clause in _CLAUSE.split(_NO_DENIAL.sub(" ", text)):
        denials = len(_DENIAL.findall(clause))
        sign = DENIED if denials or denied else AFFIRMED
        if not denied and (denials > 1 or _CONTRAST.search(clause)):
            sign = AFFIRMED | DENIED
        for word in tokens(_HUMP.sub(" ", clause)):
            if one := stem(word):
                found[one] = found.get(one, 0) | sign
    return found


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the stem of one word, or nothing for a function word or a contraction of one."""
    found = stems(re.split("['\u2019]", word)[0])
    return found[0] if found else ""


def pieces(text: str) -> tuple[Piece, ...]:
    """Return the sentences and code lines of a visible text, in order.

    Where someone takes back the whole answer, or nearly every sentence denies something, these
    sentences keep no signs: what they deny is not known.
    """
    spans = tuple(_spans(text))
    prose = [text[start:end] for start, end, code in spans if not code]
    contrary = len(prose) > 3 and sum(map(_denies, prose)) >= 0.8 * len(prose)  # noqa: PLR2004
    retracted = bool(_RETRACTION.search(text))
    found = []
    for start, end, code in spans:
        said = text[start:end]
        mute = retracted or (contrary and not code and _denies(said))
        denied = bool(_DISBELIEF.search(said))
        for left, right in [(start, end)] if code else _cut(text, start, end):
            part = text[left:right]
            signs = {} if mute else signed(part, denied=denied)
            words = tokens(part)
            found.append(
                Piece(start=left, end=right, text=part, code=code, words=words, signs=signs)
            )
    return tuple(found)


def windows(
    text: str, parts: Sequence[Piece], aside: frozenset[int]
) -> Iterator[tuple[str, int, Mapping[str, int]]]:
    """Yield what can be quoted: one or two sentences or some lines of code; their number, signs."""
    for at, piece in enumerate(parts):
        signs: dict[str, int] = {}
        for last in range(at, min(len(parts), at + (CODE_LINES if piece.code else 2))):
            if last in aside or parts[last].code != piece.code:
                break
            signs = {s: signs.get(s, 0) | parts[last].signs.get(s, 0) for s in (*signs, *parts[last].signs)}
            yield text[piece.start : parts[last].end].strip(), last - at + 1, signs


def focus(topic: Topic, parts: Sequence[Piece]) -> float:
    """Return the share of an answer's own stems that the question wants to hear, 0 to 1."""
    new = {s for piece in parts for s in piece.signs if s not in topic.known}
    return len(new & topic.weights.keys()) / len(new) if new else 0.0


def set_aside(topic: Topic, parts: Sequence[Piece]) -> frozenset[int]:
    """Return the numbers of the pieces that only look like an answer."""
    prose = [word for piece in parts if not piece.code for word in piece.words]
    plain = {word for word in prose if word in STOP_WORDS}
    disorder = sum(len(_DISORDER.findall(piece.text)) for piece in parts if not piece.code)
    if (disorder > 1 and disorder >= 0.01 * len(prose)) or (
        # A hundred words of prose have more than twenty function words that differ.
        len(prose) >= 25 and len(plain) < 0.9 * math.sqrt(len(prose))
    ):
        return frozenset(range(len(parts)))
    copied = [_copied(topic, piece.words) for piece in parts]
    touched = sum(len(piece.words) for piece, count in zip(parts, copied, strict=True) if count)
    recited = sum(copied) >= 16 and sum(copied) >= 0.45 * touched
    listed = _plain(prose) < 0.12
    return frozenset(
        at
        for at, (piece, count) in enumerate(zip(parts, copied, strict=True))
        if (recited and count >= 0.4 * len(piece.words))
        or (not piece.code and (listed or _plain(piece.words) < 0.1))
    )


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


def _plain(words: Sequence[str]) -> float:
    """Return the share of function words; of too few words nothing can be said, so 1."""
    return sum(word in STOP_WORDS for word in words) / len(words) if len(words) > 5 else 1.0


def _copied(topic: Topic, words: Sequence[str]) -> int:
    """Return how many of the words stand in runs copied from the rubric."""
    covered: set[int] = set()
    for at, word in enumerate(words):
        for run in topic.wordings.get(word, ()):
            if words[at : at + len(run)] == run:
                covered.update(range(at, at + len(run)))
    return len(covered)
