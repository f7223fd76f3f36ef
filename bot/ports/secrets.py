"""What has to be kept, and must not be read by whoever reads the database."""

from datetime import datetime
from typing import Protocol


class Secrets(Protocol):
    """Texts by kind and key, encrypted where they are kept. Raises NotStored."""

    async def put(self, kind: str, key: str, text: str, expires_at: datetime | None) -> None:
        """Keep a text in the place of an earlier one, until it expires if it ever does."""
        ...

    async def get(self, kind: str, key: str) -> str | None:
        """Return a text; None where there is none, or it has expired."""
        ...

    async def take(self, kind: str, key: str) -> str | None:
        """Return a text and forget it, so that of all who take it one gets it."""
        ...

    async def delete(self, kind: str, key: str) -> None:
        """Forget a text; that there is none is success."""
        ...
