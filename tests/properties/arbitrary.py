"""Strategies: texts that people send, moments, and rubrics of any shape."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from bot.content import Question, Verdict

BERLIN = "Europe/Berlin"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=30)

HOSTILE = (
    "a\u202eb\u2066c",
    "zero\u200bwidth\ufeff",
    "bell\x07 escape\x1b[31m",
    "line\nbreak\r\nand\ttab",
    "**bold** `code` [link](https://example.org) <b>",
    "```\nfence",
    "> quoted\n# heading",
    "@everyone <!channel> <@U1>",
    "e\u200d\u0301",
    "👩\u200d💻 日本語",
)
"""Texts that break what trusts them: markup, control and direction characters, pings."""

anything = st.text(max_size=60) | st.sampled_from(HOSTILE)
"""Any text that UTF-8 can hold."""

moments = st.datetimes(
    min_value=datetime(2020, 1, 1),  # noqa: DTZ001 - hypothesis wants naive bounds
    max_value=datetime(2040, 1, 1),  # noqa: DTZ001 - hypothesis wants naive bounds
    timezones=st.just(UTC),
)

spans = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=30))

ORDERED = (Verdict.MISSED, Verdict.PARTIAL, Verdict.MET)


def a_question(  # noqa: PLR0913 - each test varies another part
    *,
    id: str = "queue-before-warehouse",  # noqa: A002 - the field's name
    weights: tuple[int, ...] = (3, 2, 2, 1),
    flags: int = 0,
    omissions: tuple[tuple[int, ...], ...] = (),
    concepts: tuple[str, ...] = ("queues",),
    track: str = "fundamentals",
    difficulty: str = "junior",
) -> Question:
    """Return a question with one key point for each weight, and flags of both kinds.

    Point 0 is about what a buffer does, and so on; an omission names its points by number.
    """
    points = [
        {
            "id": f"p{number}",
            "says": f"buffer number {number} keeps orders that arrive in bursts",
            "about": f"busy hour {number}",
            "weight": weight,
            "dimension": "depth",
            "evidence": f"Says that buffer {number} holds orders until they are worked on.",
            "aliases": [f"absorbs burst {number}", f"evens out peak {number}"],
        }
        for number, weight in enumerate(weights)
    ]
    said = [
        {
            "kind": "commission",
            "id": f"said-{number}",
            "of": "magic-box",
            "says": f"claims that warehouse {number} never fails",
            "cues": [f"warehouse {number} never fails"],
        }
        for number in range(flags)
    ]
    unsaid = [
        {
            "kind": "omission",
            "id": f"unsaid-{number}",
            "of": "failure-blind",
            "says": "leaves out what fails",
            "points": [f"p{point}" for point in named],
        }
        for number, named in enumerate(omissions)
    ]
    verdicts = {f"p{number}": "missed" for number in range(len(weights))}
    exemplar = {"answer": "I have no idea what to say about it.", "verdicts": verdicts}
    return Question.model_validate(
        {
            "id": id,
            "version": 1,
            "track": track,
            "concepts": concepts,
            "difficulty": difficulty,
            "minutes": 5,
            "title": "A queue in front of the warehouse",
            "prompt": "A shop writes purchases into the warehouse program. "
            "Somebody proposes a queue. Say what buffer orders bring.",
            "rubric": {
                "points": points,
                "red_flags": [*said, *unsaid],
                "dimensions": ["depth"],
            },
            "probes": [
                {"point": "p0", "ask": "What happens on a busy evening?"},
                {"point": "p1", "ask": "What happens after a crash?"},
            ],
            "model_answer": "MODELANSWER: purchases wait in line while the program catches up.",
            "exemplars": {"good": exemplar, "partial": exemplar, "bad": exemplar},
            "sources": [{"title": "A book about queues"}],
        }
    )


point_weights = st.lists(st.integers(1, 5), min_size=4, max_size=8).map(tuple)
questions = st.builds(a_question, weights=point_weights, flags=st.integers(0, 5))
