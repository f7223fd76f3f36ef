"""Which follow-up is asked: at the heaviest missed point, never one that was asked before."""

import re

from bot.content import Probe
from bot.probes import fits
from bot.rounds.values import Round, Speaker
from bot.rounds.verdicts import open_points
from bot.words import similarity, squash

SAME = 0.7
"""Above this Jaccard similarity of content stems two questions are the same one."""


_JUDGES = re.compile(
    r"\b(?:great|good|nice|excellent|perfect|impressive|brilliant|correct(?:ly)?|exactly|well done"
    r"|well said|thanks?|thank you|you(?: are|'re) right|almost|not quite|unfortunately"
    r"|hints?|remember that|don't forget|you (?:missed|forgot|left out))\b",
    re.IGNORECASE,
)
"""Praise, verdicts and hints, which no follow-up has."""


def follow_up(one: Round, stage: int, suggested: Probe | None) -> Probe | None:
    """Return what to ask next at a stage, or nothing where no point is open.

    A suggestion has to aim at the heaviest open point, to give nothing away (`probes.fits`), to
    judge nothing and to be new. Else it is the author's probe for the heaviest open point that has
    a new one.
    """
    missing = open_points(one, stage)
    if not missing:
        return None
    question = one.plan.question_of(stage)
    if (
        suggested is not None
        and suggested.point == missing[0].id
        and fits(question, suggested, {point.id for point in missing})
        and not _JUDGES.search(suggested.ask)
        and is_new(one, suggested.ask)
    ):
        return Probe.model_construct(point=suggested.point, ask=suggested.ask.strip())
    for point in missing:
        for probe in question.probes:
            if probe.point == point.id and is_new(one, probe.ask):
                return probe
    return None


def is_new(one: Round, ask: str) -> bool:
    """Return whether nothing like it was asked in this round."""
    asked = (t.text for t in one.turns if t.speaker in (Speaker.ASKED, Speaker.PROBED))
    return not any(squash(ask) == squash(old) or similarity(ask, old) > SAME for old in asked)
