"""Which point of the shipped questions is meant by the words that people see."""

from pathlib import Path

from bot.appeals import meant
from bot.packs import load

FOLDER = Path(__file__).parents[2] / "content" / "ai-engineering"


def test_every_point_can_be_named() -> None:
    """A direction, a point or its id, copied from the feedback, means that point and no other."""
    wrong = [
        (question.id, point.id, said)
        for question in load(FOLDER).questions.values()
        for point in question.rubric.points
        for said in (
            point.about,
            point.says,
            point.id,
            f"1 more point, about {point.about.upper()}",
        )
        if meant(question, said) != point
    ]

    assert wrong == []
