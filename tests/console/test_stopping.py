"""Starting quickly, and ending at once when asked to."""

import shlex
import signal
import time
from pathlib import Path

import pytest

from .sessions import PREFILL, command, environment, live, play, rows, shell

SOON = 2.0
QUICK = 4.0
"""Bounds in seconds for a loaded machine; the figure itself is printed."""

UNTOLD = "SELECT * FROM grade JOIN attempt ON attempt.id = attempt WHERE state <> 'graded'"


def test_signals_end_it(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is ready soon; Ctrl-C and SIGTERM end it within two seconds and keep what was sent."""
    env = environment()
    ready: list[float] = []
    for turn, how in enumerate((signal.SIGINT, signal.SIGTERM, signal.SIGINT)):
        with live(data, env) as session:
            ready.append(session.until("2 What is graded here?"))
            session.type(f"{PREFILL} {turn}")
            while rows(data, "SELECT count(*) FROM message") != [(turn + 1,)]:
                time.sleep(0.02)
            took, out, err = session.end(how)
            code = session.process.returncode
        assert took < SOON
        assert code == 0
        assert "Traceback" not in out
        assert err == ""
    with capsys.disabled():
        print(f"\nready after {min(ready):.2f} s (warm, best of 3; wanted 1.5)")  # noqa: T201
    after = play(data, "/board", env=env)

    assert min(ready) < QUICK
    assert (after.code, after.err) == (0, "")
    sent = [text for (text,) in rows(data, "SELECT text FROM message ORDER BY sent_at")]
    assert sent == [f"{PREFILL} {turn}" for turn in range(3)]
    assert rows(data, UNTOLD) == []
    assert rows(data, "SELECT count(*) FROM grade GROUP BY attempt HAVING count(*) > 1") == []


def test_ctrl_c_while_it_starts(tmp_path: Path, one_question: dict[str, str]) -> None:
    """Ctrl-C just when the first line is shown ends it as well, and without a traceback."""
    complaints = []
    for start in range(2):
        with live(tmp_path / f"room{start}", one_question) as session:
            session.until("/help for commands")
            took, _, err = session.end(signal.SIGINT)
            complaints += [err] if "Traceback" in err else []
        assert took < SOON

    assert complaints == []


def test_a_reader_who_leaves_ends_it(data: Path, one_question: dict[str, str]) -> None:
    """`... | greenroom console | head -1` ends without a traceback."""
    console = shlex.join(command(data))
    done = shell(f"printf '%s\\n' '{PREFILL}' /board | {console} | head -1", one_question)

    assert "Greenroom" in done.stdout
    assert "Traceback" not in done.stderr


def test_a_closed_input_is_an_empty_one(data: Path, one_question: dict[str, str]) -> None:
    """`greenroom console <&-` shows the question and ends."""
    done = shell(f"{shlex.join(command(data))} <&-", one_question)

    assert "Traceback" not in done.stderr
    assert "Open until" in done.stdout


def test_no_input_at_all(data: Path, one_question: dict[str, str]) -> None:
    """From /dev/null, as in a container without a terminal, it shows the question and ends."""
    done = shell(f"{shlex.join(command(data))} </dev/null", one_question)

    assert (done.returncode, done.stderr) == (0, "")
    assert "Open until" in done.stdout


def test_a_plain_locale_is_enough(data: Path, one_question: dict[str, str]) -> None:
    """Where the locale knows ASCII only, the session works all the same."""
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = shell(f"echo /board | {shlex.join(command(data))}", {**one_question, **plain})

    assert "Traceback" not in done.stderr
    assert (done.returncode, done.stderr) == (0, "")
