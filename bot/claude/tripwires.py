"""Sentences that speak about their own grade, beyond what the offline grader looks for.

A list of phrases never is complete: it catches what is copied from the internet, in the languages
that people here are likely to use. `controls` and the rules of the prompt are for the rest.
"""

import re
from collections.abc import Sequence

from bot.local_grader.injections import injections
from bot.local_grader.sentences import Piece

_CRITERIA = (
    r"(?:\b(?:every|each|all|the)(?: \w+){0,2} (?:criteri(?:on|a)|key points?|verdicts?)"
    r"|\b(?:every|each|all)(?: of)?(?: the| your| its)? (?:points?|items?)"
    r"|\byour (?:list|rubric|criteria|verdicts?|instructions?))"
)

_KINDS = {
    "asks for a score": re.compile(
        rf"\b(?:mark|treat|count|accept|consider|rate|regard|give me|credit)\b.{{0,40}}{_CRITERIA}"
        rf"|{_CRITERIA}.{{0,40}}\b(?:met|satisfied|settled|covered|fulfilled|accepted|holds?)\b"
        r"|\bfor your (?:list|rubric|records|grading)\b"
        r"|\b(?:this|the|my) (?:answer|response|submission)s?\b.{0,60}\b(?:deserves?|makes? all"
        r"|(?:covers?|meets?|satisf(?:y|ies)) (?:all|every|each))\b"
        r"|\banswers?\b.{0,40}\b(?:are|is|be|was|were) (?:to be )?accepted\b",
        re.IGNORECASE,
    ),
    "claims authority": re.compile(
        r"\b(?:note|message|notice|update|memo)\b.{0,20}\b(?:from|by)\b.{0,30}\b(?:admin\w*|organi[sz]"
        r"ers?|staff|instructors?|developers?|anthropic|openai|system)\b"
        r"|\b(?:the|another|previous|first|human) (?:grader|examiner|evaluator|reviewer)s?\b"
        r".{0,30}\b(?:said|says|agreed|confirmed|decided|approved|accepted)\b"
        r"|\b(?:the )?answer above is (?:complete|correct|perfect|approved)\b",
        re.IGNORECASE,
    ),
    "overrides instructions": re.compile(
        r"\byou (?:were|have been|are) (?:told|instructed|asked)\b.{0,40}\b(?:no longer|not|instead"
        r"|obsolete|void|changed)\b"
        r"|\b(?:vergiss|vergessen sie|ignorier\w*|missacht\w*)\b.{0,40}\b(?:anweisung|instruktion"
        r"|regel|rubrik|vorgabe)\w*"
        r"|\b(?:ignor[aeo]\w*|olvid[ae]\w*|oubli\w+|dimentica\w*)\b.{0,40}\b(?:instruccion|instruç"
        r"|consigne|istruzion|r[eè]gles)\w*"
        r"|(?:忽略|无视|無視|忘记|忘掉).{0,20}(?:指示|指令|规则|規則|要求|提示)"
        r"|(?:игнорируй|забудь)\w*.{0,40}(?:инструкц|правил|указан)\w*",
        re.IGNORECASE,
    ),
    "pleads": re.compile(
        r"\b(?:be|being) (?:generous|lenient|kind)\b|\bgive me (?:every|all|the) points?\b"
        r"|\b(?:lose|losing|lost) my job\b.{0,60}\b(?:points?|grade|score|pass)\b",
        re.IGNORECASE,
    ),
    "forges a verdict": re.compile(
        r"[\"']?(?:is_attempt|verdict|criteria_met)[\"']?\s*[:=]", re.IGNORECASE
    ),
}


def tripwires(
    raw: str, text: str, parts: Sequence[Piece]
) -> tuple[frozenset[int], tuple[str, ...]]:
    """Return the numbers of the pieces that speak to the grader, and the kinds of that found."""
    told, known = injections(raw, text, parts)
    numbers, kinds = set(told), set(known)
    for number, part in enumerate(parts):
        caught = {kind for kind, pattern in _KINDS.items() if pattern.search(part.text)}
        if caught:
            numbers.add(number)
            kinds |= caught
    return frozenset(numbers), tuple(sorted(kinds))
