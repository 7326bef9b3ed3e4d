"""Inviting a coordinator takes two persons: what the first one asked for has a place to wait."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

BEFORE = ("makeOfficer", "unmakeOfficer", "liftPause", "hold", "clearMinors")


def _allow(acts: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_second_person_act"), "second_person", type_="check")
    op.create_check_constraint(op.f("ck_second_person_act"), "second_person", sa.column("act").in_(acts))


def upgrade() -> None:
    _allow((*BEFORE, "inviteCoordinator"))


def downgrade() -> None:
    op.execute("DELETE FROM second_person WHERE act = 'inviteCoordinator'")
    _allow(BEFORE)
