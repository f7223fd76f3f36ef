"""Which question comes next: pure, and the same for the same seed."""

import random
from collections.abc import Mapping, Sequence
from statistics import fmean

from bot.content import Question
from bot.records import ConceptScore, PastQuestion, Plan

WEAK_BELOW = 60
"""A concept whose average score (0-100) is below this is weak."""

WEAK_WEIGHT = 3.0
"""How much likelier than others a question about a weak concept is."""


def pool(bank: Mapping[str, Question], plan: Plan) -> tuple[Question, ...]:
    """Return the questions that a plan may ask, in order of id."""
    return tuple(
        question
        for _, question in sorted(bank.items())
        if question.track in plan.tracks and question.difficulty in plan.difficulties
    )


def pick(
    candidates: Sequence[Question],
    history: Sequence[PastQuestion],
    weak: frozenset[str],
    seed: str,
) -> Question | None:
    """Return the next question; None where there is none to choose from.

    Questions that the team has not had come first, weak concepts likelier. When all were asked, the
    one that was asked longest ago comes again.
    """
    last = {past.question: past.asked_at for past in history}
    fresh = [question for question in candidates if question.id not in last]
    if not fresh:
        asked = [question for question in candidates if question.id in last]
        return min(asked, key=lambda question: last[question.id], default=None)
    weights = [WEAK_WEIGHT if weak & set(question.concepts) else 1.0 for question in fresh]
    return random.Random(seed).choices(fresh, weights)[0]  # noqa: S311 - nothing is at stake


def weak_concepts(scores: Sequence[ConceptScore], bank: Mapping[str, Question]) -> frozenset[str]:
    """Return the concepts whose recent average is below `WEAK_BELOW`."""
    by_concept: dict[str, list[int]] = {}
    for one in scores:
        question = bank.get(one.question)
        for concept in question.concepts if question else ():
            by_concept.setdefault(concept, []).append(one.score)
    return frozenset(concept for concept, found in by_concept.items() if fmean(found) < WEAK_BELOW)
