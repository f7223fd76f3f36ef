"""What the store does for single people: their settings, their data, and taking it away.

As in `bot.ports.store`, every write is one transaction with its consequences.
"""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Protocol

from bot.consequences import Consequences
from bot.messages import Author, Post, SpaceKey, UserId
from bot.people import Agreed, Everything, Pairing, Profile, Refusal, Side, Undone
from bot.records import PersonId, Team, TeamId


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
        """Store what a person decided; False if its event was handled before."""
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

        Posts of ours that name or quote them become `instead`; `decide` is given how many answers
        went. Everybody else's points stay as they are. False where there is no such person any
        more, or the event was handled before.
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
