"""Driving the room through its lives, and counting what is left."""

import json
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from tests.contracts.rows import rows

from .lives import Life, Said

ROOT = Path(__file__).parents[2]
KILLED = -9

SAYS = (
    "Before anything comes out the prompt goes through the model once, all 6000 tokens of it.",
    "Each later step reuses cached keys and values, so it computes one new token only.",
    "The cache eats GPU memory, so it grows with the tokens of every single user.",
    "Every step attends to all previous tokens, so later tokens get slower as context grows.",
)
SPEAKERS = ("ana", "bo", "cy", "di", "eve", "fay")


@dataclass(slots=True)
class Figures:
    """What a run counted."""

    kills: Counter[str] = field(default_factory=Counter)
    rooms: int = 0
    answers: int = 0
    lost: int = 0
    untold: int = 0
    graded_twice: int = 0
    asked_twice: int = 0
    duplicates: int = 0
    sent_again: int = 0
    wrong_sums: int = 0
    left_over: int = 0
    not_opened: list[str] = field(default_factory=list)
    """What was said by processes that could not start on what an earlier one had left."""

    def report(self) -> str:
        """Return the figures as a table, whose columns are those of docs/reliability.md."""
        kinds = ", ".join(f"{kind} {count}" for kind, count in sorted((+self.kills).items()))
        figures = {
            "faults": f"{self.kills.total()} ({kinds})" if kinds else "none",
            "answers": self.answers,
            "sent again": self.sent_again,
            "lost": self.lost,
            "graded twice": self.graded_twice,
            "questions twice": self.asked_twice,
            "other duplicates": self.duplicates,
            "never told": self.untold,
            "wrong sums": self.wrong_sums,
            "left": self.left_over,
            "not opened": len(self.not_opened),
        }
        table = (figures.keys(), ["---"] * len(figures), figures.values())
        return "\n".join(f"| {' | '.join(map(str, row))} |" for row in table)

    def faults(self) -> int:
        """Return how much there is that must never be."""
        return (
            self.lost
            + self.untold
            + self.graded_twice
            + self.asked_twice
            + self.wrong_sums
            + self.left_over
            + len(self.not_opened)
        )


class Nursery:
    """The process whose children are killed."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def live(self, life: Life) -> tuple[int, set[str], str]:
        """Live one life; returns how it ended, what it acknowledged, and its complaints."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{life.model_dump_json()}\n")
        self._process.stdin.flush()
        acknowledged: set[str] = set()
        said: list[str] = []
        for line in self._process.stdout:
            word, _, rest = line.strip().partition(" ")
            if word == "ACK":
                acknowledged.add(rest)
            elif word == "END":
                return int(rest), acknowledged, "".join(said)
            else:
                said.append(line)
        raise AssertionError("".join(said))


@contextmanager
def nursery() -> Iterator[Nursery]:
    """Start the process whose children are killed; it ends with the context."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.room"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            yield Nursery(process)
        finally:
            process.kill()


def answers() -> list[Said]:
    """Return what is said in a room: everybody speaks twice in a row, and once more later on."""
    order = [(who, turn) for who in SPEAKERS for turn in (0, 1)]
    order += [(who, 2) for who in SPEAKERS]
    return [
        Said(
            ref=f"{who}-{turn}",
            who=who,
            text=f"{SAYS[(at + turn) % len(SAYS)]} That is what {who} says in turn {turn}.",
        )
        for at, (who, turn) in enumerate(order)
    ]


def play(home: Nursery, folder: Path, pack: Path, deaths: list[Life], figures: Figures) -> None:
    """Open a room again after each of its deaths until all is said, then count.

    What was not acknowledged is sent again under its old reference, as a platform would.
    """
    figures.rooms += 1
    said = answers()
    acknowledged: set[str] = set()
    for death in [*deaths, Life(folder=folder, pack=pack, answers=[])]:
        pending = [one for one in said if one.ref not in acknowledged]
        figures.sent_again += len(stored(folder) & {one.ref for one in pending})
        status, more, complaints = home.live(
            death.model_copy(update={"folder": folder, "pack": pack, "answers": pending})
        )
        acknowledged |= more
        if status not in {0, KILLED}:
            figures.not_opened.append(complaints)
            return
        if status == KILLED:
            figures.kills[death.point or "random"] += 1
    assert acknowledged == {one.ref for one in said}
    count(folder, said, figures)


def stored(folder: Path) -> set[str]:
    """Return the references of the messages that are in the database already."""
    path = folder / "greenroom.db"
    if not path.exists():
        return set()
    with closing(sqlite3.connect(path)) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'message'").fetchall():
            return set()
        found = connection.execute("SELECT ref FROM message").fetchall()
    return {str(ref).removeprefix("console:") for (ref,) in found}


def count(folder: Path, said: list[Said], figures: Figures) -> None:
    """Count what is wrong in a room that came to its end."""
    transcript = (folder / "transcript.jsonl").read_text(encoding="utf-8").splitlines()
    shown = Counter((entry["kind"], entry["key"]) for entry in map(json.loads, transcript))
    texts = {f"console:{one.ref}": one.text for one in said}
    count_rows(partial(rows, folder / "greenroom.db"), texts, shown, 1, figures)
    for_later = "token IS NULL AND kind IN ('close', 'remind', 'prune')"
    left = f"SELECT kind FROM work WHERE NOT ({for_later})"  # noqa: S608
    figures.left_over += len(rows(folder / "greenroom.db", left))


def count_rows(
    select: Callable[[str], list[tuple[Any, ...]]],
    texts: Mapping[str, str],
    shown: Counter[tuple[str, str]],
    questions: int,
    figures: Figures,
) -> None:
    """Count what is wrong with answers of these texts, after so many questions."""
    figures.answers += len(texts)
    kept = dict(select("SELECT ref, text FROM message WHERE attempt IS NOT NULL"))
    figures.lost += sum(kept.get(ref) != text for ref, text in texts.items())
    current = (
        "SELECT count(*) FROM grade WHERE grade.attempt = attempt.id AND current "
        "AND grade.revision = attempt.revision"
    )
    figures.lost += len(
        select(f"SELECT id FROM attempt WHERE state <> 'graded' OR ({current}) <> 1")  # noqa: S608
    )
    twice = "SELECT attempt FROM grade GROUP BY attempt, revision HAVING count(*) > 1"
    figures.graded_twice += len(select(twice))
    told = select("SELECT attempt, revision FROM grade WHERE current")
    figures.untold += sum(
        not shown["tell", f"feedback/{attempt}/{revision}"] for attempt, revision in told
    )
    asked = [f"ask/{one}" for (one,) in select("SELECT id FROM asked")]
    figures.asked_twice += abs(len(asked) - questions)
    figures.asked_twice += sum(abs(shown["post", key] - 1) for key in asked)
    figures.duplicates += sum(
        number - 1
        for (kind, key), number in shown.items()
        if kind in {"post", "tell"} and key not in asked
    )
    figures.wrong_sums += wrong_sums(select)
    figures.left_over += len(select("SELECT key FROM outbox WHERE state <> 'sent'"))


def wrong_sums(select: Callable[[str], list[tuple[Any, ...]]]) -> int:
    """Return how many awards are not the best grade, and how many tallies not their sum."""
    awards = "SELECT person, slot, points FROM award WHERE slot IS NOT NULL"
    best = (
        "SELECT person, slot, max(score) FROM attempt JOIN grade ON grade.attempt = attempt.id "
        "WHERE current AND score IS NOT NULL AND NOT practice AND state <> 'withdrawn' "
        "GROUP BY person, slot"
    )
    tallies = (
        "SELECT team, source, start, person, channel, points, answers, first_points FROM tally "
        "WHERE period = 'day' AND channel <> ''"
    )
    sums = (
        "SELECT team, CASE WHEN slot IS NULL THEN 'round' ELSE 'question' END AS source, day, "
        "person, channel, sum(points), count(*), sum(first_points) FROM award "
        "GROUP BY 1, 2, 3, 4, 5"
    )
    wrong = set(select(awards)) ^ set(select(best))
    return len(wrong | (set(select(tallies)) ^ set(select(sums))))
