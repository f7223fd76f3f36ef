"""Sessions whose lines come from a pipe or a file: complete, and in order."""

import shlex
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from .sessions import (
    MEMORY,
    PREFILL,
    REUSE,
    Played,
    Session,
    command,
    environment,
    rows,
    sessions,
    shell,
)

UNDER_WAY = "SELECT * FROM attempt WHERE state IN ('collecting', 'grading', 'pending')"
UNSAID = "SELECT key FROM outbox WHERE state <> 'sent'"
TITLE = "KV cache: why is the second token so cheap?"

CHANGED = f"/edit {PREFILL} {REUSE}"
ELSEWHERE = ("/thread 0", "talk in the channel", "/thread 3")

STORIES = {
    "restart": [
        Session(lines=("/as ana", PREFILL, REUSE)),
        Session(lines=("/as bo", MEMORY, "/board")),
    ],
    "choices": [
        Session(lines=("2", "/today", "1", PREFILL, REUSE)),
        Session(lines=("1",)),
    ],
    "speakers": [
        Session(lines=("/as ana", PREFILL, "/as bo", MEMORY, "/as Ana", REUSE, "/board")),
    ],
    "form": [
        Session(lines=("/as ana", "1", PREFILL, REUSE, "", "/board")),
        Session(lines=("/as bo", "/today", "1", PREFILL, MEMORY), from_file=True),
    ],
    "change": [Session(lines=("/as ana", PREFILL, CHANGED, "1", "/board", "/delete", "/board"))],
    "quit": [Session(lines=("/as ana", PREFILL, "/quit", MEMORY), from_file=True)],
    "threads": [
        Session(lines=("/as cy", "/post", "/thread 1", PREFILL, "/thread 2", REUSE, *ELSEWHERE))
    ],
}

Told = Callable[[str], list[Played]]


@pytest.fixture(scope="module")
def told(
    tmp_path_factory: pytest.TempPathFactory,
    one_question: dict[str, str],
    two_questions: dict[str, str],
) -> Iterator[Told]:
    """Play all stories, two at a time; each test asks for its own."""
    base = tmp_path_factory.mktemp("stories")
    with ThreadPoolExecutor(2) as pool:
        playing = {
            name: pool.submit(
                sessions, base / name, two_questions if name == "threads" else one_question, story
            )
            for name, story in STORIES.items()
        }
        yield lambda name: playing[name].result()


def in_order(text: str, *parts: str) -> bool:
    """Return whether a text has these parts, one after the other."""
    at = 0
    for part in parts:
        found = text.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return True


def test_the_example_of_the_readme(data: Path) -> None:
    """`printf ... | greenroom console` ends by itself once everything is graded and said."""
    console = shlex.join(command(data))
    script = f"printf '%s\\n' '/as ana' 'my answer' '/board' | {console}"
    done = shell(script, environment())

    assert (done.returncode, done.stderr) == (0, "")
    assert in_order(
        done.stdout,
        "Greenroom · #practice · demo team",
        "Open until",
        "1 Answer privately    2 What is graded here?",
        "you > /as ana",
        "ana > my answer",
        "👀",
        "(only to ana)",
        "ana > /board",
        "This week · demo team",
    )
    assert "\x1b" not in done.stdout
    assert rows(data, UNDER_WAY) == []
    assert rows(data, UNSAID) == []
    assert len(rows(data, "SELECT * FROM grade")) == 1


@pytest.mark.parametrize("story", STORIES)
def test_every_session_ends_well(story: str, told: Told) -> None:
    """A session ends with exit code 0, no complaint, no colours, and nothing left to do."""
    for played in told(story):
        assert (played.code, played.err) == (0, "")
        assert "\x1b" not in played.out
        assert played.rows(UNDER_WAY) == []
        assert played.rows(UNSAID) == []


def test_a_second_start_goes_on(told: Told) -> None:
    """A second start shows today's question and its feedback, asks nothing and grades nothing."""
    first, second = told("restart")

    assert (first.out.count(TITLE), second.out.count(TITLE)) == (1, 1)
    assert in_order(second.out, TITLE, "(only to ana)", "about half", "bo > ", "(only to bo)")
    assert in_order(second.out, "1  ana     50~ 1 answer", "2  bo      25~ 1 answer")
    assert second.rows("SELECT count(*) FROM outbox WHERE key LIKE 'ask/%'") == [(1,)]
    assert second.rows("SELECT count(*), count(DISTINCT attempt) FROM grade") == [(2, 2)]
    assert (second.data / "transcript.jsonl").read_text(encoding="utf-8").count('"ask/') == 1


def test_choices_are_numbers_after_a_restart_too(told: Told) -> None:
    """A number means the choice of the post that was shown last, by this process or the last."""
    again, later = told("choices")

    assert in_order(again.out, "you > 2", f"What is graded: {TITLE}", "6 key points")
    assert in_order(again.out, "you > 1", "Your answer: ", "(only to you)", "about half")
    assert in_order(later.out, "you > 1", f"What is graded: {TITLE}", "6 key points")


def test_several_speakers_share_a_terminal(told: Told) -> None:
    """Each speaker has their own answer, feedback and place on the board."""
    (played,) = told("speakers")

    assert in_order(played.out, "ana > ", "(only to ana)", "bo > ", "(only to bo)", "Ana > ")
    assert played.rows("SELECT user, number, state FROM attempt ORDER BY first_sent_at") == [
        ("console:ana", 1, "graded"),
        ("console:bo", 1, "graded"),
        ("console:ana", 2, "graded"),
    ]
    assert "You are 1st of 2" in played.out


def test_a_thread_is_where_one_answers(told: Told) -> None:
    """`/thread N` goes back to an earlier question, and `/thread 0` leaves all of them."""
    (played,) = told("threads")
    answered = played.rows(
        "SELECT asked.thread, message.text FROM attempt "
        "JOIN message ON message.attempt = attempt.id JOIN asked ON asked.id = attempt.asked "
        "ORDER BY attempt.first_sent_at"
    )

    assert answered == [("console:practice/1", PREFILL), ("console:practice/2", REUSE)]
    assert in_order(played.out, "cy > /thread 3", "\n  1 ", "\n  2 ")


def test_a_form_is_filled_in_line_by_line(told: Told) -> None:
    """An empty line ends a long field, and so does the end of the input; nobody else sees it."""
    by_line, by_end = told("form")

    assert in_order(by_line.out, "ana > 1", "Answer privately", "Your answer: ", "(only to ana)")
    assert "👀" not in by_line.out
    assert by_end.rows(
        "SELECT attempt.user, attempt.private, text FROM attempt "
        "JOIN message ON message.attempt = attempt.id ORDER BY first_sent_at"
    ) == [
        ("console:ana", 1, f"{PREFILL}\n{REUSE}"),
        ("console:bo", 1, f"{PREFILL}\n{MEMORY}"),
    ]


def test_an_answer_can_be_changed_and_taken_back(told: Told) -> None:
    """`/edit` after the grade offers a new one; `/delete` takes answer and points away."""
    (played,) = told("change")

    assert in_order(
        played.out,
        "You changed an answer that is graded already",
        "1 Grade it again",
        "Grading your changed answer.",
        "about half",
        "50~ 1 answer",
        "is withdrawn",
        "No points yet.",
    )
    assert played.rows("SELECT state, revision FROM attempt") == [("withdrawn", 2)]
    assert played.rows("SELECT text FROM message") == [("",)]
    assert played.rows("SELECT * FROM tally") == []


def test_quit_ends_a_session(told: Told) -> None:
    """What comes after `/quit` is not read, and what came before it is graded first."""
    (played,) = told("quit")

    assert in_order(played.out, "(only to ana)", "ana > /quit")
    assert played.rows("SELECT text FROM message") == [(PREFILL,)]
