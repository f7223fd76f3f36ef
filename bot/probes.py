"""Which follow-up question is asked: the grader's if it gives nothing away, else the author's."""

from collections.abc import Collection

from bot.content import Probe, Question, Verdict
from bot.grading import Judgement
from bot.leaks import gives_away
from bot.words import runs, visible

LONGEST = 300
"""Characters; the limit of `content.Line`, which authored probes obey."""

RUN = 4
"""Words in a row that a probe shares with the model answer by copying, not by chance."""


def choose(question: Question, judgement: Judgement, suggested: Probe | None) -> str:
    """Return the question to ask next, or nothing where no point is open.

    A suggestion is used only if `fits`; the author's probe is the one for the heaviest open point.
    """
    asked = {one.point: one.verdict for one in judgement.points}
    missing = [
        point
        for point in question.rubric.points
        if asked.get(point.id) in (Verdict.MISSED, Verdict.PARTIAL)
    ]
    open_ids = {point.id for point in missing}
    if suggested is not None and fits(question, suggested, open_ids):
        return suggested.ask.strip()
    for point in sorted(missing, key=lambda point: -point.weight):
        for probe in question.probes:
            if probe.point == point.id:
                return probe.ask
    return ""


def fits(question: Question, probe: Probe, open_ids: Collection[str]) -> bool:
    """Return whether a suggested probe is one question at an open point, and states none of them.

    It must not say what any open point says, nor copy words of the rubric or the model answer.
    """
    ask = visible(probe.ask).strip()
    is_question = ask.endswith(("?", "？")) and len(ask) <= LONGEST and "\n" not in ask
    if probe.point not in open_ids or not is_question or "@" in ask or "<" in ask:
        return False
    hidden = [point for point in question.rubric.points if point.id in open_ids]
    if any(gives_away(ask, point, question.prompt) for point in hidden):
        return False
    secret = runs(question.model_answer, RUN)
    for point in hidden:
        secret |= runs(point.says, RUN) | runs(point.evidence, RUN)
    return not runs(ask, RUN) & (secret - runs(question.prompt, RUN))
