"""Points after anything that can happen to them, in any order."""

import asyncio
import shutil
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.consequences import Consequences
from bot.messages import Choice, MessageRef
from bot.packs import Bank
from bot.records import NewTeam
from storage.store import SqlStore
from tests.fakes import FixedClock, text
from tests.flows.platforms import code_in
from tests.flows.room import BATCH, MEMORY, PREFILL, REUSE, Room
from tests.flows.whole import sums

PEOPLE = ("ana", "ben", "cem")
SAYS = (PREFILL, REUSE, MEMORY, BATCH)
POINTS = ("prefill", "reuse", "memory", "batch")

who = st.sampled_from(PEOPLE)
sentences = st.lists(st.sampled_from(SAYS), min_size=1, max_size=3, unique=True).map(" ".join)
steps = st.one_of(
    st.tuples(st.just("answer"), who, sentences),
    st.tuples(st.just("answer"), who, sentences),
    st.tuples(st.just("change"), who, sentences),
    st.tuples(st.just("delete"), who, st.just("")),
    st.tuples(st.just("override"), who, st.sampled_from(POINTS)),
    st.tuples(st.just("link"), who, who),
    st.tuples(st.just("undo"), who, st.just("")),
    st.tuples(st.just("leave"), who, st.just("")),
    st.tuples(st.just("day"), who, st.just("")),
)


class Steps:
    """A room in which steps are taken."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.said: dict[str, list[MessageRef]] = defaultdict(list)
        self.links: list[str] = []

    async def take(self, kind: str, name: str, what: str) -> None:
        """Do one thing; what is not possible at the moment is refused, as in life."""
        room = self.room
        match kind:
            case "answer":
                self.said[name].append(await room.answers(name, what))
            case "change" if self.said[name]:
                await room.edits(name, self.said[name][-1], what)
                if offered := self.offered(name, "Grade it again"):
                    await room.takes(name, offered)
            case "delete" if self.said[name]:
                await room.deletes(self.said[name].pop())
            case "override":
                await self.override(name, what)
            case "link":
                await self.link(name, what)
            case "undo" if self.links:
                await room.command("boss", "unlink", link=self.links.pop())
            case "leave":
                await room.command(name, "me", what="delete")
                if offered := self.offered(name, "Delete it all"):
                    await room.takes(name, offered)
            case "day":
                await room.advance(hours=24)
            case _:
                return

    async def override(self, name: str, point: str) -> None:
        """Change a verdict on somebody's newest answer."""
        rows = self.room.rows(
            f"SELECT id FROM attempt WHERE \"user\" = 'fake:{name}' AND state = 'graded' "  # noqa: S608
            "ORDER BY first_sent_at DESC, number DESC LIMIT 1"
        )
        for (answer,) in rows:
            values = {"point": point, "verdict": "partial", "reason": "It is so."}
            await self.room.command("boss", "override", answer=str(answer), **values)

    async def link(self, one: str, other: str) -> None:
        """Let two become one person, if they can."""
        room = self.room
        code = code_in(await room.command(one, "link"))
        told = await room.command(other, "link", code=code)
        if "Is that you?" in told:
            offered = room.choice("Link")
            await room.takes(one, offered)
            await room.takes(other, offered)
            self.links.append(offered.value)

    def offered(self, name: str, label: str) -> Choice | None:
        """Return a choice of that label, if it is in what somebody was told last."""
        tells = [one.post for one in self.room.platform.tells if one.user == f"fake:{name}"]
        return next(
            (one for post in tells[-1:] for one in post.choices if one.label == label), None
        )


def made(room: Room) -> dict[tuple[Any, Any], tuple[int, int]]:
    """Return the best and the first score by person and slot, worked out from the grades."""
    grades: dict[tuple[Any, Any], list[tuple[Any, int, bool]]] = defaultdict(list)
    for person, slot, attempt, revision, score, stands in room.rows(
        "SELECT attempt.person, attempt.slot, attempt.id, grade.revision, grade.score, "
        "grade.current AND attempt.state <> 'withdrawn' FROM attempt JOIN grade "
        "ON grade.attempt = attempt.id AND grade.score IS NOT NULL WHERE NOT attempt.practice "
        "ORDER BY attempt.first_sent_at, attempt.number, grade.revision, grade.at, grade.current"
    ):
        grades[person, slot].append(((attempt, revision), score, bool(stands)))
    made = {}
    for key, found in grades.items():
        # What was taken back or tried again later changes nothing about the first one.
        first = [score for what, score, _ in found if what == found[0][0]][-1]
        standing = [score for _, score, stands in found if stands]
        if standing:
            made[key] = max(standing), first
    return made


OURS = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
walks = st.lists(steps, min_size=3, max_size=14)


@settings(OURS, max_examples=5)
@given(taken=walks)
def test_sums(
    file: Path, bank: Bank, new_team: NewTeam, taken: Sequence[tuple[str, str, str]]
) -> None:
    """Awards are those of the grades, and tallies are the sums of the awards, after every step."""
    walked(file, bank, new_team, taken)


@pytest.mark.slow
@settings(OURS, max_examples=300)
@given(taken=walks)
def test_sums_at_length(
    file: Path, bank: Bank, new_team: NewTeam, taken: Sequence[tuple[str, str, str]]
) -> None:
    """The same, for very many sequences."""
    walked(file, bank, new_team, taken)


def walked(
    template: Path, bank: Bank, new_team: NewTeam, taken: Sequence[tuple[str, str, str]]
) -> None:
    """Take the steps over a fresh copy of a database."""
    with TemporaryDirectory() as folder:
        path = Path(shutil.copy(template, folder))
        asyncio.run(all_is_right(path, bank, new_team, taken))


async def all_is_right(
    path: Path, bank: Bank, new_team: NewTeam, taken: Sequence[tuple[str, str, str]]
) -> None:
    """Take the steps in a fresh room, and look at the sums after each."""
    clock = FixedClock()
    store = SqlStore(path, clock, "tiny")
    room = Room(store, clock, bank, path)
    await store.teams.create(new_team, Consequences())
    await room.advance(minutes=30)
    await room.command("boss", "settings", attempts="10", per_day="200")
    walk = Steps(room)
    for step in taken:
        await walk.take(*step)
        assert not any("That did not work" in text(one.post) for one in room.platform.tells)
        stored, summed = sums(path)
        awards = room.rows("SELECT person, slot, points, first_points FROM award")
        assert stored == summed
        assert {(one[0], one[1]): (one[2], one[3]) for one in awards} == made(room)
    await store.close()
