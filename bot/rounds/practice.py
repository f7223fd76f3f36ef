"""What to practise after a round: questions of the bank about what went worst."""

import hashlib

from bot.content import Question
from bot.packs import Bank
from bot.rounds.scorecard import weak_concepts
from bot.rounds.values import Round

COUNT = 3


def practice(bank: Bank, one: Round) -> tuple[Question, ...]:
    """Return three questions that were not in the round, on its weakest concepts first."""
    weak = weak_concepts(one)
    asked = {question.id for question in one.plan.questions}

    def rank(question: Question) -> tuple[int, bool, str]:
        places = [weak.index(name) for name in question.concepts if name in weak]
        chance = hashlib.sha256(f"{one.id}/{question.id}".encode()).hexdigest()
        return min(places, default=len(weak)), question.difficulty != one.plan.difficulty, chance

    pool = [question for question in bank.questions.values() if question.id not in asked]
    return tuple(sorted(pool, key=rank)[:COUNT])
