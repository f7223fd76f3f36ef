"""`greenroom db copy`: from an SQLite file to PostgreSQL, with a bar that shows how far it is."""

from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from bot.errors import UserError
from bot.settings import Settings
from storage.copying import TABLES, copy


def copy_database(source: str, target: str) -> None:
    """Copy, then say how many rows there are; raises UserError for any other pair of databases."""
    file = Settings(database=source).database_target()
    server = Settings(database=target).database_target()
    if not isinstance(file, Path) or not isinstance(server, str):
        raise UserError(
            "It copies an SQLite file to a PostgreSQL database: greenroom db copy var/greenroom.db "
            "postgresql+psycopg://USER:PASSWORD@HOST/NAME"
        )
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        whole = progress.add_task("tables", total=len(TABLES) + 1)
        bars: dict[str, TaskID] = {}
        ended: set[str] = set()

        def advance(table: str, done: int, total: int) -> None:
            if table not in bars:
                bars[table] = progress.add_task(table, total=total, visible=total > 0)
            progress.update(bars[table], completed=done)
            if done == total:
                # A table says so twice: with its last rows, and once they are compared.
                ended.add(table)
                progress.update(whole, completed=len(ended))

        counts = copy(file, server, advance)
    moved = sum(counts.values())
    print(  # noqa: T201 - the answer to the command
        f"{moved} rows in {len(counts)} tables are in the new database, each table with the same "
        f"checksum, {counts['work']} wakes among them. Set GREENROOM_DATABASE to it, then start."
    )
