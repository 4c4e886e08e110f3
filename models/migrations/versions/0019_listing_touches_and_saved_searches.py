"""Which listings changed, for what is held in memory; and searches that people keep."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_SHOWN = "kind, organization_id, state, title, trl, disclosure, valid_until, published_at"
#: Trigger → (event, the row that names the listing). A row is replaced by delete and insert,
#: because OR REPLACE gives way to the conflict clause of the statement that fires the trigger.
_WATCHED = {
    "listings_added": ("INSERT ON listings", "NEW.id"),
    "listings_changed": (f"UPDATE OF {_SHOWN} ON listings", "NEW.id"),
    "listings_removed": ("DELETE ON listings", "OLD.id"),
    "listing_codes_added": ("INSERT ON listing_codes", "NEW.listing_id"),
    "listing_codes_changed": ("UPDATE ON listing_codes", "NEW.listing_id"),
    "listing_codes_removed": ("DELETE ON listing_codes", "OLD.listing_id"),
    "listing_hidden_added": ("INSERT ON listing_hidden_from", "NEW.listing_id"),
    "listing_hidden_changed": ("UPDATE ON listing_hidden_from", "NEW.listing_id"),
    "listing_hidden_removed": ("DELETE ON listing_hidden_from", "OLD.listing_id"),
}
_NOTE = """
CREATE TRIGGER {name} AFTER {event} BEGIN
    DELETE FROM listing_touches WHERE listing_id = {listing};
    INSERT INTO listing_touches (listing_id) VALUES ({listing});
END
"""


def upgrade() -> None:
    op.create_table(
        "listing_touches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_touches")),
        sa.UniqueConstraint("listing_id", name=op.f("uq_listing_touches_listing_id")),
        sqlite_autoincrement=True,
    )
    for name, (event, listing) in _WATCHED.items():
        op.execute(_NOTE.format(name=name, event=event, listing=listing))
    _create_searches()


def _create_searches() -> None:
    op.create_table(
        "saved_searches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("alert", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("alerted_at", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "alert IN ('off', 'daily', 'weekly')", name=op.f("ck_saved_searches_alert_is_known")
        ),
        sa.CheckConstraint(
            "(alert = 'off') = (due_at IS NULL)", name=op.f("ck_saved_searches_alert_has_its_time")
        ),
        sa.CheckConstraint(
            "length(name) BETWEEN 1 AND 80", name=op.f("ck_saved_searches_name_fits")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_saved_searches_user_id_users"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_searches")),
        sa.UniqueConstraint("reference", name=op.f("uq_saved_searches_reference")),
        sa.UniqueConstraint("user_id", "name", name=op.f("uq_saved_searches_user_id_name")),
    )
    op.create_index("ix_saved_searches_due_at", "saved_searches", ["due_at"])
    op.create_table(
        "search_alert_listings",
        sa.Column("search_id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["search_id"],
            ["saved_searches.id"],
            name=op.f("fk_search_alert_listings_search_id_saved_searches"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["listing_id"],
            ["listings.id"],
            name=op.f("fk_search_alert_listings_listing_id_listings"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("search_id", "listing_id", name=op.f("pk_search_alert_listings")),
    )
    op.create_index(
        op.f("ix_search_alert_listings_listing_id"), "search_alert_listings", ["listing_id"]
    )


def downgrade() -> None:
    op.drop_table("search_alert_listings")
    op.drop_table("saved_searches")
    for name in _WATCHED:
        op.execute(f"DROP TRIGGER {name}")
    op.drop_table("listing_touches")
