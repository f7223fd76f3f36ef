"""Pictures beside what people are told."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from bot.grading import DimensionLevel, Graded
from bot.messages import Choice, Post
from bot.pictures import BoardCard, Chart, DayHeat, ProgressLine, Radar, TopicHeat
from bot.ports import GradeRequest, Judged
from tests.fakes import ScriptedGrader
from tests.flows.room import BATCH, MEMORY, PREFILL, REUSE, Room
from tests.flows.rounding import Interview

ALL = f"{PREFILL} {REUSE} {MEMORY} {BATCH}"
Kind = TypeVar("Kind", bound=Chart)


class LevelGrader(ScriptedGrader):
    """Finds level 3 on every dimension of a question."""

    async def judge(self, request: GradeRequest) -> Judged:
        """Return what is scripted, with levels."""
        judged = await super().judge(request)
        assert isinstance(judged.outcome, Graded)
        levels = tuple(
            DimensionLevel(dimension=one, level=3, quote=PREFILL)
            for one in request.question.rubric.dimensions
        )
        judgement = replace(judged.outcome.judgement, levels=levels)
        return replace(judged, outcome=replace(judged.outcome, judgement=judgement))


def told(room: Room) -> Post:
    """Return what was told last."""
    return room.platform.tells[-1].post


def drawn(room: Room, kind: type[Kind]) -> Kind:
    """Return the chart that was drawn last."""
    chart = room.painter.charts[-1]
    assert isinstance(chart, kind)
    return chart


def labels(choices: Sequence[Choice]) -> list[str]:
    """Return what is offered."""
    return [choice.label for choice in choices]


async def test_a_board(asked: Room) -> None:
    """A board comes with a card that has its lines, and marks the line of who looks at it."""
    await asked.answers("ana", f"{PREFILL} {REUSE}")
    await asked.answers("ben", PREFILL)
    await asked.command("ben", "board")

    card = drawn(asked, BoardCard)
    assert [(line.place, line.name, line.shown, line.me) for line in card.lines] == [
        (1, "ana", "60", False),
        (2, "ben", "30", True),
    ]
    assert card.title == told(asked).title
    image = told(asked).image
    assert image
    assert "2. ben (you) 30." in image.alt


async def test_far_down_a_board(asked: Room) -> None:
    """Who is not among the first ten is on the card with both neighbours, after a gap."""
    for number in range(15):
        await asked.says(f"person{number:02}", ALL if number < 13 else PREFILL)
    await asked.says("zoe", REUSE.replace("reuses", "forgets"))
    await asked.advance(seconds=20)
    await asked.command("person14", "board")

    lines = drawn(asked, BoardCard).lines
    positions = [line.position for line in lines]
    assert positions[:10] == list(range(1, 11))
    assert positions[10] > 11
    assert [line.name for line in lines if line.me] == ["person14"]
    assert len(lines) in {12, 13}


async def test_words_go_without_their_picture(asked: Room) -> None:
    """Where no picture can be had, the same words are told."""
    await asked.answers("ana", PREFILL)
    with_it = await asked.command("ana", "board")
    asked.painter.empty_handed = True
    without = await asked.command("ana", "board")
    progress = await asked.command("ana", "progress")

    assert with_it == without
    assert told(asked).image is None
    assert told(asked).choices == ()
    assert "KV cache" in progress


async def test_nothing_to_draw(asked: Room) -> None:
    """An empty board, progress before the first answer and a team without one have no picture."""
    for verb in ("board", "progress", "team"):
        await asked.command("ana", verb)

    assert asked.painter.charts == []
    assert told(asked).image is None


async def test_progress_week_by_week(asked: Room) -> None:
    """Progress comes with its lines, and the other pictures are a button away."""
    await asked.answers("ana", f"{PREFILL} {MEMORY}")
    await asked.command("ana", "progress")
    lines = drawn(asked, ProgressLine)
    offered = told(asked).choices
    await asked.takes("ana", asked.choice("Days"))
    days, view = drawn(asked, DayHeat), told(asked)

    assert [(one.label, one.values[-1]) for one in lines.series] == [("fundamentals", 50.0)]
    assert lines.series[0].values[:-1] == (None,) * 11
    assert len(lines.weeks) == 12
    assert "Days" in labels(offered)
    assert "Week by week" not in labels(offered)
    assert [(day.isoformat(), number) for day, number in days.answers] == [("2026-11-23", 1)]
    assert (days.until - days.since).days == 84
    assert view.title == "Your days"
    assert view.image
    assert "Week by week" in labels(view.choices)


async def test_the_dimensions(asked: Room) -> None:
    """The radar has the levels that the text has; without any it is not offered."""
    await asked.answers("ana", PREFILL)
    await asked.command("ana", "progress")
    without = labels(told(asked).choices)
    asked.deps = replace(asked.deps, grader=LevelGrader())
    await asked.answers("ben", f"{PREFILL} {REUSE}")
    said = await asked.command("ben", "progress")
    await asked.takes("ben", asked.choice("Dimensions"))

    assert "Dimensions" not in without
    spokes = drawn(asked, Radar).spokes
    assert [one.value for one in spokes] == [3.0] * len(spokes)
    assert spokes
    for one in spokes:
        assert f"- {one.label}: 3.0 of 4" in said


async def test_a_picture_asked_for_in_vain(asked: Room) -> None:
    """A button's picture that cannot be had is said in words; one of another version is refused."""
    await asked.answers("ana", PREFILL)
    await asked.command("ana", "progress")
    days = asked.choice("Days")
    asked.painter.empty_handed = True
    said = await asked.takes("ana", days)
    other = Choice(action="progress", value="shoe-size fake:practice", label="?")

    assert "1 answer on 1 day" in said
    assert "no longer possible" in await asked.takes("ana", other)


async def test_the_team(asked: Room) -> None:
    """The team's heat map has everyone's mean, and columns of those who let themselves be named."""
    await asked.answers("ana", PREFILL)
    await asked.answers("ben", f"{PREFILL} {MEMORY}")
    await asked.command("ana", "team")
    before = drawn(asked, TopicHeat)
    asked.write("UPDATE person SET named = true WHERE name = 'ana'")
    await asked.command("ana", "team")
    after = drawn(asked, TopicHeat)

    assert before.people == ("everyone",)
    assert [(row.topic, row.scores) for row in before.rows] == [("KV cache", (40.0,))]
    assert after.people == ("everyone", "ana")
    assert [row.scores for row in after.rows] == [(40.0, 30.0)]


async def test_a_scorecard(room: Room) -> None:
    """A round's scorecard comes with the radar of the levels that it says."""
    interview = Interview(room)
    room.deps = replace(room.deps, grader=LevelGrader())
    await interview.begins()
    for _ in range(2):
        await interview.answers(ALL)

    (shown,) = [one.post for one in room.platform.posts if one.key.startswith("scorecard/")]
    radar = drawn(room, Radar)
    levels = ", ".join(f"{one.label} {one.value}" for one in radar.spokes if one.value is not None)
    assert radar.title == shown.title
    assert levels
    assert shown.image
    assert levels in shown.image.alt
    for one in radar.spokes:
        assert f"{one.label} {'not assessed' if one.value is None else one.value}" in shown.body
