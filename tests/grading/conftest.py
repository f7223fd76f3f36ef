"""What the grading tests share: the real bank, and a small question of their own."""

from pathlib import Path

import pytest

from bot.content import Question
from bot.packs import Bank, load

PACK = Path(__file__).parents[2] / "content" / "ai-engineering"


@pytest.fixture(scope="session")
def bank() -> Bank:
    """Return the pack that is shipped."""
    return load(PACK)


@pytest.fixture(scope="session")
def question() -> Question:
    """Return a question about a shop's queue, with points that are easy to tell apart."""
    nothing = {"buffer": "missed", "order": "missed", "retry": "missed", "alarm": "missed"}
    everything = dict.fromkeys(nothing, "met")
    answer = "I have no idea what to say about this one."
    return Question.model_validate(
        {
            "id": "queue-before-warehouse",
            "version": 1,
            "track": "fundamentals",
            "concepts": ["agents"],
            "difficulty": "junior",
            "minutes": 5,
            "title": "A queue in front of the warehouse",
            "prompt": "A shop writes purchases straight into the warehouse program. Somebody "
            "proposes a queue between the two. Say what that buys and what it costs.",
            "rubric": {
                "points": [
                    {
                        "id": "buffer",
                        "says": "bursts of traffic are buffered, so a slow consumer survives",
                        "about": "busy hours",
                        "weight": 3,
                        "dimension": "depth",
                        "evidence": "Says that messages wait while the consumer catches up.",
                        "aliases": ["absorbs bursts", "smooths traffic peaks", "decouples speed"],
                    },
                    {
                        "id": "order",
                        "says": "messages may arrive twice, so handlers have to be idempotent",
                        "about": "what arrives",
                        "weight": 2,
                        "dimension": "failure-awareness",
                        "evidence": "Says that delivery is at least once, with duplicates.",
                        "aliases": ["at least once delivery", "idempotent handler", "duplicates"],
                    },
                    {
                        "id": "retry",
                        "says": "a crash does not lose anything: unacknowledged work is retried",
                        "about": "crashes",
                        "weight": 2,
                        "dimension": "failure-awareness",
                        "evidence": "Says that failed work stays and is redelivered later.",
                        "aliases": ["redelivers unacknowledged work", "retried after a crash"],
                    },
                    {
                        "id": "alarm",
                        "says": "the backlog has to be watched, with an alarm on its age",
                        "about": "running it",
                        "weight": 1,
                        "dimension": "experience",
                        "evidence": "Says that backlog length or age is monitored.",
                        "aliases": ["alarm on the backlog", "monitor backlog age"],
                    },
                ],
                "red_flags": [
                    {
                        "kind": "commission",
                        "id": "exactly-once",
                        "of": "magic-box",
                        "says": "believes that nothing ever arrives twice",
                        "cues": ["exactly once for free", "never delivers anything twice"],
                    }
                ],
                "dimensions": ["depth", "failure-awareness", "experience", "communication"],
            },
            "probes": [
                {"point": "buffer", "ask": "What happens at noon on a sale day?"},
                {"point": "retry", "ask": "The worker dies half way. What now?"},
            ],
            "model_answer": "It buys independence in time and costs a harder way of thinking.",
            "exemplars": {
                "good": {"answer": answer, "verdicts": everything},
                "partial": {"answer": answer, "verdicts": nothing},
                "bad": {"answer": answer, "verdicts": nothing},
            },
            "sources": [{"title": "A book about queues"}],
        }
    )
