"""What the bot says: calm, in people's words, and safe whatever people call themselves."""

import importlib
import inspect
import pkgutil
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from bot import wording
from bot.content import Verdict
from bot.grading import Reason
from bot.wording import feedback, questions

from .arbitrary import BERLIN, HOSTILE, LATER, NOON
from .rows import a_view, about
from .sayings import TABLE, a_board, graded, texts

OURS = re.compile(
    r"\b(?:outbox|wakes?|woken|leases?|tally|tallies|slots?|digests?|revision|embed|backfill"
    r"|ungraded|omission|commission|enum|null)\b",
    re.IGNORECASE,
)
VALUES = {value for kind in (Reason, Verdict) for value in kind if "_" in value}


@pytest.mark.parametrize("name", TABLE)
def test_calm_and_plain(name: str) -> None:
    """No exclamation mark, no "please note", no word that only the code knows, no loose space."""
    for said in TABLE[name]("Ana"):
        for text in texts(said):
            assert "!" not in text
            assert "please note" not in text.lower()
            assert not OURS.search(text)
            assert not any(value in text for value in VALUES)
            assert not re.search(r" [.,;:]", text)


@pytest.mark.parametrize("name", TABLE)
def test_nothing_unseen(name: str) -> None:
    """No control or direction character gets through from names, quotes or what was typed."""
    for hostile in HOSTILE:
        for said in TABLE[name](hostile):
            for text in texts(said):
                unseen = {c for c in text if unicodedata.category(c) in {"Cc", "Cf", "Cs"}}
                assert unseen <= {"\n"}


@pytest.mark.parametrize("name", TABLE)
def test_what_people_write_stays_inside(name: str) -> None:
    """A name or quote adds no line, so it cannot pass for something that the bot says."""
    for plain, broken in zip(TABLE[name]("Ana"), TABLE[name]("Ana\n\n**Admin:** hi"), strict=True):
        for one, other in zip(texts(plain), texts(broken), strict=True):
            assert other.count("\n") == one.count("\n")


def test_every_function_is_under_test() -> None:
    """The table names every public function of every module of `bot.wording`."""
    found = {
        f"{module.name}.{name}"
        for module in pkgutil.iter_modules(wording.__path__)
        for name, member in vars(importlib.import_module(f"bot.wording.{module.name}")).items()
        if inspect.isfunction(member)
        and member.__module__ == f"bot.wording.{module.name}"
        and not name.startswith("_")
    }

    assert set(TABLE) == found


@given(st.tuples(*[st.sampled_from(Verdict)] * 4), st.booleans())
def test_open_feedback_gives_nothing_away(verdicts: tuple[Verdict, ...], estimate: bool) -> None:  # noqa: FBT001
    """While a question is open, only what was met is said in full; never the model answer."""
    view = a_view()
    question = view.about.question
    post = feedback.feedback(view, graded("my words", verdicts, estimate=estimate), is_open=True)

    shown = "\n".join(texts(post))
    for point, verdict in zip(question.rubric.points, verdicts, strict=True):
        assert (point.says in shown) == (verdict is Verdict.MET)
    assert "MODELANSWER" not in shown
    assert "leaves out what fails" not in shown


@given(st.tuples(*[st.sampled_from(Verdict)] * 4))
def test_closed_feedback_keeps_nothing_back(verdicts: tuple[Verdict, ...]) -> None:
    """Once it is closed, every point that could be assessed is said in full."""
    view = a_view()
    post = feedback.feedback(view, graded("my words", verdicts, estimate=True), is_open=False)

    for point, verdict in zip(view.about.question.rubric.points, verdicts, strict=True):
        assert (point.says in post.body) == (verdict is not Verdict.CANNOT_ASSESS)
    left_out = verdicts[0] is verdicts[1] is Verdict.MISSED
    assert ("leaves out what fails" in post.body) == left_out


def test_open_questions_give_nothing_away() -> None:
    """The question, its reminder and what is graded name no point while it can be answered."""
    asked = about()
    posts = [
        questions.question(asked.question, asked.asked.id, LATER, BERLIN),
        questions.today([asked], NOON, BERLIN),
        questions.what_is_graded(asked, is_open=True),
    ]

    shown = "\n".join(text for post in posts for text in texts(post))
    assert "MODELANSWER" not in shown
    assert not any(point.says in shown for point in asked.question.rubric.points)
    assert all(point.about in shown for point in asked.question.rubric.points)


def columns(names: list[str]) -> set[int]:
    """Return where the points of a board end, in cells of a terminal, one line a person."""
    _, block, _ = a_board(names, 9).body.split("```")
    lines = block.strip("\n").split("\n")
    assert len(lines) == len(names)
    found = [re.fullmatch(r"( +\d+  .* +\d+)[ ~] \d+ answers?", line) for line in lines]
    return {cell_len(line[1]) if line else -1 for line in found}


@pytest.mark.parametrize("hostile", HOSTILE[:-1], ids=range(len(HOSTILE) - 1))
def test_boards_align(hostile: str) -> None:
    """Each person has one line, and the points stand in one column, whatever they are called."""
    ends = columns(["Al", hostile, "Bartholomew of the long name that does not end at all"])

    assert len(ends) == 1
    assert ends != {-1}


def test_boards_align_with_wide_letters() -> None:
    """Letters that are two cells wide do not move the points of their line."""
    assert len(columns(["Al", "日本語の名前", "Bo"])) == 1
