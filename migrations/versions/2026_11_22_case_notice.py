"""A decided case says which listener it is about, to that listener: they may read it, and appeal."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_notice",
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("staff_id", sa.String(22), nullable=False),
        sa.Column("appealed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_case_notice")),
        sa.ForeignKeyConstraint(
            ["code_hash"],
            ["report_case.code_hash"],
            name=op.f("fk_case_notice_code_hash_report_case"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_case_notice_staff_id_staff"), ondelete="CASCADE"
        ),
    )


def downgrade() -> None:
    op.drop_table("case_notice")
