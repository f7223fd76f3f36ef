"""Appeals, as they are kept."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from bot.consequences import Consequences
from bot.records import (
    Appeal,
    AppealCase,
    AppealId,
    AppealView,
    AttemptId,
    Begun,
    Ending,
    Lodging,
    PastRuling,
    Reservation,
    TeamId,
)
from bot.spend import Spent


class Appeals(Protocol):
    """Appeals and rulings.

    An open appeal is closed in the write that changes its answer, takes it back to be graded, or
    withdraws it, and a wake says so.
    """

    async def lodge(
        self, attempt: AttemptId, since: datetime, decide: Callable[[AppealCase], Lodging]
    ) -> Lodging | None:
        """Store an appeal if `decide` takes it, in one transaction; it sees those from `since` on.

        None where there is no such attempt, an appeal came first, or its event was handled before.
        """
        ...

    async def get(self, appeal: AppealId) -> AppealView | None:
        """Return an appeal with its attempt."""
        ...

    async def open_in(self, team: TeamId) -> Sequence[AppealView]:
        """Return a team's open appeals, oldest first."""
        ...

    async def begin(self, appeal: Appeal, reservation: Reservation) -> Begun | None:
        """Set money aside for a second look; None where nobody waits for one."""
        ...

    async def postpone(
        self, appeal: Appeal, failures: int, spent: Sequence[Spent], then: Consequences
    ) -> bool:
        """Keep the second look for later; False where nobody waits for it.

        What it cost is settled in any case.
        """
        ...

    async def hand_over(self, appeal: Appeal, spent: Sequence[Spent], then: Consequences) -> bool:
        """Leave an appeal to people; False where nobody waits for a second look.

        What it cost is settled in any case.
        """
        ...

    async def end(self, appeal: Appeal, ending: Ending, then: Consequences) -> bool:
        """Store a verdict as a new grade, with award and tally; False where it is not open.

        What it cost is settled in any case. A ruling by an admin is also put on record.
        """
        ...

    async def rulings(self, team: TeamId, question: str, limit: int) -> Sequence[PastRuling]:
        """Return what admins ruled on a question of the pack, the newest ones, oldest first."""
        ...
