"""The grader that needs no network: looks for each key point's words in the answer's sentences.

It estimates coverage, not correctness. What cannot be judged that way is said to be ungraded, and
an answer without evidence gets no points at all.
"""

import asyncio
import re
from collections.abc import Sequence
from functools import lru_cache

from bot import evidence
from bot.content import Commission, Question, Rubric, Verdict
from bot.evidence import Piece, Topic, stem
from bot.grading import (
    DimensionLevel,
    Graded,
    GradeOutcome,
    Judgement,
    PointVerdict,
    RaisedFlag,
    Reason,
    Ungraded,
    score,
    with_evidence,
)
from bot.ports import GradeRequest
from bot.words import STOP_WORDS, tokens, visible

MAX_CHARS = 20_000
"""Only so much of an answer is read; nobody says this much in an interview."""

MET_FROM, PARTIAL_FROM = 0.42, 0.33
"""Strengths, 0 to 1, from which a point counts."""

STEP = 25
"""The score is in quarters: this grader ranks new questions well, but its scale is rough."""

FOCUSED = 0.4
"""Below this share of on-topic words an answer is about something else, and strengths shrink."""

WIDER = 0.02
"""Strength that each further sentence costs, so that the shortest quote wins."""

ECHOED, ECHO_NEW = 0.6, 6
"""An echo has that share of its runs of words from the question, and fewer new stems."""

FOREIGN, ENGLISH = 0.15, 0.05
"""Shares of function words from which a text is foreign, and below which it is not English."""

CHAT_LINES = 4
"""Sentences of small talk that are no attempt; who writes more wants to be judged."""

UNSEEN_CHARS = 2
"""Zero-width or direction characters that come along by accident when text is pasted."""

SHORT_CUE = 2
"""Content words up to which a red flag's cue has to match in its function words too."""

UNSEEN_DIMENSIONS = frozenset({"experience", "communication"})
"""Dimensions about which matching words says nothing; those with `offline: false` in the pack."""

_DENSE = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LATIN = re.compile(r"[a-z\u00c0-\u024f]")
_ENGLISH = frozenset(
    """the a an of to and in is it that for on with as are be this by or at from we you i not can so
    which if then but has will its they when because would there more than each no do does how what
    my our into only one after before all""".split()
)
_FOREIGN = frozenset(
    """der das und ist nicht ein eine einen mit auf werden wird dass dem sich auch oder aber bei
    wenn ich wir sind noch nur zum zur im als durch kann man er sie es les des est une un que qui
    dans pour pas sur avec par plus ce cette sont ne se du au aux le la il elle nous vous et ou el
    los las y en una por para con del lo como su pero di che non per della sono gli nel o os um uma
    com em het een van niet dat zijn wordt met voor je jest nie na ze w z i ve bir bu ile och att
    det som av""".split()
)
_CHAT = re.compile(
    r"(?:(?:ok(?:ay)?|sorry|hm+|oh|ah|yes|no|thanks|hi|hey|hello)[,.! ]+)*"
    r"(?:(?:many )?(?:thanks?|thank you|thx|cheers)\b.{0,40}|sorry|lol|rofl|lmao|(?:ha){2,}h?|h+m+"
    r"|(?:great|good|nice|cool|hard|tough|interesting) (?:question|one)\b.{0,30}|ok(?:ay)?|cool|wow"
    r"|yes|no|yep|nope|sure|brb|bye|(?:hi|hey|hello|good (?:morning|evening|night))(?: \w+)?|\+1"
    r"|test|skip|pass|next|not (?:now|today)|wait"
    r"|(?:one|a|give me an?) ?(?:sec|moment|minute)\b.{0,20}"
    r"|(?:(?:i|we)(?:['\u2019]ll| will|['\u2019]m going to)|let me|gonna)\b.{0,40}"
    r"\b(?:later|tomorrow|tonight|soon|back|think about it|in a (?:bit|minute|moment))\b.{0,30}"
    r"|(?:what|who|where|when|which|why|how|(?:can|could|do|may|should|are) (?:you|i|we)"
    r"|is (?:there|this))\b.{0,90}\?)[\s.!?,)(:;]*",
    re.IGNORECASE | re.DOTALL,
)
_GRADER = r"(?:ai )?(?:grader|evaluator|examiner|judge|assessor|grading (?:model|system))\b"
_TRIPWIRES = {
    "addresses the grader": re.compile(
        rf"\b(?:dear|hey|hello|hi|attention|(?:note|message) (?:to|for)|to)(?: the)?[ ,:]+{_GRADER}"
        rf"|\byou are (?:now )?(?:an?|the|no longer)\b.{{0,40}}\b(?:{_GRADER}|assistant\b)",
        re.IGNORECASE,
    ),
    "overrides instructions": re.compile(
        r"(?:^|[.!?:,;]\s*|\b(?:please|and|now|just|must|should)\s+)(?:ignore|disregard|forget"
        r"|override|bypass)\b.{0,40}\b(?:instructions?|rubric|prompts?|criteria|rules|guidelines"
        r"|key points|above)\b",
        re.IGNORECASE,
    ),
    "asks for a score": re.compile(
        r"\b(?:full|maximum|top|perfect|highest) (?:marks?|credit|scores?|grade)\b|\b(?:100/100"
        r"|10/10|100 out of 100)|\bmark\b.{0,20}\b(?:every|all|each)\b.{0,20}\bpoints?\b"
        r"|\bpoints? (?:is|are|as) met\b|^\W*score ?[:=] ?\d+|\bverdict\"? ?[:=] ?\"?met\b",
        re.IGNORECASE,
    ),
    "forges a role": re.compile(
        r"</?(?:answer|system|candidate|rubric|instructions?|user|assistant)\b.{0,40}>|\[/?INST\]"
        r"|<\|[a-z_]+\|>|^\s*#*\s*(?:system|assistant)\s*(?:prompt|message)?\s*:",
        re.IGNORECASE,
    ),
}
_COMMENT = re.compile(r"<!--.*?(?:-->|$)", re.DOTALL)
_UNSEEN = re.compile(r"[\u200b\u2060-\u2064\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")
_REJECTS = frozenset(
    """wrong mistake dangerous danger bad naive tempting avoid myth trap harmful worse instead
    rather never not cannot nobody without but don't doesn't isn't wouldn't shouldn't""".split()
)


class LocalGrader:
    """Grades by evidence matching, in a thread, so that the event loop never waits for it."""

    name = "local"

    async def grade(self, request: GradeRequest) -> GradeOutcome:
        """Return what `judge` says; never raises GraderDown."""
        return await asyncio.to_thread(judge, request.question, request.answer)


def judge(question: Question, answer: str) -> GradeOutcome:
    """Return an estimate in quarter steps, or why the answer could not be judged."""
    raw = answer[:MAX_CHARS]
    text = visible(raw)
    topic = evidence.topic(f"{question.title}\n{question.prompt}", question.rubric.points)
    parts = evidence.pieces(text)
    if reason := _unfit(topic, [word for part in parts for word in part.words]):
        return Ungraded(reason=reason, grader=LocalGrader.name)
    injected, tripwires = _injections(raw, text, parts)
    found = _best(topic, text, parts, injected | evidence.set_aside(topic, parts))
    points = tuple(
        _verdict(point.id, *best) for point, best in zip(question.rubric.points, found, strict=True)
    )
    judgement = Judgement(
        points=points,
        flags=_flags(question.rubric, parts, injected),
        levels=_levels(question.rubric, points),
        tripwires=tripwires,
    )
    checked, _ = with_evidence(judgement, question, text)
    if _is_chat(parts) and all(one.verdict == Verdict.MISSED for one in checked.points):
        return Ungraded(reason=Reason.NOT_AN_ANSWER, grader=LocalGrader.name)
    return Graded(
        score=score(question.rubric, checked, step=STEP) or 0,
        judgement=checked,
        grader=LocalGrader.name,
        estimate=True,
        confidence=_confidence(question.rubric, [value for value, _ in found]),
    )


def _unfit(topic: Topic, words: Sequence[str]) -> Reason | None:
    if not words:
        return Reason.EMPTY
    if _is_foreign(words):
        return Reason.LANGUAGE
    said = {tuple(words[at : at + evidence.RUN]) for at in range(len(words) - evidence.RUN + 1)}
    new = {one for word in words if (one := stem(word))} - topic.known
    if said and len(said & topic.asked) >= ECHOED * len(said) and len(new) < ECHO_NEW:
        return Reason.ECHO
    return None


def _is_foreign(words: Sequence[str]) -> bool:
    """Return whether most of the words are of another language than English."""
    latin = [word for word in words if _LATIN.match(word)]
    other = [word for word in words if not _LATIN.match(word) and not word.isdigit()]
    # Where no spaces divide words, two characters are about one.
    if sum(max(1, len(_DENSE.findall(word)) / 2) for word in other) > len(latin):
        return True
    size = max(8, len(latin))
    english = sum(word in _ENGLISH for word in latin)
    foreign = sum(word in _FOREIGN for word in latin)
    accented = sum(not word.isascii() for word in latin)
    return foreign > max(FOREIGN * size, english) or (
        accented > FOREIGN * size and english <= max(1, ENGLISH * size)
    )


def _is_chat(parts: Sequence[Piece]) -> bool:
    return len(parts) <= CHAT_LINES and all(_CHAT.fullmatch(part.text) for part in parts)


def _injections(
    raw: str, text: str, parts: Sequence[Piece]
) -> tuple[frozenset[int], tuple[str, ...]]:
    """Return the pieces that speak to the grader, and the kinds of injection found."""
    hidden = [match.span() for match in _COMMENT.finditer(text)]
    unseen = len(_UNSEEN.findall(raw)) > UNSEEN_CHARS
    kinds = {"hidden text"} if hidden or unseen else set()
    told = set()
    for number, part in enumerate(parts):
        caught = {kind for kind, pattern in _TRIPWIRES.items() if pattern.search(part.text)}
        if caught or any(start < part.end and part.start < end for start, end in hidden):
            told.add(number)
        kinds |= caught
    return frozenset(told), tuple(sorted(kinds))


def _best(
    topic: Topic, text: str, parts: Sequence[Piece], aside: frozenset[int]
) -> list[tuple[float, str]]:
    """Return for each point the strength of its best quote, and that quote."""
    drift = min(1.0, evidence.focus(topic, parts) / FOCUSED)
    found = [(0.0, "")] * len(topic.totals)
    for quote, size, signs in evidence.windows(text, parts, aside):
        for point, strength in enumerate(evidence.strengths(topic, signs)):
            value = drift * strength - WIDER * (size - 1)
            if value > found[point][0]:
                found[point] = (value, quote)
    return found


def _verdict(point: str, value: float, quote: str) -> PointVerdict:
    if value < PARTIAL_FROM:
        return PointVerdict(point=point, verdict=Verdict.MISSED)
    verdict = Verdict.MET if value >= MET_FROM else Verdict.PARTIAL
    return PointVerdict(point=point, verdict=verdict, quote=quote)


def _flags(
    rubric: Rubric, parts: Sequence[Piece], injected: frozenset[int]
) -> tuple[RaisedFlag, ...]:
    """Return the red flags one of whose cues was said, in order and without rejecting it."""
    said = [
        (part, [stem(word) for word in part.words])
        for number, part in enumerate(parts)
        if number not in injected
    ]
    raised = []
    for flag in rubric.red_flags:
        if isinstance(flag, Commission):
            for part, stems in said:
                if any(_says(part.words, stems, cue) for cue in flag.cues):
                    raised.append(RaisedFlag(flag=flag.id, quote=part.text.strip()))
                    break
    return tuple(raised)


def _says(words: Sequence[str], stems: Sequence[str], cue: str) -> bool:
    """Return whether the cue's content words stand close together, in order, and are not rejected.

    A short cue also needs its function words: "sums to one" is more than a sum.
    """
    told, wanted = _cue(cue)
    glue = STOP_WORDS.intersection(told) if len(wanted) <= SHORT_CUE else frozenset()
    for at in range(len(words)):
        if wanted and stems[at] == wanted[0]:
            end = at + len(told) + 2
            rest = iter(stems[at:end])
            near = set(words[max(0, at - 5) : end + 4])
            rejected = _REJECTS & (near - set(told))
            if not rejected and glue <= near and all(one in rest for one in wanted):
                return True
    return False


@lru_cache(maxsize=4096)
def _cue(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words of a cue, and the stems of those that carry its meaning."""
    words = tokens(text)
    return words, tuple(one for word in words if (one := stem(word)))


def _levels(rubric: Rubric, points: Sequence[PointVerdict]) -> tuple[DimensionLevel, ...]:
    levels = []
    for dimension in rubric.dimensions:
        ids = {point.id for point in rubric.points if point.dimension == dimension}
        own = tuple(one for one in points if one.point in ids)
        share = score(rubric, Judgement(points=own))
        if dimension in UNSEEN_DIMENSIONS or share is None:
            levels.append(DimensionLevel(dimension=dimension, level=None))
        else:
            best = max(own, key=lambda one: (one.verdict == Verdict.MET, len(one.quote)))
            level = round(share / 25)
            levels.append(DimensionLevel(dimension=dimension, level=level, quote=best.quote))
    return tuple(levels)


def _confidence(rubric: Rubric, strengths: Sequence[float]) -> float:
    """Return how far from the thresholds the points are, by weight."""
    total = sum(point.weight for point in rubric.points)
    sure = sum(
        point.weight * min(1.0, abs(value - MET_FROM) / 0.2, abs(value - PARTIAL_FROM) / 0.2)
        for point, value in zip(rubric.points, strengths, strict=True)
    )
    return round(sure / total, 2)
