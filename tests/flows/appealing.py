"""People who appeal, and what is stored of it."""

from bot.content import Verdict
from bot.messages import Choice
from bot.spend import Spent, Usage
from tests.flows.room import PREFILL, REUSE, Room

DOLLAR = 1_000_000
ANSWER = f"{PREFILL} {REUSE}"
MET = {"prefill": Verdict.MET}
MORE = {"prefill": Verdict.MET, "reuse": Verdict.MET}
"""What the grader says at first, and what it says after a fresh look."""


async def opens(room: Room, who: str = "ana", answer: str = ANSWER) -> Choice:
    """Let somebody answer, with one point overlooked; return the choice to appeal."""
    room.grader.enqueue(MET)
    await room.answers(who, answer)
    await room.command(who, "feedback")
    return room.choice("Appeal")


async def appeals(
    room: Room, choice: Choice, who: str = "ana", point: str = "direction reuse", said: str = REUSE
) -> str:
    """Let somebody appeal; return what they are told."""
    before = len(room.told(who))
    await room.submits(who, choice, point=point, sentence=said)
    return "\n".join(room.told(who)[before:])


async def waits(room: Room, who: str = "ana") -> str:
    """Let somebody appeal in vain, so that it waits for an admin; return the appeal's id."""
    choice = await opens(room, who)
    room.grader.enqueue(MET)
    await appeals(room, choice, who)
    return newest(room)


def newest(room: Room) -> str:
    """Return the id of the newest appeal."""
    return str(room.rows("SELECT id FROM appeal ORDER BY at DESC, id DESC")[0][0])


def states(room: Room) -> list[str]:
    """Return what became of the appeals, oldest first."""
    return [state for (state,) in room.rows("SELECT state FROM appeal ORDER BY at, id")]


def grades(room: Room) -> list[tuple[str, int, int]]:
    """Return kind, score and whether it is current of every grade, oldest first."""
    return room.rows("SELECT kind, score, current FROM grade ORDER BY at, revision, current")


def spending(room: Room) -> list[tuple[str, int]]:
    """Return the state and the cost of everything that was spent or set aside."""
    return room.rows("SELECT state, micros FROM spend ORDER BY day, micros")


def paid(micros: int) -> Spent:
    """Return what one call cost."""
    usage = Usage(input=1000, output=100)
    return Spent(model="scripted", usage=usage, micro_dollars=micros)
