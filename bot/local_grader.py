"""The grader that needs no network: looks for each key point's words in the answer's sentences.

It estimates coverage, not correctness. What cannot be judged that way is said to be ungraded, and
an answer without evidence gets no points at all.
"""

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.content import Commission, Question, Rubric, Verdict
from bot.evidence import Piece, Topic, focus, pieces, set_aside, signed, strength, topic, windows
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
from bot.words import runs, stems, tokens, visible

MAX_CHARS = 20_000
"""Only so much of an answer is read; nobody says this much in an interview."""

MET_FROM = 0.5
PARTIAL_FROM = 0.4
"""Strengths, 0 to 1, from which a point counts."""

STEP = 25
"""The score is given in quarters: the ranking of this grader carries over to new questions, its
scale does not."""

FOCUSED = 0.2
"""Below this share of on-topic words an answer is about something else, and strengths shrink."""

WIDER = 0.02
"""Strength that each further sentence costs, so that the shortest quote wins."""

ECHO_RUN = 4
ECHO_SHARE = 0.6
"""An answer is an echo when this share of its runs of words is the question's."""

UNSEEN_DIMENSIONS = frozenset({"experience", "communication"})
"""Dimensions about which matching words says nothing; those with `offline: false` in the pack."""

_LETTER = re.compile(r"[^\W_]")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f\U00020000-\U0002ffff]")
_LATIN = re.compile(r"[a-z\u00c0-\u024f]+")
_FOREIGN = frozenset(
    [
        "der",
        "das",
        "und",
        "ist",
        "nicht",
        "ein",
        "eine",
        "einen",
        "mit",
        "für",
        "auf",
        "werden",
        "wird",
        "dass",
        "dem",
        "sich",
        "auch",
        "oder",
        "aber",
        "bei",
        "wenn",
        "ich",
        "wir",
        "sind",
        "noch",
        "nur",
        "zum",
        "zur",
        "im",
        "als",
        "durch",
        "kann",
        "man",
        "er",
        "sie",
        "es",
        "les",
        "des",
        "est",
        "une",
        "un",
        "que",
        "qui",
        "dans",
        "pour",
        "pas",
        "sur",
        "avec",
        "par",
        "plus",
        "ce",
        "cette",
        "sont",
        "ne",
        "se",
        "du",
        "au",
        "aux",
        "le",
        "la",
        "il",
        "elle",
        "nous",
        "vous",
        "et",
        "ou",
        "el",
        "los",
        "las",
        "y",
        "en",
        "una",
        "por",
        "para",
        "con",
        "del",
        "lo",
        "como",
        "su",
        "pero",
        "más",
        "di",
        "che",
        "non",
        "per",
        "della",
        "sono",
        "il",
        "una",
        "gli",
        "nel",
        "o",
        "os",
        "um",
        "uma",
        "não",
        "com",
        "em",
        "het",
        "een",
        "van",
        "niet",
        "dat",
        "zijn",
        "wordt",
        "met",
        "voor",
        "je",
        "ik",
        "jest",
        "nie",
        "na",
        "do",
        "się",
        "to",
        "że",
        "w",
        "z",
        "i",
        "ve",
        "bir",
        "bu",
        "için",
        "ile",
        "och",
        "att",
        "det",
        "som",
        "är",
        "på",
        "av",
        "en",
    ]
)
_GLUE = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "to",
        "and",
        "in",
        "is",
        "it",
        "that",
        "for",
        "on",
        "with",
        "as",
        "are",
        "be",
        "this",
        "by",
        "or",
        "at",
        "from",
        "we",
        "you",
        "i",
        "not",
        "can",
        "so",
        "which",
        "if",
        "then",
        "but",
        "have",
        "has",
        "will",
        "its",
        "they",
        "when",
        "because",
        "would",
        "there",
        "more",
        "than",
        "each",
        "no",
        "do",
        "does",
        "how",
        "what",
        "my",
        "our",
        "into",
        "only",
        "one",
        "after",
        "before",
        "all",
    ]
)
_CHAT = re.compile(
    r"(?:(?:many |ok(?:ay)?,? )?(?:thanks?|thank you|thx|cheers)\b.{0,40}|(?:great|good|nice|cool|hard|tough"
    r"|interesting) (?:question|one)\b.{0,30}|lol|rofl|lmao|(?:ha)+h?|he(?:he)+|h+m+|ok(?:ay)?|cool|wow"
    r"|yes|no|yep|nope|sure|hi|hey|hello|good (?:morning|evening|night|luck)|brb|bye|see you.{0,20}|test"
    r"|\+1|same|(?:hi|hey|hello) (?:all|there|everyone|bot)|not (?:now|today)|skip|pass|next|wait"
    r"|(?:one|a|give me a?) ?(?:sec|second|moment|minute)\b.{0,20}"
    r"|(?:sorry,? )?(?:(?:i|we)(?:['\u2019]ll| will| am going to|['\u2019]m going to)|let me|gonna)\b.{0,40}"
    r"\b(?:later|tomorrow|tonight|soon|back|after|think about it|in a (?:bit|minute|moment))\b.{0,30}"
    r"|(?:what (?:does|do|is|are)|who|where|when|which|how (?:do i|long|many|much)|can (?:you|i|we)"
    r"|could (?:you|i|we)|do (?:i|you|we)|may i|should i|are you|is (?:there|this)|why)\b.{0,90}\?)[\s.!?,)(:;]*",
    re.IGNORECASE | re.DOTALL,
)
_TRIPWIRES = {
    "addresses the grader": re.compile(
        r"\b(?:dear|hey|hello|hi|note (?:to|for)|attention|message (?:to|for)|to)(?: the)?(?: ai)?[ ,:]+"
        r"(?:grader|evaluator|examiner|judge|assessor|grading (?:model|system|assistant))\b"
        r"|\byou are (?:now )?(?:an?|the|no longer)\b.{0,40}\b(?:grader|evaluator|examiner|judge|assistant)\b",
        re.IGNORECASE,
    ),
    "overrides instructions": re.compile(
        r"(?:^|[.!?:,;]\s*|\b(?:please|and|now|just|must|should)\s+)(?:ignore|disregard|forget|override|bypass)"
        r"\b.{0,40}\b(?:instructions?|rubric|prompts?|criteria|rules|guidelines|key points|above)\b",
        re.IGNORECASE,
    ),
    "asks for a score": re.compile(
        r"\b(?:full|maximum|top|perfect|highest|100 ?%?|10/10) (?:marks?|credit|score|points|grade)\b"
        r"|\bmark\b.{0,20}\b(?:every|all|each)\b.{0,20}\bpoints?\b|\bpoints? (?:is|are|as) met\b"
        r"|\b(?:100/100|10/10|100 out of 100|score ?[:=] ?\d+)|\"?verdict\"? ?[:=] ?\"?met\b",
        re.IGNORECASE,
    ),
    "forges a role": re.compile(
        r"</?(?:answer|system|candidate|rubric|instructions?|user|assistant)\b[^>]{0,40}>|\[/?INST\]"
        r"|<\|[a-z_]+\|>|^\s*#*\s*(?:system|assistant)\s*(?:prompt|message)?\s*:",
        re.IGNORECASE,
    ),
}
_REJECTS = re.compile(
    r"\b(?:wrong|mistake|dangerous|danger|bad|naive|tempting|avoid|myth|trap|harmful|worse|instead|rather"
    r"|but|would)\b",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"<!--.*?(?:-->|$)", re.DOTALL)
_UNSEEN = re.compile(r"[\u200b\u2060-\u2064\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The best window for one statement, and how strong it is."""

    strength: float = 0.0
    quote: str = ""


class LocalGrader:
    """Grades by evidence matching, in a thread, so that the event loop never waits for it."""

    name = "local"

    async def grade(self, request: GradeRequest) -> GradeOutcome:
        """Return the grade of `judge`; never raises GraderDown."""
        return await asyncio.to_thread(judge, request.question, request.answer)


def judge(question: Question, answer: str) -> GradeOutcome:
    """Return an estimate in quarter steps, or why the answer could not be judged."""
    raw = answer[:MAX_CHARS]
    text = visible(raw)
    asked = topic(f"{question.title}\n{question.prompt}", question.rubric.points)
    if reason := _unfit(question, asked, text):
        return Ungraded(reason=reason, grader=LocalGrader.name)
    parts = pieces(text)
    injected, tripwires = _injections(raw, text, parts)
    aside = injected | set_aside(asked, parts)
    found = _best(asked, text, parts, aside)
    if _is_chat(parts) and not any(one.strength >= PARTIAL_FROM for one in found):
        return Ungraded(reason=Reason.NOT_AN_ANSWER, grader=LocalGrader.name)
    points = tuple(
        _verdict(point.id, one) for point, one in zip(question.rubric.points, found, strict=True)
    )
    judgement = Judgement(
        points=points,
        flags=_flags(question.rubric, parts, injected),
        levels=_levels(question.rubric, points),
        tripwires=tripwires,
    )
    checked, _ = with_evidence(judgement, question, text)
    return Graded(
        score=score(question.rubric, checked, step=STEP) or 0,
        judgement=checked,
        grader=LocalGrader.name,
        estimate=True,
        confidence=_confidence(question.rubric, found),
    )


def _unfit(question: Question, asked: Topic, text: str) -> Reason | None:
    if not _LETTER.search(text):
        return Reason.EMPTY
    if _is_foreign(text):
        return Reason.LANGUAGE
    said = runs(text, ECHO_RUN)
    echoed = said & runs(f"{question.title}\n{question.prompt}", ECHO_RUN)
    if len(echoed) >= ECHO_SHARE * max(1, len(said)) and len(signed(text).keys() - asked.known) < 6:
        return Reason.ECHO
    return None


def _is_foreign(text: str) -> bool:
    """Return whether most of the text is in another language than English."""
    words = [word for word in tokens(text) if not word.isdigit()]
    wide = len(_WIDE.findall(text)) / 2
    latin = [word for word in words if _LATIN.match(word)]
    other = len(words) - len(latin)
    if wide + other > len(latin):
        return True
    if len(latin) < 4:
        return False
    english = sum(word in _GLUE for word in latin) / len(latin)
    foreign = sum(word in _FOREIGN and word not in _GLUE for word in latin) / len(latin)
    accented = sum(not word.isascii() for word in latin) / len(latin)
    return foreign > max(0.15, english) or (english < 0.05 and accented > 0.15)


def _is_chat(parts: Sequence[Piece]) -> bool:
    return 0 < len(parts) <= 4 and all(_CHAT.fullmatch(piece.text) for piece in parts)


def _injections(
    raw: str, text: str, parts: Sequence[Piece]
) -> tuple[frozenset[int], tuple[str, ...]]:
    """Return the pieces that speak to the grader, and the kinds of injection found."""
    hidden = [match.span() for match in _COMMENT.finditer(text)]
    kinds = {"hidden text"} if hidden or len(_UNSEEN.findall(raw)) > 2 else set()
    told = set()
    for number, piece in enumerate(parts):
        caught = {kind for kind, pattern in _TRIPWIRES.items() if pattern.search(piece.text)}
        if caught or any(start < piece.end and piece.start < end for start, end in hidden):
            told.add(number)
        kinds |= caught
    return frozenset(told), tuple(sorted(kinds))


def _best(
    asked: Topic, text: str, parts: Sequence[Piece], aside: frozenset[int]
) -> tuple[Found, ...]:
    seen = tuple(windows(text, parts, aside))
    drift = min(1.0, focus(asked, parts) / FOCUSED)
    found = []
    for statement in asked.statements:
        best = Found()
        for window in seen:
            value = drift * strength(asked, statement, window.signs) - WIDER * (window.size - 1)
            if value > best.strength:
                best = Found(strength=value, quote=window.quote)
        found.append(best)
    return tuple(found)


def _verdict(point: str, best: Found) -> PointVerdict:
    if best.strength < PARTIAL_FROM:
        return PointVerdict(point=point, verdict=Verdict.MISSED)
    verdict = Verdict.MET if best.strength >= MET_FROM else Verdict.PARTIAL
    return PointVerdict(point=point, verdict=verdict, quote=best.quote)


def _flags(
    rubric: Rubric, parts: Sequence[Piece], injected: frozenset[int]
) -> tuple[RaisedFlag, ...]:
    """Return the red flags whose cue was said, all of it, in one sentence that does not reject it."""
    said = [
        piece
        for number, piece in enumerate(parts)
        if number not in injected and not _REJECTS.search(piece.text)
    ]
    raised = []
    for flag in rubric.red_flags:
        if isinstance(flag, Commission):
            cues = [signs for cue in flag.cues if (signs := signed(cue))]
            hit = (piece for piece in said if any(_holds(piece.signs, cue) for cue in cues))
            if first := next(hit, None):
                raised.append(RaisedFlag(flag=flag.id, quote=first.text.strip()))
    return tuple(raised)


def _holds(signs: Mapping[str, int], cue: Mapping[str, int]) -> bool:
    return all(signs.get(stem) == sign for stem, sign in cue.items())


def _levels(rubric: Rubric, points: Sequence[PointVerdict]) -> tuple[DimensionLevel, ...]:
    levels = []
    for dimension in rubric.dimensions:
        ids = {point.id for point in rubric.points if point.dimension == dimension}
        own = tuple(one for one in points if one.point in ids)
        share = score(rubric, Judgement(points=own))
        if dimension in UNSEEN_DIMENSIONS or share is None:
            levels.append(DimensionLevel(dimension=dimension, level=None))
            continue
        quote = next((one.quote for one in own if one.verdict == Verdict.MET), "")
        quote = quote or next((one.quote for one in own if one.quote), "")
        levels.append(DimensionLevel(dimension=dimension, level=round(share / 25), quote=quote))
    return tuple(levels)


def _confidence(rubric: Rubric, found: Sequence[Found]) -> float:
    """Return how far from the thresholds the points are, weighted, 0 to 1."""
    total = sum(point.weight for point in rubric.points)
    sure = sum(
        point.weight
        * min(1.0, min(abs(one.strength - MET_FROM), abs(one.strength - PARTIAL_FROM)) / 0.2)
        for point, one in zip(rubric.points, found, strict=True)
    )
    return round(sure / total, 2)
