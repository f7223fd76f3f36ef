"""Which answers are measured on, and what is said of a gold set that is wrong."""

import json
from pathlib import Path

import pytest

from bot.content import Verdict
from bot.errors import ContentError
from bot.packs import Bank
from bot.report_card.labelled import Band, Labelled, Origin, expected_score, labelled


def line(bank: Bank, **changed: object) -> str:
    """Return a line of a gold set, all points met, changed as wished."""
    question = next(iter(bank.questions.values()))
    verdicts = {point.id: "met" for point in question.rubric.points}
    raw = {"question": question.id, "answer": "What somebody wrote.", "verdicts": verdicts}
    return json.dumps(raw | changed)


def write(folder: Path, *lines: str) -> Path:
    """Write a gold set of one file and return its folder."""
    gold = folder / "gold"
    gold.mkdir()
    (gold / "people.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return gold


def problems(bank: Bank, gold: Path) -> list[str]:
    """Return what is wrong with a gold set."""
    with pytest.raises(ContentError) as raised:
        labelled(bank, gold)
    return [str(problem) for problem in raised.value.problems]


def test_exemplars_have_their_labels(nine: tuple[Labelled, ...]) -> None:
    """Three a question; good ones deserve 100, bad ones 0, and partial ones lie between."""
    scores = [(one.band, expected_score(one)) for one in nine]

    assert len(nine) == 9
    assert {score for band, score in scores if band == Band.GOOD} == {100}
    assert {score for band, score in scores if band == Band.BAD} == {0}
    assert all(0 < score < 100 for band, score in scores if band == Band.PARTIAL)


def test_a_missing_gold_set_is_no_problem(small: Bank, tmp_path: Path) -> None:
    """Without a folder there are exemplars alone."""
    assert labelled(small, tmp_path / "gold") == labelled(small)


def test_a_gold_set_is_picked_up(small: Bank, tmp_path: Path) -> None:
    """Its answers come after the exemplars, in the band that their labels deserve."""
    question = next(iter(small.questions.values()))
    missed = {point.id: "missed" for point in question.rubric.points}
    gold = write(tmp_path, line(small), "", line(small, answer="No idea.", verdicts=missed))

    *_, good, bad = labelled(small, gold)

    assert (good.band, good.origin, expected_score(good)) == (Band.GOOD, Origin.GOLD, 100)
    assert (bad.band, bad.answer) == (Band.BAD, "No idea.")
    assert set(bad.verdicts.values()) == {Verdict.MISSED}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"question": "no-such-question"}, "question: the pack knows no no-such-question"),
        ({"flags": ["no-such-flag"]}, "flags: no such commission: no-such-flag"),
        ({"answer": ""}, "answer: String should have at least 1 character"),
        ({"grade": 3}, "grade: Extra inputs are not permitted"),
        ({"verdicts": {"some-point": "met"}}, "verdicts: no such point: some-point"),
    ],
)
def test_what_is_wrong_is_named(
    small: Bank, tmp_path: Path, changed: dict[str, object], said: str
) -> None:
    """A problem has file, line and field, as those of a pack do."""
    gold = write(tmp_path, line(small), line(small, **changed))

    assert f"gold/people.jsonl:2: {said}" in problems(small, gold)


def test_all_problems_are_named_at_once(small: Bank, tmp_path: Path) -> None:
    """No line hides behind another: broken JSON, a missing point, an answer given twice."""
    gold = write(tmp_path, "{", line(small), line(small), line(small, verdicts={"x": "met"}))

    found = problems(small, gold)

    assert any(one.startswith("gold/people.jsonl:1: Invalid JSON") for one in found)
    assert "gold/people.jsonl:3: answer: is also in gold/people.jsonl:2" in found
    assert any(one.startswith("gold/people.jsonl:4: verdicts: none for: ") for one in found)


def test_a_file_that_is_no_text_is_named(small: Bank, tmp_path: Path) -> None:
    """Bytes that are not UTF-8 are a problem of the file, not a crash."""
    gold = write(tmp_path)
    (gold / "people.jsonl").write_bytes(b"\xff\xfe")

    assert problems(small, gold)[0].startswith("gold/people.jsonl: cannot be read as text")
