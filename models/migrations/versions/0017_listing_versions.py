"""Every version of a listing, changes that wait for a check, and reminders before a listing ends.

Existing listings get their present content as version 1.
"""

import hashlib
import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_KINDS = {"offer": "offers", "need": "needs", "capability": "capabilities"}
#: What is no content: keys, states and times.
_NOT_CONTENT = frozenset(
    {
        "version",
        "reference",
        "created_at",
        "published_at",
        "state",
        "kind",
        "created_by_id",
        "content_hash",
        "reviewer_note",
        "source_id",
        "id",
        "organization_id",
        "matched_at",
        "updated_at",
        "source",
    }
)
_LISTS = frozenset(
    {
        "funding_countries",
        "collaborations",
        "cpc",
        "technologies",
        "countries",
        "licence_terms",
        "expertise",
        "sectors",
    }
)
_FLAGS = frozenset({"dual_use_listed", "state_funded_limits"})
_STATES = "'pending', 'published', 'returned', 'replaced', 'taken_back', 'lapsed'"
_REFUSE = """
CREATE TRIGGER listing_versions_no_update
BEFORE UPDATE OF number, revision, at, role, organization, state, action, note, content, digest
ON listing_versions
BEGIN SELECT RAISE(ABORT, 'the versions of a listing are append-only'); END
"""


def upgrade() -> None:
    op.create_table(
        "listing_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("organization", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"],
            ["listings.id"],
            name=op.f("fk_listing_versions_listing_id_listings"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["by_id"],
            ["users.id"],
            name=op.f("fk_listing_versions_by_id_users"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_versions")),
    )
    for name in ("number", "revision"):
        columns = ["listing_id", name]
        op.create_index(f"ix_listing_versions_listing_id_{name}", "listing_versions", columns)
    _create_changes()
    op.create_table(
        "listing_reminders",
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"],
            ["listings.id"],
            name=op.f("fk_listing_reminders_listing_id_listings"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "listing_id", "valid_until", "days", name=op.f("pk_listing_reminders")
        ),
    )
    _keep_what_is_there()
    op.execute(_REFUSE)


def _create_changes() -> None:
    op.create_table(
        "listing_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(f"state IN ({_STATES})", name=op.f("ck_listing_changes_state_is_known")),
        sa.ForeignKeyConstraint(
            ["listing_id"],
            ["listings.id"],
            name=op.f("fk_listing_changes_listing_id_listings"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["listing_versions.id"],
            name=op.f("fk_listing_changes_version_id_listing_versions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_changes")),
    )
    op.create_index(op.f("ix_listing_changes_listing_id"), "listing_changes", ["listing_id"])
    waiting = sa.text("state = 'pending'")
    op.create_index(
        "uq_listing_changes_pending",
        "listing_changes",
        ["listing_id"],
        unique=True,
        sqlite_where=waiting,
        postgresql_where=waiting,
    )


def _keep_what_is_there() -> None:
    """Version 1 of every listing, by whoever began it and as of its last change."""
    connection = op.get_bind()
    hidden = _references(
        "SELECT h.listing_id, o.reference FROM listing_hidden_from h"
        " JOIN organizations o ON o.id = h.organization_id ORDER BY o.id"
    )
    files = _references("SELECT listing_id, reference FROM attachments ORDER BY id")
    for kind, table in _KINDS.items():
        query = sa.text(
            "SELECT k.*, l.*, o.name AS owner_name FROM listings l"  # noqa: S608  # nosec B608 - tables of ours
            f" JOIN {table} k ON k.id = l.id JOIN organizations o ON o.id = l.organization_id"
            " WHERE l.kind = :kind"
        )
        rows = connection.execute(query, {"kind": kind}).mappings().all()
        versions = [_version(row, hidden, files) for row in rows]
        if versions:
            connection.execute(_INSERT, versions)


_INSERT = sa.text(
    "INSERT INTO listing_versions (listing_id, number, revision, at, by_id, role, organization,"
    " state, action, note, content, digest) VALUES (:listing_id, 1, :revision, :at, :by_id, '',"
    " :organization, :state, 'kept', '', :content, :digest)"
)


def _references(query: str) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for listing_id, reference in op.get_bind().execute(sa.text(query)):
        found.setdefault(listing_id, []).append(reference)
    return found


def _version(
    row: sa.RowMapping, hidden: dict[int, list[str]], files: dict[int, list[str]]
) -> dict[str, Any]:
    content = {
        name: _value(name, value)
        for name, value in row.items()
        if name not in _NOT_CONTENT and name != "owner_name"
    }
    content["hidden_from"] = hidden.get(row["id"], [])
    content["attachments"] = files.get(row["id"], [])
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return {
        "listing_id": row["id"],
        "revision": row["version"],
        "at": row["updated_at"],
        "by_id": row["created_by_id"],
        "organization": row["owner_name"],
        "state": row["state"],
        "content": json.dumps(content),
        "digest": hashlib.sha256(canonical.encode()).hexdigest(),
    }


def _value(name: str, value: Any) -> Any:
    if name in _LISTS:
        return json.loads(value) if isinstance(value, str) else list(value or [])
    if name in _FLAGS and value is not None:
        return bool(value)
    return value


def downgrade() -> None:
    op.drop_table("listing_reminders")
    op.drop_table("listing_changes")
    op.execute("DROP TRIGGER listing_versions_no_update")
    op.drop_table("listing_versions")
