"""The full-text index, and a log that the database itself keeps from being rewritten."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_REFUSE = """
CREATE TRIGGER audit_events_no_{verb} BEFORE {verb} ON audit_events
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END
"""


def upgrade() -> None:
    op.execute(
        "CREATE VIRTUAL TABLE listing_search USING fts5"
        "(title, teaser, body, tokenize = 'porter unicode61 remove_diacritics 2')"
    )
    for verb in ("update", "delete"):
        op.execute(_REFUSE.format(verb=verb))


def downgrade() -> None:
    for verb in ("update", "delete"):
        op.execute(f"DROP TRIGGER audit_events_no_{verb}")
    op.execute("DROP TABLE listing_search")
