"""Whole rounds of every kind through a pipe, with the time that passes in their lines."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.packs import Bank, load
from bot.round_content import BehavioralPrompt, CodingTask, DesignPrompt
from bot.settings import PACK

from .sessions import BILL, KV, MEMORY, PREFILL, REUSE, environment, play, small_pack

MORE = "attention-root-dk"
APPLIED = "first-golden-set"
DESIGN = "answers-from-the-wiki"
CODING = "split-a-manual"
BEHAVIORAL = "the-night-it-broke"


@pytest.fixture(scope="module")
def bank() -> Bank:
    """Return the pack that is shipped."""
    return load(PACK)


def on_one_line(text: str) -> str:
    """Return a text as somebody types it into a pipe."""
    return " ".join(text.split())


def script(kind: str, bank: Bank) -> Sequence[str]:
    """Return what a good candidate types in a round of a kind."""
    match kind:
        case "fundamentals":
            return (PREFILL, REUSE, MEMORY, "done", PREFILL, "done")
        case "applied":
            answer = bank.questions[APPLIED].exemplars.good.answer
            return (on_one_line(answer), "done", "done")
        case "system-design":
            design = bank.rounds[DESIGN]
            assert isinstance(design, DesignPrompt)
            steps = [on_one_line(said) for said in design.exemplars.good.steps.values()]
            return tuple(line for said in steps for line in (said, "/wait 1", "done", "done"))
        case "coding":
            task = bank.rounds[CODING]
            assert isinstance(task, CodingTask)
            code = [line for line in task.exemplars.good.code.splitlines() if line.strip()]
            said = on_one_line(task.exemplars.good.walkthrough)
            return (*code, "/wait 10", "done", "done", said, "done", "done")
        case _:
            prompt = bank.rounds[BEHAVIORAL]
            assert isinstance(prompt, BehavioralPrompt)
            return (on_one_line(prompt.exemplars.good.answer), "done")


@pytest.mark.parametrize(
    "kind",
    [
        "system-design",
        *(
            pytest.param(kind, marks=pytest.mark.slow)
            for kind in ("fundamentals", "applied", "coding", "behavioral")
        ),
    ],
)
def test_a_whole_round(tmp_path: Path, bank: Bank, kind: str) -> None:
    """A round that is piped in runs to its scorecard, each stage asked once and in order."""
    # What is open in the channel is asked in no round.
    names = (KV, BILL, MORE, APPLIED, *(f"rounds/{one}" for one in (DESIGN, CODING, BEHAVIORAL)))
    env = environment(GREENROOM_PACK=str(small_pack(tmp_path / "pack", *names)))
    lines = ("/as ana", f"/mock {kind} mid 20m shared", *script(kind, bank), "/rounds")
    # Whatever a follow-up left open is over at its end.
    done = play(tmp_path / "data", *lines[:-1], "/stop", "/rounds", env=env, patience=60)

    assert (done.code, done.err) == (0, "")
    assert done.rows("SELECT state FROM round") == [("ended",)]
    stages = done.rows("SELECT stage FROM turn WHERE speaker = 'asked' ORDER BY n")
    assert stages == [(number,) for number in range(len(stages))]
    assert done.out.count("practise next") == 1
    assert "Your rounds" in done.out
    least = 0 if kind == "fundamentals" else 50
    assert done.rows(f"SELECT count(*) FROM award WHERE points >= {least}") == [(1,)]  # noqa: S608


def test_time_that_passes(tmp_path: Path) -> None:
    """Time passes where a line says so: silence is remarked upon, and stages end by themselves."""
    env = environment(GREENROOM_PACK=str(small_pack(tmp_path / "pack", KV, BILL, MORE)))
    waits = ("/wait 3", "/wait 8", "/wait 8")
    done = play(tmp_path / "data", "/mock fundamentals mid 15m", *waits, env=env, patience=60)

    asked, nudged, second, ended = (
        done.out.find(text)
        for text in ("Question 1 of 2", "Take your time", "Question 2 of 2", "Not enough to grade")
    )
    assert 0 < asked < nudged < second < ended
    assert done.code == 0
