"""What is being done just now, so that it can be ended in good order."""

import asyncio
from types import TracebackType


class UnderWay:
    """Tasks inside `async with`; `end` lets them finish, for a while."""

    def __init__(self) -> None:
        self._tasks: dict[asyncio.Task[object], int] = {}
        self._idle = asyncio.Event()
        self._idle.set()

    async def __aenter__(self) -> None:
        """Count the current task in."""
        if task := asyncio.current_task():
            self._tasks[task] = self._tasks.get(task, 0) + 1
            self._idle.clear()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Count it out."""
        if task := asyncio.current_task():
            self._tasks[task] -= 1
            if not self._tasks[task]:
                del self._tasks[task]
            if not self._tasks:
                self._idle.set()

    async def end(self, patience: float) -> None:
        """Wait so many seconds for what is under way, then cancel it."""
        try:
            async with asyncio.timeout(patience):
                await self._idle.wait()
        except TimeoutError:
            for task in list(self._tasks):
                task.cancel()
