"""The tables. Their `state` columns are the state machine; all else can be rebuilt from them.

Instants are microseconds since 1970 in UTC: exact, comparable and the same on every database.
Columns named `body` hold JSON of a frozen value of ours.
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import TypeDecorator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Instant(TypeDecorator[datetime]):
    """A moment in UTC, stored as microseconds since 1970."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Store a datetime that knows its zone."""
        del dialect
        return None if value is None else (value - EPOCH) // timedelta(microseconds=1)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Read a datetime in UTC."""
        del dialect
        return None if value is None else EPOCH + timedelta(microseconds=value)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id() -> Column[str]:
    return Column("id", String(32), primary_key=True)


def _ref(name: str, target: str, *, null: bool = False) -> Column[str]:
    return Column(name, ForeignKey(f"{target}.id"), nullable=null)


def _states(*states: str) -> CheckConstraint:
    listed = ", ".join(f"'{state}'" for state in states)
    return CheckConstraint(f"state IN ({listed})", name="state")


# --- who and where

team = Table(
    "team",
    metadata,
    _id(),
    Column("name", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("first_weekday", Integer, nullable=False),
    Column("admin_address", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("retention_days", Integer),
    Column("monthly_cap_micros", BigInteger),
    Column("created_at", Instant, nullable=False),
)

space = Table(
    "space",
    metadata,
    Column("key", Text, primary_key=True),
    _ref("team", "team"),
)

person = Table(
    "person",
    metadata,
    _id(),
    _ref("team", "team"),
    Column("name", Text, nullable=False),
    Column("zone", Text),
    Column("board_name", Text),
    Column("on_board", Boolean, nullable=False),
    Column("named", Boolean, nullable=False, server_default=text("false")),
    Column("seen_zone", Text),
    Column("zones", Text, nullable=False, server_default="[]"),
    Column("reviews", Integer, nullable=False),
    _ref("linked_to", "person", null=True),
    Column("body", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Index(None, "team"),
    Index(
        "ix_person_off_board",
        "team",
        sqlite_where=text("on_board = 0"),
        postgresql_where=text("NOT on_board"),
    ),
)
"""A person chose `zone`, a platform says `seen_zone`; `zones` is where they were when."""

identity = Table(
    "identity",
    metadata,
    _ref("team", "team"),
    Column("user", Text, nullable=False),
    _ref("person", "person"),
    UniqueConstraint("team", "user"),
    Index(None, "person"),
)

channel = Table(
    "channel",
    metadata,
    Column("address", Text, primary_key=True),
    _ref("team", "team"),
    Column("space", ForeignKey("space.key"), nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", Text),
    _states("active", "lost"),
    Index(None, "team"),
)

day_off = Table(
    "day_off",
    metadata,
    Column("owner", String(32), nullable=False),
    Column("day", Date, nullable=False),
    Column("kind", String(16), nullable=False),
    UniqueConstraint("owner", "day"),
)

# --- what is asked when

schedule = Table(
    "schedule",
    metadata,
    _id(),
    _ref("team", "team"),
    Column("name", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("paused", Boolean, nullable=False),
    Column("skip", Integer, nullable=False),
    Column("queued", Text),
    Column("next_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("team", "name"),
    Index(
        "ix_schedule_due",
        "next_at",
        sqlite_where=text("paused = 0"),
        postgresql_where=text("NOT paused"),
    ),
)

schedule_channel = Table(
    "schedule_channel",
    metadata,
    _ref("schedule", "schedule"),
    Column("channel", ForeignKey("channel.address"), nullable=False),
    UniqueConstraint("schedule", "channel"),
)

question = Table(
    "question",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("pack", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Index(None, "pack", "name", "version"),
)

slot = Table(
    "slot",
    metadata,
    _id(),
    _ref("schedule", "schedule"),
    _ref("team", "team"),
    Column("local_slot", String(40), nullable=False),
    Column("question", ForeignKey("question.digest"), nullable=False),
    Column("opens_at", Instant, nullable=False),
    Column("closes_at", Instant, nullable=False),
    Column("state", String(16), nullable=False),
    _states("open", "closed"),
    UniqueConstraint("schedule", "local_slot"),
    Index(None, "team", "opens_at"),
)

asked = Table(
    "asked",
    metadata,
    _id(),
    _ref("slot", "slot"),
    Column("channel", ForeignKey("channel.address"), nullable=False),
    Column("thread", Text, unique=True),
    Column("receipt", Text),
    Column("state", String(16), nullable=False),
    _states("posting", "open", "closed", "failed"),
    UniqueConstraint("slot", "channel"),
    Index(None, "channel", "state"),
)

# --- rounds

round_ = Table(
    "round",
    metadata,
    _id(),
    _ref("team", "team"),
    _ref("person", "person"),
    Column("user", Text, nullable=False),
    Column("room", Text),
    Column("kind", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("version", Integer, nullable=False),
    Column("plan", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("begun_at", Instant, nullable=False),
    Column("ended_at", Instant),
    _states("opening", "running", "thinking", "paused", "scoring", "ended"),
    Index(
        "uq_round_one_at_a_time",
        "person",
        unique=True,
        sqlite_where=text("state <> 'ended'"),
        postgresql_where=text("state <> 'ended'"),
    ),
    Index(
        "uq_round_room",
        "room",
        unique=True,
        sqlite_where=text("state <> 'ended'"),
        postgresql_where=text("state <> 'ended'"),
    ),
    Index(None, "person", "begun_at"),
    Index(None, "team", "state"),
)

turn = Table(
    "turn",
    metadata,
    _ref("round", "round"),
    Column("n", Integer, nullable=False),
    Column("stage", Integer, nullable=False),
    Column("speaker", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("ref", Text, unique=True),
    Column("edited_at", Instant),
    Column("point", Text, nullable=False),
    Column("unclear", Boolean, nullable=False),
    UniqueConstraint("round", "n"),
)

# --- answers and grades

attempt = Table(
    "attempt",
    metadata,
    _id(),
    _ref("person", "person"),
    Column("user", Text, nullable=False),
    _ref("asked", "asked", null=True),
    _ref("slot", "slot", null=True),
    Column("number", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("first_sent_at", Instant, nullable=False),
    Column("last_sent_at", Instant, nullable=False),
    Column("settles_at", Instant, nullable=False),
    Column("practice", Boolean, nullable=False),
    Column("private", Boolean, nullable=False),
    Column("failures", Integer, nullable=False),
    _states("collecting", "grading", "pending", "graded", "ungraded", "withdrawn"),
    UniqueConstraint("asked", "person", "number"),
    Index(
        "uq_attempt_one_at_a_time",
        "asked",
        "person",
        "practice",
        unique=True,
        sqlite_where=text("state = 'collecting' AND asked IS NOT NULL"),
        postgresql_where=text("state = 'collecting' AND asked IS NOT NULL"),
    ),
    Index(None, "person", "first_sent_at"),
    Index(None, "slot", "person"),
    Index(
        "ix_attempt_open",
        "state",
        sqlite_where=text("state IN ('collecting', 'grading', 'pending')"),
        postgresql_where=text("state IN ('collecting', 'grading', 'pending')"),
    ),
)

message = Table(
    "message",
    metadata,
    Column("ref", Text, primary_key=True),
    _ref("attempt", "attempt", null=True),
    Column("address", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("user", Text, nullable=False),
    Column("private", Boolean, nullable=False),
    Column("text", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("sent_at", Instant, nullable=False),
    Column("edited_at", Instant),
    Column("deleted", Boolean, nullable=False),
    Index(None, "attempt", "sent_at"),
    Index(None, "address", "sent_at"),
)

event = Table(
    "event",
    metadata,
    Column("id", Text, primary_key=True),
    Column("at", Instant, nullable=False),
    Index(None, "at"),
)

grade = Table(
    "grade",
    metadata,
    _id(),
    _ref("attempt", "attempt"),
    Column("revision", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("current", Boolean, nullable=False),
    Column("score", Integer),
    Column("reason", String(16)),
    Column("grader", Text, nullable=False),
    Column("formula", Integer, nullable=False),
    Column("digest", String(64)),
    Column("body", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Index(
        "uq_grade_current",
        "attempt",
        unique=True,
        sqlite_where=text("current = 1"),
        postgresql_where=text("current"),
    ),
    Index(None, "digest"),
    Index(None, "attempt", "revision"),
)

appeal = Table(
    "appeal",
    metadata,
    _id(),
    _ref("attempt", "attempt"),
    Column("revision", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("with_people", Boolean, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("point", Text, nullable=False),
    Column("sentence", Text, nullable=False),
    Column("verdict", String(16)),
    Column("reason", Text, nullable=False),
    Column("ruled_by", Text),
    Column("at", Instant, nullable=False),
    Column("ended_at", Instant),
    _states("open", "upheld", "rejected"),
    Index(None, "attempt", "at"),
    Index(
        "uq_appeal_open",
        "attempt",
        unique=True,
        sqlite_where=text("state = 'open'"),
        postgresql_where=text("state = 'open'"),
    ),
)

# --- points

award = Table(
    "award",
    metadata,
    _id(),
    _ref("team", "team"),
    _ref("person", "person"),
    _ref("slot", "slot", null=True),
    _ref("round", "round", null=True),
    Column("channel", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("points", Integer, nullable=False),
    Column("first_points", Integer, nullable=False),
    Column("estimate", Boolean, nullable=False),
    UniqueConstraint("person", "slot"),
    UniqueConstraint("person", "round"),
    Index(None, "team", "day"),
)

tally = Table(
    "tally",
    metadata,
    Column("team", ForeignKey("team.id"), primary_key=True),
    Column("source", String(8), primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("period", String(8), primary_key=True),
    Column("start", Date, primary_key=True),
    Column("person", ForeignKey("person.id"), primary_key=True),
    Column("points", Integer, nullable=False),
    Column("answers", Integer, nullable=False),
    Column("first_points", Integer, nullable=False),
    Column("estimates", Integer, nullable=False),
    CheckConstraint("source IN ('question', 'round')", name="source"),
    Index(
        "ix_tally_standing",
        "team",
        "source",
        "channel",
        "period",
        "start",
        "points",
        "person",
    ),
    # The key is all that it is read by, so the rows lie in its order.
    sqlite_with_rowid=False,
)
"""Sums for one period of each kind; those with an empty channel are over all of a team's."""

card = Table(
    "card",
    metadata,
    _id(),
    _ref("person", "person"),
    Column("question", ForeignKey("question.digest"), nullable=False),
    Column("point", Text, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("asked_at", Instant),
    Column("answer", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("body", Text, nullable=False),
    UniqueConstraint("person", "question", "point"),
    Index(None, "person", "due_at"),
)

# --- what shall be said, and when to look again

outbox = Table(
    "outbox",
    metadata,
    Column("key", Text, primary_key=True),
    Column("address", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("audience", Text),
    Column("about", Text),
    Column("body", Text, nullable=False),
    Column("reply", Text),
    Column("reply_expires_at", Instant),
    Column("state", String(16), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("not_before", Instant),
    Column("token", String(32)),
    Column("receipt", Text),
    Column("at", Instant, nullable=False),
    _states(
        "pending", "sending", "sent", "doubtful", "refused", "undeliverable", "dropped", "failed"
    ),
    UniqueConstraint("address", "seq"),
    Index(
        "ix_outbox_waiting",
        "address",
        "seq",
        sqlite_where=text("state IN ('pending', 'sending')"),
        postgresql_where=text("state IN ('pending', 'sending')"),
    ),
    Index(
        "ix_outbox_about",
        "about",
        sqlite_where=text("about IS NOT NULL"),
        postgresql_where=text("about IS NOT NULL"),
    ),
)

shown = Table(
    "shown",
    metadata,
    Column("said", ForeignKey("outbox.key", ondelete="CASCADE"), primary_key=True),
    Column("person", ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("post", Text, nullable=False),
    Index(None, "person"),
)
"""Whom a post shows beside others: `post` is its key, `said` that of one of its versions."""

work = Table(
    "work",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("next_at", Instant),
    Column("token", String(32)),
    Column("leased_until", Instant),
    Column("crashes", Integer, nullable=False),
    Column("errors", Integer, nullable=False),
    Index(None, "next_at"),
    Index(
        "ix_work_leased",
        "leased_until",
        sqlite_where=text("token IS NOT NULL"),
        postgresql_where=text("token IS NOT NULL"),
    ),
)

# --- money, secrets, accountability

spend = Table(
    "spend",
    metadata,
    _id(),
    _ref("team", "team"),
    Column("attempt", String(64)),
    Column("model", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("day", Date, nullable=False),
    Column("micros", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
    _states("reserved", "settled"),
    Index(None, "team", "day"),
    Index(None, "attempt"),
)

secret = Table(
    "secret",
    metadata,
    Column("kind", String(32), primary_key=True),
    Column("key", String(255), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("expires_at", Instant),
)

audit = Table(
    "audit",
    metadata,
    _id(),
    _ref("team", "team"),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Index(None, "team", "at"),
)
