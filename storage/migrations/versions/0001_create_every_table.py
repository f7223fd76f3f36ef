"""Create every table."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table."""
    op.create_table(
        "day_off",
        sa.Column("owner", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.UniqueConstraint("owner", "day", name=op.f("uq_day_off_owner_day")),
    )
    op.create_table(
        "event",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_at"), ["at"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=True),
        sa.Column("about", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("reply_expires_at", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.BigInteger(), nullable=True),
        sa.Column("token", sa.String(length=32), nullable=True),
        sa.Column("receipt", sa.Text(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "state IN ('pending', 'sending', 'sent', 'doubtful', 'refused', 'undeliverable', 'dropped', 'failed')",
            name=op.f("ck_outbox_state"),
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_outbox")),
        sa.UniqueConstraint("address", "seq", name=op.f("uq_outbox_address_seq")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outbox_about",
            ["about"],
            unique=False,
            sqlite_where=sa.text("about IS NOT NULL"),
            postgresql_where=sa.text("about IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_outbox_waiting",
            ["address", "seq"],
            unique=False,
            sqlite_where=sa.text("state IN ('pending', 'sending')"),
            postgresql_where=sa.text("state IN ('pending', 'sending')"),
        )

    op.create_table(
        "question",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("pack", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_question")),
    )
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_question_pack_name_version"), ["pack", "name", "version"], unique=False
        )

    op.create_table(
        "secret",
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("kind", "key", name=op.f("pk_secret")),
    )
    op.create_table(
        "team",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("first_weekday", sa.Integer(), nullable=False),
        sa.Column("admin_address", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("retention_days", sa.Integer(), nullable=True),
        sa.Column("monthly_cap_micros", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
    )
    op.create_table(
        "work",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=True),
        sa.Column("token", sa.String(length=32), nullable=True),
        sa.Column("leased_until", sa.BigInteger(), nullable=True),
        sa.Column("crashes", sa.Integer(), nullable=False),
        sa.Column("errors", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "key", name=op.f("pk_work")),
    )
    with op.batch_alter_table("work", schema=None) as batch_op:
        batch_op.create_index(
            "ix_work_leased",
            ["leased_until"],
            unique=False,
            sqlite_where=sa.text("token IS NOT NULL"),
            postgresql_where=sa.text("token IS NOT NULL"),
        )
        batch_op.create_index(batch_op.f("ix_work_next_at"), ["next_at"], unique=False)

    op.create_table(
        "audit",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("team", sa.String(length=32), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name=op.f("fk_audit_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_team_at"), ["team", "at"], unique=False)

    op.create_table(
        "person",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("team", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=True),
        sa.Column("board_name", sa.Text(), nullable=True),
        sa.Column("on_board", sa.Boolean(), nullable=False),
        sa.Column("named", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("seen_zone", sa.Text(), nullable=True),
        sa.Column("zones", sa.Text(), server_default="[]", nullable=False),
        sa.Column("reviews", sa.Integer(), nullable=False),
        sa.Column("linked_to", sa.String(length=32), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["linked_to"], ["person.id"], name=op.f("fk_person_linked_to")),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name=op.f("fk_person_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(
            "ix_person_off_board",
            ["team"],
            unique=False,
            sqlite_where=sa.text("on_board = 0"),
            postgresql_where=sa.text("NOT on_board"),
        )
        batch_op.create_index(batch_op.f("ix_person_team"), ["team"], unique=False)

    op.create_table(
        "schedule",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("team", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("skip", sa.Integer(), nullable=False),
        sa.Column("queued", sa.Text(), nullable=True),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name=op.f("fk_schedule_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule")),
        sa.UniqueConstraint("team", "name", name=op.f("uq_schedule_team_name")),
    )
    with op.batch_alter_table("schedule", schema=None) as batch_op:
        batch_op.create_index(
            "ix_schedule_due",
            ["next_at"],
            unique=False,
            sqlite_where=sa.text("paused = 0"),
            postgresql_where=sa.text("NOT paused"),
        )

    op.create_table(
        "space",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("team", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name=op.f("fk_space_team")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_space")),
    )
    op.create_table(
        "spend",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("team", sa.String(length=32), nullable=False),
        sa.Column("attempt", sa.String(length=64), nullable=True),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("micros", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('reserved', 'settled')", name=op.f("ck_spend_state")),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name=op.f("fk_spend_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spend")),
    )
    with op.batch_alter_table("spend", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_spend_attempt"), ["attempt"], unique=False)
        batch_op.create_index(batch_op.f("ix_spend_team_day"), ["team", "day"], unique=False)

    op.create_table(
        "card",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("question", sa.String(length=64), nullable=False),
        sa.Column("point", sa.Text(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_card_person")),
        sa.ForeignKeyConstraint(["question"], ["question.digest"], name=op.f("fk_card_question")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card")),
        sa.UniqueConstraint(
            "person", "question", "point", name=op.f("uq_card_person_question_point")
        ),
    )
    with op.batch_alter_table("card", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_card_person_due_at"), ["person", "due_at"], unique=False
        )

    op.create_table(
        "channel",
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("team", sa.String(length=32), nullable=False),
        sa.Column("space", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint("state IN ('active', 'lost')", name=op.f("ck_channel_state")),
        sa.ForeignKeyConstraint(["space"], ["space.key"], name=op.f("fk_channel_space")),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name=op.f("fk_channel_team")),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_channel")),
    )
    with op.batch_alter_table("channel", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_channel_team"), ["team"], unique=False)

    op.create_table(
        "identity",
        sa.Column("team", sa.String(length=32), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_identity_person")),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name=op.f("fk_identity_team")),
        sa.UniqueConstraint("team", "user", name=op.f("uq_identity_team_user")),
    )
    with op.batch_alter_table("identity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_identity_person"), ["person"], unique=False)

    op.create_table(
        "shown",
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["person.id"], name=op.f("fk_shown_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["said"], ["outbox.key"], name=op.f("fk_shown_said"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("said", "person", name=op.f("pk_shown")),
    )
    with op.batch_alter_table("shown", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shown_person"), ["person"], unique=False)

    op.create_table(
        "round",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("team", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("room", sa.Text(), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "state IN ('opening', 'running', 'thinking', 'paused', 'scoring', 'ended')",
            name=op.f("ck_round_state"),
        ),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_round_person")),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name=op.f("fk_round_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round")),
    )
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_round_person_begun_at"), ["person", "begun_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_round_team_state"), ["team", "state"], unique=False)
        batch_op.create_index(
            "uq_round_one_at_a_time",
            ["person"],
            unique=True,
            sqlite_where=sa.text("state <> 'ended'"),
            postgresql_where=sa.text("state <> 'ended'"),
        )
        batch_op.create_index(
            "uq_round_room",
            ["room"],
            unique=True,
            sqlite_where=sa.text("state <> 'ended'"),
            postgresql_where=sa.text("state <> 'ended'"),
        )

    op.create_table(
        "slot",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("schedule", sa.String(length=32), nullable=False),
        sa.Column("team", sa.String(length=32), nullable=False),
        sa.Column("local_slot", sa.String(length=40), nullable=False),
        sa.Column("question", sa.String(length=64), nullable=False),
        sa.Column("opens_at", sa.BigInteger(), nullable=False),
        sa.Column("closes_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.CheckConstraint("state IN ('open', 'closed')", name=op.f("ck_slot_state")),
        sa.ForeignKeyConstraint(["question"], ["question.digest"], name=op.f("fk_slot_question")),
        sa.ForeignKeyConstraint(["schedule"], ["schedule.id"], name=op.f("fk_slot_schedule")),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name=op.f("fk_slot_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slot")),
        sa.UniqueConstraint("schedule", "local_slot", name=op.f("uq_slot_schedule_local_slot")),
    )
    with op.batch_alter_table("slot", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_slot_team_opens_at"), ["team", "opens_at"], unique=False
        )

    op.create_table(
        "tally",
        sa.Column("team", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=8), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("first_points", sa.Integer(), nullable=False),
        sa.Column("estimates", sa.Integer(), nullable=False),
        sa.CheckConstraint("source IN ('question', 'round')", name=op.f("ck_tally_source")),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_tally_person")),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name=op.f("fk_tally_team")),
        sa.PrimaryKeyConstraint(
            "team", "source", "channel", "period", "start", "person", name=op.f("pk_tally")
        ),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("tally", schema=None) as batch_op:
        batch_op.create_index(
            "ix_tally_standing",
            ["team", "source", "channel", "period", "start", "points", "person"],
            unique=False,
        )

    op.create_table(
        "asked",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("slot", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("thread", sa.Text(), nullable=True),
        sa.Column("receipt", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.CheckConstraint(
            "state IN ('posting', 'open', 'closed', 'failed')", name=op.f("ck_asked_state")
        ),
        sa.ForeignKeyConstraint(["channel"], ["channel.address"], name=op.f("fk_asked_channel")),
        sa.ForeignKeyConstraint(["slot"], ["slot.id"], name=op.f("fk_asked_slot")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asked")),
        sa.UniqueConstraint("slot", "channel", name=op.f("uq_asked_slot_channel")),
        sa.UniqueConstraint("thread", name=op.f("uq_asked_thread")),
    )
    with op.batch_alter_table("asked", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_asked_channel_state"), ["channel", "state"], unique=False
        )

    op.create_table(
        "award",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("team", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("slot", sa.String(length=32), nullable=True),
        sa.Column("round", sa.String(length=32), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("first_points", sa.Integer(), nullable=False),
        sa.Column("estimate", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_award_person")),
        sa.ForeignKeyConstraint(["round"], ["round.id"], name=op.f("fk_award_round")),
        sa.ForeignKeyConstraint(["slot"], ["slot.id"], name=op.f("fk_award_slot")),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name=op.f("fk_award_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award")),
        sa.UniqueConstraint("person", "round", name=op.f("uq_award_person_round")),
        sa.UniqueConstraint("person", "slot", name=op.f("uq_award_person_slot")),
    )
    with op.batch_alter_table("award", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_award_team_day"), ["team", "day"], unique=False)

    op.create_table(
        "schedule_channel",
        sa.Column("schedule", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["channel"], ["channel.address"], name=op.f("fk_schedule_channel_channel")
        ),
        sa.ForeignKeyConstraint(
            ["schedule"], ["schedule.id"], name=op.f("fk_schedule_channel_schedule")
        ),
        sa.UniqueConstraint(
            "schedule", "channel", name=op.f("uq_schedule_channel_schedule_channel")
        ),
    )
    op.create_table(
        "turn",
        sa.Column("round", sa.String(length=32), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("speaker", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=True),
        sa.Column("edited_at", sa.BigInteger(), nullable=True),
        sa.Column("point", sa.Text(), nullable=False),
        sa.Column("unclear", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["round"], ["round.id"], name=op.f("fk_turn_round")),
        sa.UniqueConstraint("ref", name=op.f("uq_turn_ref")),
        sa.UniqueConstraint("round", "n", name=op.f("uq_turn_round_n")),
    )
    op.create_table(
        "attempt",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("asked", sa.String(length=32), nullable=True),
        sa.Column("slot", sa.String(length=32), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("first_sent_at", sa.BigInteger(), nullable=False),
        sa.Column("last_sent_at", sa.BigInteger(), nullable=False),
        sa.Column("settles_at", sa.BigInteger(), nullable=False),
        sa.Column("practice", sa.Boolean(), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('collecting', 'grading', 'pending', 'graded', 'ungraded', 'withdrawn')",
            name=op.f("ck_attempt_state"),
        ),
        sa.ForeignKeyConstraint(["asked"], ["asked.id"], name=op.f("fk_attempt_asked")),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_attempt_person")),
        sa.ForeignKeyConstraint(["slot"], ["slot.id"], name=op.f("fk_attempt_slot")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
        sa.UniqueConstraint(
            "asked", "person", "number", name=op.f("uq_attempt_asked_person_number")
        ),
    )
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.create_index(
            "ix_attempt_open",
            ["state"],
            unique=False,
            sqlite_where=sa.text("state IN ('collecting', 'grading', 'pending')"),
            postgresql_where=sa.text("state IN ('collecting', 'grading', 'pending')"),
        )
        batch_op.create_index(
            batch_op.f("ix_attempt_person_first_sent_at"), ["person", "first_sent_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_attempt_slot_person"), ["slot", "person"], unique=False
        )
        batch_op.create_index(
            "uq_attempt_one_at_a_time",
            ["asked", "person", "practice"],
            unique=True,
            sqlite_where=sa.text("state = 'collecting' AND asked IS NOT NULL"),
            postgresql_where=sa.text("state = 'collecting' AND asked IS NOT NULL"),
        )

    op.create_table(
        "appeal",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("attempt", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("with_people", sa.Boolean(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("point", sa.Text(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ruled_by", sa.Text(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("state IN ('open', 'upheld', 'rejected')", name=op.f("ck_appeal_state")),
        sa.ForeignKeyConstraint(["attempt"], ["attempt.id"], name=op.f("fk_appeal_attempt")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
    )
    with op.batch_alter_table("appeal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appeal_attempt_at"), ["attempt", "at"], unique=False)
        batch_op.create_index(
            "uq_appeal_open",
            ["attempt"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "grade",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("attempt", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=16), nullable=True),
        sa.Column("grader", sa.Text(), nullable=False),
        sa.Column("formula", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["attempt"], ["attempt.id"], name=op.f("fk_grade_attempt")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grade")),
    )
    with op.batch_alter_table("grade", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_grade_attempt_revision"), ["attempt", "revision"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_grade_digest"), ["digest"], unique=False)
        batch_op.create_index(
            "uq_grade_current",
            ["attempt"],
            unique=True,
            sqlite_where=sa.text("current = 1"),
            postgresql_where=sa.text("current"),
        )

    op.create_table(
        "message",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("attempt", sa.String(length=32), nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=False),
        sa.Column("edited_at", sa.BigInteger(), nullable=True),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["attempt"], ["attempt.id"], name=op.f("fk_message_attempt")),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_message")),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_message_address_sent_at"), ["address", "sent_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_message_attempt_sent_at"), ["attempt", "sent_at"], unique=False
        )
