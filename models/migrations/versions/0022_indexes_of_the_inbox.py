"""Indexes that hold all that an inbox is sorted by, and an organization's listings by state."""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_SORTED_BY = ["listing_id", "band", "score", "counterpart_id", "first_seen_at"]
_BY_STATE = ["organization_id", "state", "published_at"]


def upgrade() -> None:
    op.create_index("ix_matches_listing_id_band_score", "matches", _SORTED_BY)
    op.drop_index("ix_matches_listing_id_band", table_name="matches")
    op.create_index("ix_listings_organization_id_state", "listings", _BY_STATE)
    op.drop_index("ix_listings_organization_id", table_name="listings")


def downgrade() -> None:
    op.create_index("ix_listings_organization_id", "listings", ["organization_id"])
    op.drop_index("ix_listings_organization_id_state", table_name="listings")
    op.create_index("ix_matches_listing_id_band", "matches", ["listing_id", "band"])
    op.drop_index("ix_matches_listing_id_band_score", table_name="matches")
