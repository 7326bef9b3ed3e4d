"""Topics in each language and sensitive ones; the audit is append-only: nothing younger than a year is lost or changed.

The one deletion that is let through beside that is of a row written in the same transaction.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

GUARD = """
CREATE FUNCTION keep_staff_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.xmin = pg_current_xact_id()::xid OR OLD.at < greatest(now(),
            (SELECT max(at) FROM staff_audit)) - interval '364 days' THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'staff_audit is append-only' USING ERRCODE = 'insufficient_privilege';
END $$
"""


def upgrade() -> None:
    op.add_column("topic", sa.Column("sensitive", sa.Boolean(), nullable=False, server_default="false"))
    op.create_table(
        "topic_wording",
        sa.Column("slug", sa.String(40), nullable=False),
        sa.Column("locale", sa.String(8), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("description", sa.String(300), nullable=False),
        sa.PrimaryKeyConstraint("slug", "locale", name=op.f("pk_topic_wording")),
        sa.ForeignKeyConstraint(["slug"], ["topic.slug"], name=op.f("fk_topic_wording_slug_topic"), ondelete="CASCADE"),
    )
    op.execute(GUARD)
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON staff_audit "
        "FOR EACH ROW EXECUTE FUNCTION keep_staff_audit()"
    )
    op.execute(
        "CREATE TRIGGER never_emptied BEFORE TRUNCATE ON staff_audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION keep_staff_audit()"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER never_emptied ON staff_audit")
    op.execute("DROP TRIGGER append_only ON staff_audit")
    op.execute("DROP FUNCTION keep_staff_audit()")
    op.drop_table("topic_wording")
    op.drop_column("topic", "sensitive")
