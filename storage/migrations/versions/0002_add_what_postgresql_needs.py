"""Add what PostgreSQL needs beside the tables: Procrastinate's jobs, and the order of the outbox.

Revision ID: 0002
Revises: 0001
"""

from alembic import op
from procrastinate.schema import SchemaManager
from sqlalchemy import text

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply Procrastinate's own schema, of the version that is pinned."""
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    connection.exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))
    connection.execute(
        text(
            "CREATE INDEX ix_wake_waiting ON procrastinate_jobs ((args ->> 'kind'), (args ->> 'key')) "
            "WHERE status = 'todo' AND task_name = 'wake'"
        )
    )
    connection.execute(text("CREATE SEQUENCE outbox_seq"))
