"""How many answers the offline grader judges in a second on one core."""

from collections.abc import Sequence
from time import perf_counter

from bot.local_grader import judge
from bot.packs import load
from bot.settings import PACK
from tests.bench.figures import Figure


def measure() -> Sequence[Figure]:
    """Return answers a second over every exemplar of the bank, caches warm."""
    questions = load(PACK).questions.values()
    answers = [(q, e.answer) for q in questions for _, e in q.exemplars.each()]
    for question, answer in answers:
        judge(question, answer)
    started = perf_counter()
    for question, answer in answers:
        judge(question, answer)
    seconds = perf_counter() - started
    return (Figure(name="offline grader", value=len(answers) / seconds, unit="answers/s"),)
