"""The safety desk: officers and their keys, what takes two persons, what a decision says, how many cases were held."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

PAUSED_FOR = ("", "review", "childSafety")
ABOUT = ("listener", "seeker")
ACTS = ("makeOfficer", "unmakeOfficer", "liftPause", "hold")
ADDED = (
    ("staff", "paused_for", sa.String(20), ""),
    ("staff", "officer", sa.Boolean(), "false"),
    ("staff", "officer_key", sa.String(100), ""),
    ("staff", "officer_wrapped", sa.String(200), ""),
    ("report_case", "about", sa.String(20), "listener"),
    ("report_case", "machine", sa.Boolean(), "false"),
    ("report_case", "heard", sa.Boolean(), "false"),
    ("report_case", "reason", sa.String(40), ""),
    ("report_case", "took", sa.String(20), ""),
)


def upgrade() -> None:
    for table, name, kind, so_far in ADDED:
        op.add_column(table, sa.Column(name, kind, nullable=False, server_default=so_far))
        op.alter_column(table, name, server_default=None)
    op.create_check_constraint(op.f("ck_staff_paused_for"), "staff", sa.column("paused_for").in_(PAUSED_FOR))
    op.create_check_constraint(op.f("ck_report_case_about"), "report_case", sa.column("about").in_(ABOUT))
    op.create_table(
        "second_person",
        sa.Column("act", sa.String(20), nullable=False),
        sa.Column("subject", sa.String(22), nullable=False),
        sa.Column("asked_by", sa.String(22), nullable=False),
        sa.Column("asked", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("act", "subject", name=op.f("pk_second_person")),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["staff.id"], name=op.f("fk_second_person_asked_by_staff"), ondelete="CASCADE"
        ),
        sa.CheckConstraint(sa.column("act").in_(ACTS), name=op.f("ck_second_person_act")),
    )
    op.create_table(
        "held_count",
        sa.Column("year", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_held_count")),
    )


def downgrade() -> None:
    op.drop_table("held_count")
    op.drop_table("second_person")
    op.drop_constraint(op.f("ck_report_case_about"), "report_case", type_="check")
    op.drop_constraint(op.f("ck_staff_paused_for"), "staff", type_="check")
    for table, name, _, _ in reversed(ADDED):
        op.drop_column(table, name)
