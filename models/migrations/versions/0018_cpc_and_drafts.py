"""CPC codes with their search, drafts that are saved once, and changes that are not saved yet."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from alembic import op

from models.cpc_scheme import CURATED, curated

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

#: When the selection was made; the column takes UTC without saying so.
_SELECTED = dt.datetime(2026, 11, 23, tzinfo=dt.UTC).replace(tzinfo=None)


def upgrade() -> None:
    _make_codes()
    op.create_table(
        "listing_unsaved",
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"],
            ["listings.id"],
            name=op.f("fk_listing_unsaved_listing_id_listings"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_listing_unsaved_user_id_users"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("listing_id", "user_id", name=op.f("pk_listing_unsaved")),
    )
    op.create_index(op.f("ix_listing_unsaved_user_id"), "listing_unsaved", ["user_id"])
    op.execute("ALTER TABLE listings ADD COLUMN draft_key VARCHAR(43)")
    op.create_index("uq_listings_draft", "listings", ["created_by_id", "draft_key"], unique=True)


def _make_codes() -> None:
    codes = op.create_table(
        "cpc_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("parent", sa.String(length=16), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("above", sa.Text(), nullable=False),
        sa.Column("edition", sa.String(length=40), nullable=False),
        sa.Column("loaded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "level BETWEEN 2 AND 20", name=op.f("ck_cpc_codes_level_is_of_the_scheme")
        ),
        sa.CheckConstraint("code <> '' AND title <> ''", name=op.f("ck_cpc_codes_says_something")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cpc_codes")),
        sa.UniqueConstraint("code", name=op.f("uq_cpc_codes_code")),
    )
    op.create_index("ix_cpc_codes_parent", "cpc_codes", ["parent"])
    op.execute(
        "CREATE VIRTUAL TABLE cpc_search USING fts5"
        "(title, above, tokenize = 'porter unicode61 remove_diacritics 2', prefix = '2 3 4')"
    )
    op.bulk_insert(codes, _selection())
    op.execute(
        "INSERT INTO cpc_search (rowid, title, above) SELECT id, title, above FROM cpc_codes"
    )


def _selection() -> list[dict[str, object]]:
    """The codes that come with the program, as the file has them today."""
    rows: dict[str, dict[str, Any]] = {}
    for code, level, title, parent in curated():
        above = rows.get(parent)
        rows[code] = {
            "code": code,
            "title": title,
            "parent": parent,
            "level": level,
            "above": " › ".join(filter(None, (above["above"], above["title"]))) if above else "",
            "edition": CURATED,
            "loaded_at": _SELECTED,
        }
    return list(rows.values())


def downgrade() -> None:
    op.drop_index("uq_listings_draft", "listings")
    op.execute("ALTER TABLE listings DROP COLUMN draft_key")
    op.drop_table("listing_unsaved")
    op.execute("DROP TABLE cpc_search")
    op.drop_table("cpc_codes")
