"""Where in an answer a key point is made: its sentences, what their words mean, how strongly.

Words are stems with a sign, affirmed or denied, so that "does not reuse keys" is no evidence for
reusing them. What only looks like an answer (lists of keywords, the rubric copied out, words in no
order) is set aside before anything is matched.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.content import Point
from bot.grading import split_sentences
from bot.words import STOP_WORDS, runs, stems, tokens

AFFIRMED, DENIED = 1, 2
"""Bits of a sign; a word beside "instead of" carries both."""

OWN = 2
"""A point has two sentences of its own, what it says and its evidence; then come the aliases."""

LONG, WIDE = 40, 60
"""Words after which a sentence is cut, and that two together may have: text without full stops must
not be one window."""

PROSE_LINES, CODE_LINES = 2, 4
"""Sentences, or lines of code, that are read together."""

RUN = 4
"""Words in a row that two texts share by copying, not by chance."""

MOSTLY, FEW = 0.8, 3
"""Who denies something in that share of more than so few sentences is denying the answer."""

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

COMMON = frozenset(
    """model run token first prompt mean set time chang keep check text look answer call noth put
    add error back right two read failur write come limit fail pass part output cost tri id stay end
    fix ask everyth number user start data system good better wrong work question long small step
    case 0 1 2 3 4 5""".split()
)
"""Stems that answers to most questions of this trade use; they count half, telling little apart."""

_CODE = re.compile(
    r"^\s*(?:(?:async\s+)?(?:def|class|for|while|with|if|elif|except)\b.*:$|@\w|[\w.]+\(.*\)$"
    r"|(?:import|return|raise)\b|from\s+\S+\s+import\b|(?:else|try):|[\w.\[\], ]+\s[-+*/|]?=\s)"
)
_FENCE = re.compile(r"^\s*(?:```|~~~)[^`~]*$")
_SYNTAX = re.compile(r"[()\[\]{}=:#]")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
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
_DISBELIEF = re.compile(
    r"(?:\b(?:not|never)|n['\u2019]?t) (?:true|right|correct|the case|think|believe|agree)\b"
    r"|\b(?:false|wrong|untrue|incorrect|a myth|nonsense) (?:that|to (?:say|think|claim))\b",
    re.IGNORECASE,
)
_RETRACTION = re.compile(
    r"\bnone of (?:this|that|these|it|what|the \w+)\b.{0,20}\b(?:true|right|correct)\b|\b(?:all of"
    r" (?:this|that|the above)|everything (?:above|below|here|i \w+)) (?:is|was)"
    r" (?:wrong|false|untrue|incorrect|not true)",
    re.IGNORECASE,
)
_DISORDER = re.compile(
    r"\b(?:the|an?|my|your|our|their|its) (?:of|to|in|and|is|are|it|that|for|with|or|on|by|as|be"
    r"|so|but|from|at|which|then|can|will|has|have|was|not|the|an?)\b"
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
    words: tuple[str, ...]
    signs: Mapping[str, int]


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


def read(text: str, *, denied: bool = False) -> tuple[tuple[str, ...], dict[str, int]]:
    """Return the words of a text, and its stems with their signs, all `denied` if so it is said."""
    words: list[str] = []
    signs: dict[str, int] = {}
    clause: list[str] = []
    for word in (*tokens(_CLAUSE.sub(f" {_EDGE} ", _NO_DENIAL.sub("", text))), _EDGE):
        if word != _EDGE:
            clause.append(word)
            continue
        denials = sum(map(_denies, clause))
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


def pieces(text: str) -> tuple[Piece, ...]:
    """Return the sentences and code lines of a visible text, in order.

    Where someone takes back the whole answer, or nearly every sentence denies something, these
    sentences keep no signs: what they deny is not known.
    """
    sentences = [tuple(_parts(text, start, end, code=code)) for start, end, code in _spans(text)]
    prose = [parts for parts in sentences if not parts[0].code]
    mute = [parts for parts in prose if any(_denies(w) for part in parts for w in part.words)]
    if _RETRACTION.search(text):
        mute = sentences
    elif len(prose) <= FEW or len(mute) < MOSTLY * len(prose):
        mute = []
    silenced = {parts[0].start for parts in mute}
    return tuple(
        replace(part, signs={}) if parts[0].start in silenced else part
        for parts in sentences
        for part in parts
    )


def windows(
    text: str, parts: Sequence[Piece], aside: frozenset[int]
) -> Iterator[tuple[str, int, Mapping[str, int]]]:
    """Yield what can be quoted, one or two sentences or some lines of code, its size and signs."""
    for at, piece in enumerate(parts):
        signs: dict[str, int] = {}
        size = CODE_LINES if piece.code else PROSE_LINES
        for last in range(at, min(len(parts), at + size)):
            words = sum(len(part.words) for part in parts[at : last + 1])
            if last in aside or parts[last].code != piece.code or words > WIDE:
                break
            for one, sign in parts[last].signs.items():
                signs[one] = signs.get(one, 0) | sign
            yield text[piece.start : parts[last].end].strip(), last - at + 1, dict(signs)


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


def _spans(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield start, end and whether it is code, of every sentence and line of code."""
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


def _parts(text: str, start: int, end: int, *, code: bool) -> Iterator[Piece]:
    """Yield a sentence whole or, where it is too long, in parts that end at a comma if possible."""
    denied = bool(_DISBELIEF.search(text[start:end]))
    found = list(re.finditer(r"\S+", text[start:end]))
    cuts, count = [], 0
    for word in found[:-1] if len(found) > LONG and not code else ():
        count += 1
        if count >= LONG or (count * 2 >= LONG and word[0][-1] in ",;:"):
            cuts.append(start + word.end())
            count = 0
    for left, right in zip([start, *cuts], [*cuts, end], strict=True):
        said = text[left:right]
        words, signs = read(_HUMP.sub(" ", said) if code else said, denied=denied)
        yield Piece(start=left, end=right, text=said, code=code, words=words, signs=signs)


def _denies(word: str) -> bool:
    return word in _DENIALS or word.endswith("n't")


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
