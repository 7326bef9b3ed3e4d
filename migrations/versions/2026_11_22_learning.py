"""New listeners learn first: the steps of the course they have done, and practice chats that a coordinator looks at."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TIERS = ("probation", "full", "crisis")
CHECKED = "ck_staff_tier"


def upgrade() -> None:
    _allow(("applicant", *TIERS))
    for name, columns in (
        ("staff_learning", (_key("step"), sa.Column("week", sa.Date(), nullable=False))),
        (
            "practice",
            (
                _key("scenario"),
                sa.Column("shown", sa.Date(), nullable=False),
                sa.Column("talk", JSONB(none_as_null=True)),
                sa.Column("verdict", sa.String(20)),
                sa.Column("note", sa.String(300), nullable=False),
                sa.CheckConstraint("verdict IN ('ready', 'again')", name=op.f("ck_practice_verdict")),
            ),
        ),
    ):
        op.create_table(
            name,
            _key("staff_id", 22),
            *columns,
            sa.PrimaryKeyConstraint("staff_id", columns[0].name, name=op.f(f"pk_{name}")),
            sa.ForeignKeyConstraint(
                ["staff_id"], ["staff.id"], name=op.f(f"fk_{name}_staff_id_staff"), ondelete="CASCADE"
            ),
        )


def downgrade() -> None:
    op.drop_table("practice")
    op.drop_table("staff_learning")
    op.execute("UPDATE staff SET tier = 'probation', paused = true WHERE tier = 'applicant'")  # they are not trained
    _allow(TIERS)


def _key(name: str, length: int = 20) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False)


def _allow(tiers: tuple[str, ...]) -> None:
    op.drop_constraint(op.f(CHECKED), "staff", type_="check")
    op.create_check_constraint(op.f(CHECKED), "staff", sa.column("tier").in_(tiers))
