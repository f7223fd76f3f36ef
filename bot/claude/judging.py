"""From a reply to a judgement of ours: evidence checked, credit kept or lost, two looks joined."""

from dataclasses import dataclass, replace

from bot.claude.answers import Prepared
from bot.claude.controls import Control
from bot.claude.schema import Breach, Reply, read
from bot.content import Commission, Point, Probe, Question, Verdict
from bot.grading import (
    DimensionLevel,
    Judgement,
    PointVerdict,
    RaisedFlag,
    score,
    split_sentences,
    with_evidence,
)
from bot.leaks import gives_away

PASS_LINE, BAND = 60, 5
"""Of 100: a score so near to the line is looked at twice, the line being where verdicts matter."""

LONGEST_QUOTE = 400
"""Characters, twice what is asked for: a quote of the whole answer shows nothing of a point."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One reading of an answer, its evidence checked."""

    judgement: Judgement
    score: int
    unfound: tuple[str, ...]
    """Points and red flags that lost their credit because their quote did not hold."""
    is_attempt: bool
    steered: bool
    """The reply credits a point that no answer makes."""
    probe: Probe
    feedback: str


def look(question: Question, prepared: Prepared, decoy: Control, text: str) -> Look:
    """Return what a reply is worth; raises schema.Breach."""
    points = [point.id for point in question.rubric.points]
    flags = [f.id for f in question.rubric.red_flags if isinstance(f, Commission)]
    reply = read(
        text, points=[*points, decoy.id], flags=flags, dimensions=question.rubric.dimensions
    )
    assessed = sum(one.verdict != "cannot_assess" for one in reply.points if one.id != decoy.id)
    if 2 * assessed < len(points):
        # A share of very few points is no score: it could be had by leaving out the rest.
        raise Breach(f"points: {assessed} of {len(points)} assessed")
    judgement, lost = _checked(question, prepared, _judgement(question, reply, decoy, prepared))
    credited = {one.id for one in reply.points if one.verdict in ("met", "partial")}
    return Look(
        judgement=judgement,
        score=score(question.rubric, judgement) or 0,
        unfound=tuple(one for one in lost if one in points or one in flags),
        is_attempt=reply.is_attempt,
        steered=decoy.id in credited,
        probe=Probe.model_construct(point=reply.probe.point, ask=reply.probe.ask),
        feedback=reply.feedback,
    )


def again(question: Question, first: Look, second: Look) -> Look:
    """Return the first look with what the second found for the criteria that had lost credit."""
    asked = set(first.unfound)
    found = {one.point: one for one in second.judgement.points}
    points = tuple(
        found[one.point] if one.point in asked else one for one in first.judgement.points
    )
    more = tuple(flag for flag in second.judgement.flags if flag.flag in asked)
    judgement = replace(first.judgement, points=points, flags=(*first.judgement.flags, *more))
    return replace(
        first,
        judgement=judgement,
        score=score(question.rubric, judgement) or 0,
        unfound=tuple(one for one in second.unfound if one in asked),
    )


def is_close(one: Look) -> bool:
    """Return whether a look needs a second opinion."""
    return bool(one.unfound) or abs(one.score - PASS_LINE) <= BAND


def safe_feedback(question: Question, judgement: Judgement, text: str) -> str:
    """Return the sentences of a feedback that do not say what a point not met says."""
    met = {one.point for one in judgement.points if one.verdict == Verdict.MET}
    hidden = [point for point in question.rubric.points if point.id not in met]
    return " ".join(
        sentence
        for sentence in split_sentences(text)
        if not any(gives_away(sentence, point, question.prompt) for point in hidden)
    )


def _judgement(question: Question, reply: Reply, decoy: Control, prepared: Prepared) -> Judgement:
    """Return the reply in the order of the rubric, without the control point."""
    said = {one.id: one for one in reply.points if one.id != decoy.id}
    raised = {one.id: one for one in reply.flags if one.verdict == "raised"}
    levels = {one.id: one for one in reply.dimensions}
    return Judgement(
        points=tuple(
            PointVerdict(
                point=point.id,
                verdict=Verdict(said[point.id].verdict),
                quote=_quote(said[point.id].quote),
            )
            for point in question.rubric.points
        ),
        flags=tuple(
            RaisedFlag(flag=flag.id, quote=_quote(raised[flag.id].quote))
            for flag in question.rubric.red_flags
            if flag.id in raised
        ),
        levels=tuple(
            DimensionLevel(
                dimension=name,
                level=None if levels[name].level == "cannot_assess" else int(levels[name].level),
                quote=_quote(levels[name].quote),
            )
            for name in question.rubric.dimensions
        ),
        tripwires=prepared.tripwires,
    )


def _quote(quote: str) -> str:
    return quote if len(quote) <= LONGEST_QUOTE else ""


def _checked(
    question: Question, prepared: Prepared, judgement: Judgement
) -> tuple[Judgement, tuple[str, ...]]:
    """Return what the evidence rule leaves of a judgement.

    An answer in another language shares no words with our rubric: there a quote has to be real, and
    what it shows is the model's word alone.
    """
    judged = question if prepared.english else _in_any_language(question, judgement)
    return with_evidence(judgement, judged, prepared.evidence)


def _in_any_language(question: Question, judgement: Judgement) -> Question:
    """Return the question with each quote as a further alias, which lifts the rule on stems."""
    quotes = {one.point: one.quote for one in judgement.points}
    raised = {one.flag: one.quote for one in judgement.flags}
    points = tuple(_also(point, quotes.get(point.id, "")) for point in question.rubric.points)
    flags = tuple(
        flag.model_copy(update={"cues": (*flag.cues, raised[flag.id])})
        if isinstance(flag, Commission) and flag.id in raised
        else flag
        for flag in question.rubric.red_flags
    )
    rubric = question.rubric.model_copy(update={"points": points, "red_flags": flags})
    return question.model_copy(update={"rubric": rubric})


def _also(point: Point, quote: str) -> Point:
    return point.model_copy(update={"aliases": (*point.aliases, quote)})
