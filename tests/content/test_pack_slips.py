"""Slips that a schema cannot see: `check` finds each of them, and nothing else."""

from pathlib import Path
from typing import Any

import pytest

from bot.content import Question
from bot.errors import Problem
from bot.pack_checks import VERSIONS, check, read_versions, record_versions
from bot.packs import digest, load

from .packs_for_tests import GOOD, POINTS, Raw, published, put, question, questions, write

FILE = "questions/fundamentals/queue-first.yaml"


def found(folder: Path, *asked: Raw) -> tuple[Problem, ...]:
    """Return what `check` says of a pack of these questions, all of them published."""
    return check(published(folder, *asked), folder)


def test_a_clean_pack_has_no_slips(tmp_path: Path) -> None:
    """The small pack of these tests is clean, so that each test finds its own slip."""
    assert found(tmp_path, *questions()) == ()


@pytest.mark.parametrize(
    ("path", "value", "field", "said"),
    [
        (
            "rubric.points.0.aliases",
            ["soaks up a rush hour", "smooths spikes"],
            "rubric.points.burst.aliases",
            "good exemplar",
        ),
        (
            "rubric.red_flags.0.cues",
            ["so leave it alone", "that never breaks"],
            "rubric.red_flags.never-fails.cues",
            "bad exemplar",
        ),
        (
            "probes.0.ask",
            "How does a buffer absorb peaks in traffic?",
            "probes.0.ask",
            "burst",
        ),
        (
            "rubric.points.1.about",
            "messages that arrive again",
            "rubric.points.twice.about",
            "gives the point away",
        ),
        (
            "rubric.points.3.about",
            "an alarm for the backlog",
            "rubric.points.watch.about",
            "gives the point away",
        ),
        (
            "rubric.points.2.says",
            "traffic peaks are absorbed by the buffer",
            "rubric.points.crash.says",
            "told apart from burst",
        ),
        (
            "rubric.points.2.aliases",
            ["smoothing of spikes", "spikes are smoothed"],
            "rubric.points.crash.aliases",
            "also an alias of burst",
        ),
    ],
    ids=["copied-alias", "copied-cue", "probe", "about", "about-alias", "says", "shared-alias"],
)
def test_one_slip(tmp_path: Path, path: str, value: object, field: str, said: str) -> None:
    """A slip in one question is the only finding, with its file, its field and what is wrong."""
    first, *others = questions()
    put(first, path, value)

    slips = found(tmp_path, first, *others)

    assert [(one.file, one.field) for one in slips] == [(FILE, field)]
    assert said in slips[0].problem


def test_questions_that_ask_the_same(tmp_path: Path) -> None:
    """Of two prompts in nearly the same words one is reported, with the other's id."""
    twin = question("queue-last", "coding")
    put(
        twin, "prompt", "A shop (queue-first) stores every order at once. Somebody proposes queues."
    )

    (slip,) = found(tmp_path, question(), twin)

    assert slip.field == "prompt"
    assert {Path(slip.file).stem, slip.problem.split()[-1]} == {"queue-first", "queue-last"}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("prompt", "A shop (queue-first) stores orders at once. Discuss a queue between them."),
        ("rubric.points.0.weight", 3),
        ("model_answer", "Peaks wait in line, and that is the whole of the answer here."),
        ("exemplars.partial.answer", GOOD),
    ],
)
def test_changed_without_a_new_version(tmp_path: Path, path: str, value: object) -> None:
    """Whatever of a published question is changed, its version has to be raised."""
    published(tmp_path, *questions())
    first, *others = questions()
    put(first, path, value)

    (slip,) = check(load(write(tmp_path, first, *others)), tmp_path)

    assert (slip.file, slip.field) == (FILE, "version")
    assert "raise it" in slip.problem


def versions_found(folder: Path, *versions: int) -> tuple[Problem, ...]:
    """Publish each of these versions but the last, and return what is said of that."""
    for version in versions[:-1]:
        published(folder, question("queue-first", "fundamentals", ("version", version)))
    last = question("queue-first", "fundamentals", ("version", versions[-1]))
    return check(load(write(folder, last)), folder)


def test_a_version_below_a_published_one(tmp_path: Path) -> None:
    """A version that is lower than the newest published one is reported, with that."""
    (slip,) = versions_found(tmp_path, 3, 2)

    assert slip.field == "version"
    assert "3 was published" in slip.problem


def test_a_question_that_is_not_recorded(tmp_path: Path) -> None:
    """A new question, or a new version, has to be recorded before it is published."""
    for versions in ((1,), (1, 2)):
        (slip,) = versions_found(tmp_path, *versions)

        assert slip.field == "version"
        assert "--record" in slip.problem


def test_recording_forgets_nothing(tmp_path: Path) -> None:
    """Recording adds new versions and leaves every older line as it was."""
    published(tmp_path, question())
    before = dict(read_versions(tmp_path))
    changed = question("queue-first", "fundamentals", ("version", 2), ("minutes", 9))

    bank = published(tmp_path, changed)
    quietly = question("queue-first", "fundamentals", ("minutes", 10))
    record_versions(load(write(tmp_path, quietly)), tmp_path)

    new = {("queue-first", 2): digest(bank.questions["queue-first"])}
    assert read_versions(tmp_path) == before | new


@pytest.mark.parametrize("text", ["<<<<<<< HEAD\n", "queue-first one abc\n", "queue-first 1\n"])
def test_a_broken_list_of_versions(tmp_path: Path, text: str) -> None:
    """A list of versions that a merge has broken is reported with its line."""
    bank = published(tmp_path, *questions())
    path = tmp_path / VERSIONS
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")

    slips = check(bank, tmp_path)

    assert [(one.file, one.line) for one in slips] == [(VERSIONS, 5)]


def changed_digest(path: str, value: Any) -> bool:
    """Return whether a change of one field changes the digest."""
    same = Question.model_validate(question())
    other = Question.model_validate(question("queue-first", "fundamentals", (path, value)))
    return digest(other) != digest(same)


def test_digests() -> None:
    """The same question has the same digest; any part that people read or are judged by counts."""
    assert not changed_digest("minutes", 8)
    for path, value in [
        ("title", "Another title"),
        ("minutes", 9),
        ("rubric.points.0.aliases.0", "another alias"),
        ("probes.0.ask", "Another question?"),
        ("rubric.points", POINTS[::-1]),
    ]:
        assert changed_digest(path, value)
