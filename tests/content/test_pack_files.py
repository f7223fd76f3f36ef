"""Files of a pack that are not what they should be: each is named, and nothing is loaded."""

from pathlib import Path

import pytest

from bot.pack_files import MAX_FILE_BYTES

from .packs_for_tests import dump, put_text, question, questions, refused, write

BROKEN = "questions/coding/broken.yaml"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("id: a\nid: b\n", 2, "twice"),
        ("rubric:\n  points:\n    - id: a\n      says: x\n      id: b\n", 5, "twice"),
        ("id: a\n\ttitle: b\n", 2, "tab"),
        ("id: [a\n", 2, "expected"),
        ('title: "unfinished\n', 2, "end of stream"),
        ("- a\n- b\n", 1, "mapping"),
        ("just words\n", 1, "mapping"),
        ("", 1, "mapping"),
        ("# nothing\n", 1, "mapping"),
        ("a: 1\n---\nb: 2\n", 2, "document"),
        ("1: one\n", 1, "not a word"),
        (b"title: caf\xe9\n", 0, "text"),
        ("id: a\x00b\n", 0, "YAML"),
        ("id: *nobody\n", 1, "alias"),
    ],
)
def test_a_file_that_cannot_be_read(
    tmp_path: Path, text: str | bytes, line: int, said: str
) -> None:
    """What is no mapping in valid YAML and UTF-8 is reported at its line, and nothing is loaded."""
    write(tmp_path, *questions())
    put_text(tmp_path / BROKEN, text)

    (problem,) = refused(tmp_path)

    assert (problem.file, problem.line) == (BROKEN, line)
    assert said in problem.problem


@pytest.mark.parametrize(
    "value",
    [
        "2024-02-30",
        "!!timestamp soon",
        "!!int many",
        "!!float many",
        "!!bool maybe",
        "1" * 5000,
    ],
    ids=["no-such-day", "timestamp", "int", "float", "bool", "digits"],
)
def test_a_value_that_yaml_cannot_convert(tmp_path: Path, value: str) -> None:
    """A value that only looks like a date or a number is the author's mistake, not a crash."""
    write(tmp_path, *questions())
    put_text(tmp_path / BROKEN, f"id: broken\ntitle: {value}\n")

    problems = refused(tmp_path)

    assert {one.file for one in problems} == {BROKEN}


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    """A file of more than 64 KB is refused unread; one of exactly that size is read."""
    raw = dump(question("broken", "coding"))
    fitting = raw + "#" * (MAX_FILE_BYTES - len(raw.encode()))

    put_text(write(tmp_path, *questions()) / BROKEN, fitting + "#")
    (problem,) = refused(tmp_path)
    assert problem.file == BROKEN
    assert "64 KB" in problem.problem

    put_text(tmp_path / BROKEN, fitting.replace("minutes: 8", "minutes: x"))
    (problem,) = refused(tmp_path)
    assert problem.field == "minutes"


def test_a_folder_in_place_of_a_file(tmp_path: Path) -> None:
    """A folder that is called like a question is reported."""
    write(tmp_path, *questions())
    (tmp_path / BROKEN).mkdir(parents=True)

    (problem,) = refused(tmp_path)

    assert problem.file == BROKEN


@pytest.mark.parametrize("missing", ["pack.yaml", "dimensions.yaml", "framework.yaml"])
def test_a_missing_head(tmp_path: Path, missing: str) -> None:
    """Each of the three files at the top has to be there."""
    write(tmp_path, *questions())
    (tmp_path / missing).unlink()

    (problem,) = refused(tmp_path)

    assert (problem.file, problem.problem) == (missing, "is missing")


def test_an_empty_folder(tmp_path: Path) -> None:
    """Of an empty folder each missing file is named at once; one that is not there is itself."""
    names = [problem.file for problem in refused(tmp_path)]
    (nowhere,) = refused(tmp_path / "nowhere")

    assert names == ["dimensions.yaml", "framework.yaml", "pack.yaml"]
    assert nowhere.file == str(tmp_path / "nowhere")


def test_no_question_at_all(tmp_path: Path) -> None:
    """A pack without questions says where to put the first one."""
    (problem,) = refused(write(tmp_path))

    assert problem.file == "questions"
    assert "<track>/<id>.yaml" in problem.problem


@pytest.mark.parametrize("stray", ["questions/coding/late.yml", "questions/late.yaml"])
def test_a_stray_question(tmp_path: Path, stray: str) -> None:
    """A question that would silently be left out, for its ending or its place, is reported."""
    write(tmp_path, *questions())
    put_text(tmp_path / stray, dump(question("late", "coding")))

    (problem,) = refused(tmp_path)

    assert problem.file == stray
