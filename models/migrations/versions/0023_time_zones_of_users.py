"""The time zone in which a person reads times; none: that of the organization's country."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    named = sa.CheckConstraint("time_zone = 'UTC' OR time_zone LIKE '_%/_%'", name="zone_is_named")
    op.add_column("users", sa.Column("time_zone", sa.String(40), named, nullable=True))


def downgrade() -> None:
    op.drop_column("users", "time_zone")
