"""What the store does for single people: their settings, their data, and taking it away.

As in `bot.ports.store`, every write is one transaction with its consequences.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Protocol

from bot.cards import Card, CardId, CardView, Hand, Pace, Results
from bot.consequences import Consequences
from bot.memory import Memory
from bot.messages import Address, Author, Post, SpaceKey, UserId
from bot.people import (
    Agreed,
    AuditLine,
    Everything,
    Pairing,
    Profile,
    Refusal,
    Result,
    Side,
    Undone,
)
from bot.records import Attempt, Begun, Ending, PersonId, Reservation, SlotId, Team, TeamId
from bot.spend import Spent


class People(Protocol):
    """People and what they decided about themselves."""

    async def profile(self, team_id: TeamId, author: Author) -> Profile:
        """Return the profile behind a user, made at first sight; keeps the name current."""
        ...

    async def of(self, person: PersonId, user: UserId) -> Profile | None:
        """Return a profile if that user is that person."""
        ...

    async def board_names(self, team_id: TeamId) -> Collection[str]:
        """Return every name and pseudonym of a team."""
        ...

    async def save(self, changed: Profile, then: Consequences) -> bool:
        """Store what a person decided; False if its event was handled before.

        Where boards show them otherwise now, posts that do (`Say.shows`) are renewed.
        """
        ...


class Privacy(Protocol):
    """What is stored about a person as a whole, and how it goes away."""

    async def everything(self, person: PersonId) -> Everything:
        """Return all that is stored about a person."""
        ...

    async def forget(
        self, person: PersonId, instead: Post, decide: Callable[[int], Consequences]
    ) -> bool:
        """Take a person out of the database, with all that they wrote and were told.

        Posts of ours that name or quote them become `instead`, and those that show others too are
        renewed; `decide` is given how many answers went. Everybody else's points stay as they are.
        False where there is no such person any more, or the event was handled before.
        """
        ...

    async def fade(self, limit: int) -> int:
        """Forget the words of answers that are older than their team keeps them.

        Verdicts, scores and points stay. Returns how many answers lost their words, at most
        `limit`.
        """
        ...


class Links(Protocol):
    """One-time codes, and what they join: two people, or a space and a team.

    Only a fingerprint of a code is stored. One is used up by the first who gives it, and a user who
    gives `codes.TRIES` wrong ones has to wait.
    """

    async def offer(self, side: Side, code: str, expires_at: datetime, then: Consequences) -> bool:
        """Keep the code that a person asked for, in the place of an older one of theirs.

        False if its event was handled before.
        """
        ...

    async def redeem(
        self,
        side: Side,
        code: str,
        pairing: str,
        decide: Callable[[Pairing | Refusal], Consequences],
    ) -> bool:
        """Use up a code, and pair the one who gave it with the one who asked for it.

        False if its event was handled before.
        """
        ...

    async def agree(
        self,
        pairing: str,
        user: UserId,
        decide: Callable[[Pairing, Agreed | Refusal], Consequences],
    ) -> bool:
        """Note that one side agrees; when both do, they become one person, in this write.

        Answers, rounds, points and reviews move; for a question that both answered the better
        points stay; sums are computed anew. False where there is no such pairing of this user, or
        the event was handled before.
        """
        ...

    async def decline(
        self, pairing: str, user: UserId, decide: Callable[[Pairing], Consequences]
    ) -> bool:
        """Drop a pairing; False where there is no such pairing of this user."""
        ...

    async def undo(
        self,
        team: TeamId,
        link: str,
        actor: UserId,
        decide: Callable[[Undone | Refusal], Consequences],
    ) -> bool:
        """Part two people again, each with what was theirs and what they did since.

        `link` is its id in the record. False if its event was handled before.
        """
        ...

    async def offer_team(
        self, team: TeamId, code: str, expires_at: datetime, then: Consequences
    ) -> bool:
        """Keep the code by which a space of another platform joins a team."""
        ...

    async def join_team(
        self,
        space: SpaceKey,
        user: UserId,
        code: str,
        decide: Callable[[Team | Refusal], Consequences],
    ) -> bool:
        """Use up a code, and let a space that has no team yet belong to the team of the code."""
        ...

    async def prune(self) -> None:
        """Forget codes that are too old, and what only an undo would have needed."""
        ...


class Cards(Protocol):
    """Missed points that come back."""

    async def results(self, slot: SlotId) -> Results:
        """Return what came of a slot's question, by person."""
        ...

    async def deal(self, slot: SlotId, hands: Sequence[Hand], memory: Memory) -> None:
        """Make a card of every missed point, with a wake for its person.

        A card that is there already stays as it is; one of a point that counts now, and that was
        never answered, goes.
        """
        ...

    async def get(self, card: CardId) -> CardView | None:
        """Return a card."""
        ...

    async def pace(self, person: PersonId, since: datetime) -> Pace | None:
        """Return what decides when a person is sent a card; None where they have none.

        Cards whose answer waits for a verdict are left out, and so are sendings before `since`.
        """
        ...

    async def ask(self, card: Card, back_at: datetime, then: Consequences) -> bool:
        """Note that a card is asked now, and comes back at that time; False where it moved on."""
        ...

    async def asked_in(self, address: Address, user: UserId) -> CardView | None:
        """Return the open card that a user was sent at this address last."""
        ...

    async def answer(self, card: CardId, user: UserId, text: str, then: Consequences) -> bool:
        """Keep an answer until there is a verdict; False where one waits, or it is not theirs."""
        ...

    async def begin(self, card: Card, reservation: Reservation) -> Begun | None:
        """Set money aside for judging an answer; None where it moved on."""
        ...

    async def postpone(
        self, card: Card, failures: int, spent: Sequence[Spent], then: Consequences
    ) -> bool:
        """Keep an answer for later; False where it moved on. What it cost is settled."""
        ...

    async def judged(
        self, card: Card, memory: Memory | None, spent: Sequence[Spent], then: Consequences
    ) -> bool:
        """Store what a verdict makes of a memory, and forget the answer; False where it moved on.

        Without a memory the card stays due. What it cost is settled in any case.
        """
        ...

    async def snooze(self, card: CardId, user: UserId, until: datetime, then: Consequences) -> bool:
        """Let a card come back later; False where it is not theirs, or the event was handled."""
        ...


class Oversight(Protocol):
    """What a team's admins see and correct."""

    async def lines(self, team: TeamId, limit: int) -> Sequence[tuple[AuditLine, str]]:
        """Return the newest lines of a team's record, each with the name of the one who acted."""
        ...

    async def results(self, team: TeamId) -> Sequence[Result]:
        """Return every graded answer of those who are on the board, oldest first."""
        ...

    async def override(
        self, attempt: Attempt, point: str, ending: Ending, then: Consequences
    ) -> bool:
        """Store a verdict of an admin as a new grade, with award, tally and a line on record.

        An appeal on the answer that is open is closed. False where the answer is not graded any
        more, or the event was handled before.
        """
        ...
