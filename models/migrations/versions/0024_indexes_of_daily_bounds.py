"""Indexes by which is counted what one person has sent and shown within a day."""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_COUNTED = (("messages", "author_id"), ("match_shares", "shared_by_id"))


def upgrade() -> None:
    for table, person in _COUNTED:
        op.create_index(f"ix_{table}_{person}_at", table, [person, "at"])


def downgrade() -> None:
    for table, person in _COUNTED:
        op.drop_index(f"ix_{table}_{person}_at", table_name=table)
