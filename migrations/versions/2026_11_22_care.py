"""Care for listeners: their weeks by what was counted, where they agreed to be called, and suspensions."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

COUNTED = ("sessions", "minutes", "crisis", "breaksSkipped", "passes", "lapses", "reports", "cues")
BANDS = ("sessions_band", "hours_band", "breaks_skipped_band")


def of_staff(table: str) -> sa.ForeignKeyConstraint:
    """Goes with the account."""
    name = op.f(f"fk_{table}_staff_id_staff")
    return sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=name, ondelete="CASCADE")


def upgrade() -> None:
    op.add_column("staff", sa.Column("suspended", sa.Boolean(), nullable=False, server_default="false"))
    op.alter_column("staff", "suspended", server_default=None)
    op.drop_table("listener_week")  # nothing was ever written to it
    op.create_table(
        "listener_week",
        sa.Column("staff_id", sa.String(22), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("what", sa.String(20), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("staff_id", "week", "what", name=op.f("pk_listener_week")),
        of_staff("listener_week"),
        sa.CheckConstraint(sa.column("what").in_(COUNTED), name=op.f("ck_listener_week_what")),
    )
    op.create_table(
        "staff_contact",
        sa.Column("staff_id", sa.String(22), nullable=False),
        sa.Column("sealed", sa.String(8000), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("calls", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_staff_contact")),
        of_staff("staff_contact"),
    )


def downgrade() -> None:
    op.drop_table("staff_contact")
    op.drop_table("listener_week")
    op.create_table(
        "listener_week",
        sa.Column("staff_id", sa.String(22), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        *(sa.Column(name, sa.String(8), nullable=False) for name in BANDS),
        sa.PrimaryKeyConstraint("staff_id", "week", name=op.f("pk_listener_week")),
        of_staff("listener_week"),
    )
    op.drop_column("staff", "suspended")
