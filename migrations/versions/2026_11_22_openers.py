"""A listener's own first lines stand with the account."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("staff", sa.Column("openers", ARRAY(sa.String(200)), nullable=False, server_default="{}"))
    op.alter_column("staff", "openers", server_default=None)


def downgrade() -> None:
    op.drop_column("staff", "openers")
