"""The first tables: what the service keeps of sessions, staff, reports, topics and settings."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TOPIC_GROUPS = (
    "light",
    "mood",
    "loneliness",
    "grief",
    "relationships",
    "family",
    "work",
    "money",
    "body",
    "identity",
    "harm",
    "other",
)


def one_of(name: str, *words: str) -> sa.Enum:
    """A word out of a closed list, checked, and without a type of its own that a downgrade would leave behind."""
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=20)


def kept(name: str, kind: Any) -> sa.Column[Any]:
    """A column that always has a value."""
    return sa.Column(name, kind, nullable=False)


def upgrade() -> None:
    op.create_table(
        "cube_4week",
        kept("period", sa.Date()),
        kept("question", sa.String(40)),
        kept("v1", sa.String(20)),
        kept("v2", sa.String(20)),
        kept("n", sa.Integer()),
        sa.PrimaryKeyConstraint("period", "question", "v1", "v2", name=op.f("pk_cube_4week")),
    )
    op.create_table(
        "cube_week",
        kept("period", sa.Date()),
        kept("question", sa.String(40)),
        kept("v1", sa.String(20)),
        kept("v2", sa.String(20)),
        kept("n", sa.Integer()),
        sa.PrimaryKeyConstraint("period", "question", "v1", "v2", name=op.f("pk_cube_week")),
    )
    op.create_table(
        "report_case",
        kept("code_hash", sa.String(64)),
        kept("week", sa.Date()),
        kept("category", sa.String(20)),
        kept("rule", sa.String(40)),
        sa.Column("decision", sa.String(20)),
        kept("appealed", sa.Boolean()),
        kept("overturned", sa.Boolean()),
        kept("expires", sa.Date()),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_report_case")),
    )
    op.create_table(
        "resource",
        kept("key", sa.String(80)),
        kept("country", sa.String(2)),
        kept("name", sa.String(120)),
        sa.Column("phone", sa.String(40)),
        sa.Column("sms", sa.String(40)),
        sa.Column("chat_url", sa.String(200)),
        sa.Column("website", sa.String(200)),
        kept("hours", sa.String(80)),
        kept("cost", sa.String(20)),
        sa.Column("checked", sa.Date()),
        kept("hidden", sa.Boolean()),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_resource")),
    )
    op.create_table(
        "service_setting",
        kept("key", sa.String(40)),
        kept("value", sa.String(200)),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_service_setting")),
    )
    op.create_table(
        "session_stage",
        kept("key", sa.Uuid()),
        kept("week", sa.Date()),
        kept("block", sa.SmallInteger()),
        kept("topic_group", one_of("topic_group", *TOPIC_GROUPS)),
        kept("language_group", one_of("language_group", "en", "es", "fr", "pt", "ar", "other")),
        kept("age_band", one_of("age_band", "adult", "minor", "undeclared")),
        kept("wait_band", one_of("wait_band", "<1", "1-3", "3-10", "10-30", "30+")),
        kept("duration_band", one_of("duration_band", "none", "<5", "5-15", "15-30", "30-60", "60+")),
        kept("messages_band", one_of("messages_band", "0", "1-10", "11-40", "41-100", "101+")),
        kept(
            "outcome",
            one_of(
                "outcome",
                "completed",
                "left_queue",
                "redirected",
                "left_chat",
                "safety_end",
                "transferred",
                "system_fail",
            ),
        ),
        kept("risk_band", one_of("risk_band", "none", "elevated", "crisis")),
        kept("mood_change", one_of("mood_change", "worse", "same", "better", "unknown")),
        kept("listener_tier", one_of("listener_tier", "none", "probation", "full", "crisis")),
        sa.CheckConstraint("block BETWEEN 0 AND 5", name=op.f("ck_session_stage_block")),
        sa.PrimaryKeyConstraint("key", "week", name=op.f("pk_session_stage")),
        postgresql_partition_by="RANGE (week)",
    )
    op.create_table(
        "staff",
        kept("id", sa.String(22)),
        kept("name", sa.String(40)),
        kept("role", one_of("role", "listener", "coordinator")),
        kept("password_hash", sa.String(200)),
        kept("totp_secret", sa.String(64)),
        kept("totp_last_step", sa.BigInteger()),
        kept("languages", ARRAY(sa.String(8))),
        kept("topics", ARRAY(sa.String(40))),
        kept("opted_out", ARRAY(sa.String(40))),
        kept("seats", sa.SmallInteger()),
        kept("chats_held", sa.Integer()),
        kept("tier", one_of("tier", "probation", "full", "crisis")),
        sa.Column("cleared_until", sa.Date()),
        kept("paused", sa.Boolean()),
        sa.CheckConstraint("seats BETWEEN 1 AND 3", name=op.f("ck_staff_seats")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
    )
    op.create_index("uq_staff_name", "staff", [sa.literal_column("lower(name)")], unique=True)
    op.create_table(
        "staff_audit",
        kept("id", sa.Integer()),
        kept("at", sa.DateTime(timezone=True)),
        sa.Column("staff_id", sa.String(22)),
        kept("did", sa.String(40)),
        kept("target", sa.String(80)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_audit")),
    )
    op.create_index(op.f("ix_staff_audit_at"), "staff_audit", ["at"])
    op.create_table(
        "topic",
        kept("slug", sa.String(40)),
        kept("name", sa.String(80)),
        kept("description", sa.String(300)),
        kept("related", ARRAY(sa.String(40))),
        kept("open", sa.Boolean()),
        kept("position", sa.SmallInteger()),
        kept("topic_group", one_of("topic_group", *TOPIC_GROUPS)),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_topic")),
    )
    op.create_table(
        "invitation",
        kept("code_hash", sa.String(64)),
        kept("role", one_of("role", "listener", "coordinator")),
        sa.Column("invited_by", sa.String(22)),
        kept("expires_at", sa.DateTime(timezone=True)),
        kept("used", sa.Boolean()),
        sa.ForeignKeyConstraint(
            ["invited_by"], ["staff.id"], name=op.f("fk_invitation_invited_by_staff"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_invitation")),
    )
    op.create_table(
        "listener_week",
        kept("staff_id", sa.String(22)),
        kept("week", sa.Date()),
        kept("sessions_band", sa.String(8)),
        kept("hours_band", sa.String(8)),
        kept("breaks_skipped_band", sa.String(8)),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_listener_week_staff_id_staff"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("staff_id", "week", name=op.f("pk_listener_week")),
    )
    op.create_table(
        "staff_session",
        kept("token_hash", sa.String(64)),
        kept("staff_id", sa.String(22)),
        kept("expires_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_staff_session_staff_id_staff"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_staff_session")),
    )
    op.create_index(op.f("ix_staff_session_staff_id"), "staff_session", ["staff_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_staff_session_staff_id"), table_name="staff_session")
    op.drop_table("staff_session")
    op.drop_table("listener_week")
    op.drop_table("invitation")
    op.drop_table("topic")
    op.drop_index(op.f("ix_staff_audit_at"), table_name="staff_audit")
    op.drop_table("staff_audit")
    op.drop_index("uq_staff_name", table_name="staff")
    op.drop_table("staff")
    op.drop_table("session_stage")
    op.drop_table("service_setting")
    op.drop_table("resource")
    op.drop_table("report_case")
    op.drop_table("cube_week")
    op.drop_table("cube_4week")
