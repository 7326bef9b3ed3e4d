"""Published statistics: a hidden cell has no number, each publication its day, and yearly figures carry noise."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

CUBES = ("cube_week", "cube_4week")


def upgrade() -> None:
    for cube in CUBES:
        op.alter_column(cube, "n", nullable=True)
    op.create_table(
        "publication",
        sa.Column("period", sa.Date(), nullable=False),
        sa.Column("weeks", sa.SmallInteger(), nullable=False),
        sa.Column("published", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("period", "weeks", name=op.f("pk_publication")),
        sa.CheckConstraint("weeks IN (1, 4)", name=op.f("ck_publication_weeks")),
    )
    op.create_table(
        "yearly_figure",
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("question", sa.String(40), nullable=False),
        sa.Column("v1", sa.String(20), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", "question", "v1", name=op.f("pk_yearly_figure")),
    )


def downgrade() -> None:
    op.drop_table("yearly_figure")
    op.drop_table("publication")
    for cube in CUBES:  # nothing was published before this revision
        op.execute(sa.table(cube, sa.column("n")).delete())
        op.alter_column(cube, "n", nullable=False)
