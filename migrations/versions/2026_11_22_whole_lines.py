"""A correction holds a whole line: its kind, its other numbers, its languages and what else is said of it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KINDS = ("emergency", "suicide", "crisis", "child", "abuse", "sexual_violence", "lgbtq", "substance", "directory")
CHECKED = "ck_resource_kind"
ADDED = (
    ("kind", sa.String(20), "crisis"),
    ("also", ARRAY(sa.String(40)), "{}"),
    ("ambulance", sa.String(40), ""),
    ("police", sa.String(40), ""),
    ("fire", sa.String(40), ""),
    ("word", sa.String(20), ""),
    ("messaging", sa.String(80), ""),
    ("languages", ARRAY(sa.String(8)), "{}"),
    ("note", sa.String(200), ""),
    ("some_only", sa.Boolean(), "false"),
)


def upgrade() -> None:
    for name, kind, so_far in ADDED:  # what stands there already gets a value, what comes has to bring one
        op.add_column("resource", sa.Column(name, kind, nullable=False, server_default=so_far))
        op.alter_column("resource", name, server_default=None)
    op.create_check_constraint(op.f(CHECKED), "resource", sa.column("kind").in_(KINDS))


def downgrade() -> None:
    op.drop_constraint(op.f(CHECKED), "resource", type_="check")
    for name, _, _ in reversed(ADDED):
        op.drop_column("resource", name)
