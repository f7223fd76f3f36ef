"""A worker that takes a wake and never ends it: `python -m tests.database.dying_worker URL`."""

import asyncio
import sys
from datetime import timedelta

from bot.consequences import Wake
from bot.schedule import SystemClock
from storage.store import SqlStore


async def main(url: str, patience: float) -> None:
    """Say which wake was taken, and keep it."""
    store = SqlStore(url, SystemClock(), "pack", patience=timedelta(seconds=patience))

    async def keep(wake: Wake) -> None:
        print(wake.key, flush=True)  # noqa: T201 - for the test
        await asyncio.Event().wait()

    await store.work.run(keep)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], float(sys.argv[2])))
