"""Mistakes of a pack's author: each is named with its file, line and field, and all at once."""

from pathlib import Path
from typing import Any

import pytest

from bot.errors import ContentError
from bot.packs import load

from .packs_for_tests import (
    DIMENSIONS,
    FRAMEWORK,
    PACK,
    POINTS,
    dump,
    line_of,
    point,
    put_text,
    question,
    questions,
    refused,
    write,
)

FILE = "questions/fundamentals/queue-first.yaml"
DESIGN = "questions/system-design/cart-design.yaml"
NINE = [point(f"p{n}", f"says number {n}", f"part {n}", f"one {n}", f"two {n}") for n in range(9)]


def test_a_valid_pack_is_read_whole(tmp_path: Path) -> None:
    """The small pack of these tests is valid, so that what they break is what is reported."""
    bank = load(write(tmp_path, *questions()))

    assert list(bank.questions) == ["cart-design", "queue-first", "slow-day"]
    assert [p.id for p in bank.questions["queue-first"].rubric.points] == [p["id"] for p in POINTS]
    assert bank.questions["cart-design"].rubric.points[-1].id == "must-cost"


@pytest.mark.parametrize(
    ("path", "value", "field", "said"),
    [
        ("level", "high", "level", "Extra inputs"),
        ("rubric.points.1.weigth", 2, "rubric.points.1.weigth", "Extra inputs"),
        ("rubric.red_flags.0.cue", "x", "rubric.red_flags.0.commission.cue", "Extra inputs"),
        ("title", None, "title", "required"),
        ("rubric.points.2.says", None, "rubric.points.2.says", "required"),
        ("exemplars.bad", None, "exemplars.bad", "required"),
        ("minutes", "many", "minutes", "integer"),
        ("concepts", "queues", "concepts", "tuple"),
        ("rubric.points.3.weight", 6, "rubric.points.3.weight", "less than or equal to 5"),
        ("rubric.points.0.aliases", ["one only"], "rubric.points.0.aliases", "at least 2"),
        ("difficulty", "guru", "difficulty", "junior"),
        ("rubric.red_flags.1.kind", "mistake", "rubric.red_flags.1", "commission"),
        ("probes.1.point", "nobody", "", "nobody"),
        ("rubric.points.1.id", "burst", "rubric", "burst"),
        ("rubric.points.1.dimension", "width", "rubric", "width"),
        ("rubric.red_flags.1.points", ["nobody"], "rubric", "nobody"),
        ("exemplars.good.verdicts.burst", None, "", "burst"),
        ("exemplars.good.verdicts.burst", "great", "exemplars.good.verdicts.burst", "missed"),
        ("exemplars.bad.flags", ["nobody"], "", "nobody"),
        ("concepts", ["queues", "magic"], "concepts", "magic"),
        ("rubric.red_flags.0.of", "magic", "rubric.red_flags", "magic"),
        ("rubric.points.0.step", "clarify", "rubric.points", "clarify"),
        ("sources.0.url", "http://example.org", "sources.0.url", "match"),
    ],
)
def test_a_question_with_one_mistake(
    tmp_path: Path, path: str, value: object, field: str, said: str
) -> None:
    """A mistake in a question is the only problem, with its file, its field and what is wrong."""
    broken = question("queue-first", "fundamentals", (path, value))

    (problem,) = refused(write(tmp_path, *questions(), broken))

    assert problem.file == FILE
    assert problem.field == field
    assert said in problem.problem


@pytest.mark.parametrize(
    ("path", "value", "start", "nth"),
    [
        ("level", "high", "level", 1),
        ("minutes", "many", "minutes", 1),
        ("rubric.points.1.weigth", 2, "weigth", 1),
        ("rubric.points.3.weight", 6, "weight", 4),
        ("rubric.points.2.says", None, "id: crash", 1),
        ("rubric.red_flags.0.cue", "x", "cue:", 1),
        ("probes.1.ask", 5, "ask", 2),
        ("title", None, "id: queue-first", 1),
    ],
)
def test_lines_are_right(tmp_path: Path, path: str, value: object, start: str, nth: int) -> None:
    """The line is that of the field; where it is missing, that of what it is missing from."""
    broken = question("queue-first", "fundamentals", (path, value))

    (problem,) = refused(write(tmp_path, broken))

    assert problem.line == line_of(tmp_path / FILE, start, nth)


def test_unknown_dimension(tmp_path: Path) -> None:
    """A dimension that `dimensions.yaml` does not have is named."""
    broken = question("queue-first", "fundamentals", ("rubric.dimensions", ["depth", "width"]))

    (problem,) = refused(write(tmp_path, broken))

    assert (problem.file, problem.field) == (FILE, "rubric.dimensions")
    assert "width" in problem.problem


@pytest.mark.parametrize("points", [POINTS[:3], NINE], ids=len)
def test_too_few_or_too_many_points(tmp_path: Path, points: list[Any]) -> None:
    """A question has four to eight points of its own."""
    verdicts = {one["id"]: "missed" for one in points}
    changes = [(f"exemplars.{name}.verdicts", verdicts) for name in ("good", "partial", "bad")]
    probes = [{"point": one["id"], "ask": "And then?"} for one in points[:2]]
    broken = question(
        "queue-first",
        "fundamentals",
        ("rubric.points", points),
        ("rubric.red_flags", []),
        ("exemplars.bad.flags", []),
        ("probes", probes),
        *changes,
    )

    (problem,) = refused(write(tmp_path, broken))

    assert (problem.file, problem.field) == (FILE, "rubric.points")


def test_a_design_prompt_without_a_step(tmp_path: Path) -> None:
    """A design prompt has a point for each step of the framework."""
    broken = question("cart-design", "system-design", ("rubric.points.1.step", None))

    (problem,) = refused(write(tmp_path, broken))

    assert (problem.file, problem.field) == (DESIGN, "rubric.points")
    assert "deep-dive" in problem.problem


def test_a_design_prompt_needs_verdicts_on_what_the_framework_adds(tmp_path: Path) -> None:
    """What every design answer must mention has a verdict in each exemplar too."""
    broken = question("cart-design", "system-design", ("exemplars.bad.verdicts.must-cost", None))

    (problem,) = refused(write(tmp_path, broken))

    assert problem.file == DESIGN
    assert "exemplar bad" in problem.problem
    assert "must-cost" in problem.problem


def test_places_and_names(tmp_path: Path) -> None:
    """A question has to be called like its file and lie in the folder of its track."""
    write(tmp_path, *questions())
    put_text(tmp_path / "questions/coding/other-name.yaml", dump(question("odd-one", "applied")))

    problems = refused(tmp_path)

    assert {(one.file, one.field) for one in problems} == {
        ("questions/coding/other-name.yaml", "id"),
        ("questions/coding/other-name.yaml", "track"),
    }


def test_an_id_given_twice(tmp_path: Path) -> None:
    """Two questions cannot share an id; the other place is named."""
    problems = refused(write(tmp_path, question(), question("queue-first", "coding")))

    (problem,) = problems
    assert problem.field == "id"
    assert "queue-first.yaml" in problem.problem


@pytest.mark.parametrize(
    ("name", "raw", "field"),
    [
        ("pack", PACK | {"language": "english"}, "language"),
        ("pack", PACK | {"concepts": []}, "concepts"),
        ("dimensions", {"dimensions": DIMENSIONS["dimensions"]}, "red_flags"),
        ("framework", FRAMEWORK | {"desing": {}}, "desing"),
    ],
)
def test_the_heads_are_checked(tmp_path: Path, name: str, raw: dict[str, Any], field: str) -> None:
    """Mistakes in the three files at the top are reported like those of questions."""
    (problem,) = refused(write(tmp_path, *questions(), **{name: raw}))

    assert (problem.file, problem.field) == (f"{name}.yaml", field)
    assert problem.line > 0


def test_all_at_once(tmp_path: Path) -> None:
    """Several broken files are all reported, with every mistake in each, and nothing is loaded."""
    write(
        tmp_path,
        question("queue-first", "fundamentals", ("minutes", "many"), ("title", None)),
        question("cart-design", "system-design", ("concepts", ["magic"])),
        question("slow-day", "behavioral", ("level", "x")),
        question("good-one"),
    )
    put_text(tmp_path / "questions/coding/tabs.yaml", "id:\ttabs\n\tversion: 1\n")

    with pytest.raises(ContentError) as caught:
        load(tmp_path)

    found = {(one.file.rsplit("/", 1)[-1], one.field) for one in caught.value.problems}
    assert found == {
        ("queue-first.yaml", "minutes"),
        ("queue-first.yaml", "title"),
        ("cart-design.yaml", "concepts"),
        ("slow-day.yaml", "level"),
        ("tabs.yaml", ""),
    }
    assert all(str(one) in str(caught.value) for one in caught.value.problems)


@pytest.mark.parametrize("head", ["pack", "dimensions", "framework"])
def test_a_broken_head_hides_no_question(tmp_path: Path, head: str) -> None:
    """A mistake at the top does not keep those of the questions back until the next try."""
    broken = question("queue-first", "fundamentals", ("minutes", "many"))

    problems = refused(write(tmp_path, broken, **{head: {"nonsense": 1}}))

    assert {f"{head}.yaml", FILE} <= {one.file for one in problems}
