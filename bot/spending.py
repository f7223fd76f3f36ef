"""`greenroom spend`: what grading cost, read beside a running service."""

from datetime import timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.errors import UserError
from bot.schedule import SystemClock
from bot.settings import Settings
from bot.wording.money import dollars
from storage.migrate import current
from storage.store import SqlStore


async def print_spending(settings: Settings, days: int) -> None:
    """Print a table, newest day first; raises UserError where there is no database yet."""
    target = settings.database_target()
    if not current(target):
        name = target if isinstance(target, Path) else "That of GREENROOM_DATABASE"
        raise UserError(f"{name} is no database of this version; `greenroom run` makes it.")
    clock = SystemClock()
    store = SqlStore(target, clock, "")
    today = clock.now().date() + timedelta(days=1)
    found = await store.boards.spending(None, today - timedelta(days=days), today)
    await store.close()
    table = Table("day", "team", "model", "calls", "cost")
    for one in found:
        cost = dollars(one.micros)
        table.add_row(f"{one.day}", one.team, one.model, str(one.calls), cost)
    table.add_row("", "", "", "", dollars(sum(one.micros for one in found)))
    Console().print(table)
