"""When listeners were on duty, for the rest rules: so many minutes of which hour, for eight days."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staff_duty",
        sa.Column("staff_id", sa.String(22), nullable=False),
        sa.Column("hour", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("staff_id", "hour", name=op.f("pk_staff_duty")),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_staff_duty_staff_id_staff"), ondelete="CASCADE"
        ),
        sa.CheckConstraint("minutes BETWEEN 0 AND 60", name=op.f("ck_staff_duty_minutes")),
    )


def downgrade() -> None:
    op.drop_table("staff_duty")
