"""Ways in for staff: passkeys, recovery codes, resets by two coordinators; a session knows its day and its idle end."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def of_staff(table: str) -> sa.ForeignKeyConstraint:
    """Goes with the account."""
    name = op.f(f"fk_{table}_staff_id_staff")
    return sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=name, ondelete="CASCADE")


def by_staff(column: str) -> sa.ForeignKeyConstraint:
    """Falls with whoever asked."""
    name = op.f(f"fk_staff_reset_{column}_staff")
    return sa.ForeignKeyConstraint([column], ["staff.id"], name=name, ondelete="CASCADE")


def upgrade() -> None:
    op.create_table(
        "staff_passkey",
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("staff_id", sa.String(22), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("added", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("credential_id", name=op.f("pk_staff_passkey")),
        of_staff("staff_passkey"),
    )
    op.create_index(op.f("ix_staff_passkey_staff_id"), "staff_passkey", ["staff_id"])
    op.create_table(
        "staff_recovery_code",
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("staff_id", sa.String(22), nullable=False),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_staff_recovery_code")),
        of_staff("staff_recovery_code"),
    )
    op.create_index(op.f("ix_staff_recovery_code_staff_id"), "staff_recovery_code", ["staff_id"])
    op.create_table(
        "staff_reset",
        sa.Column("staff_id", sa.String(22), nullable=False),
        sa.Column("asked_by", sa.String(22)),
        sa.Column("confirmed_by", sa.String(22)),
        sa.Column("code_hash", sa.String(64)),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_staff_reset")),
        of_staff("staff_reset"),
        by_staff("asked_by"),
        by_staff("confirmed_by"),
    )
    # Who is signed in stays so: their day is today, and they have until the end of their session
    op.add_column("staff_session", sa.Column("since", sa.Date(), server_default=sa.func.current_date(), nullable=False))
    op.add_column("staff_session", sa.Column("idle_until", sa.DateTime(timezone=True)))
    op.execute("UPDATE staff_session SET idle_until = expires_at")
    op.alter_column("staff_session", "since", server_default=None)
    op.alter_column("staff_session", "idle_until", nullable=False)


def downgrade() -> None:
    op.drop_column("staff_session", "idle_until")
    op.drop_column("staff_session", "since")
    op.drop_table("staff_reset")
    op.drop_table("staff_recovery_code")
    op.drop_table("staff_passkey")
