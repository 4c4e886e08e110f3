"""The sanctions list, what it was compared with, and the classes that organizations work in."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sanctions_lists",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("loaded_at", sa.DateTime(), nullable=False),
        sa.Column("loaded_by", sa.String(length=120), nullable=False),
        sa.Column("entries_count", sa.Integer(), nullable=False),
        sa.Column("in_use", sa.Boolean(), nullable=False),
        sa.CheckConstraint("label <> ''", name=op.f("ck_sanctions_lists_has_a_label")),
        sa.CheckConstraint("entries_count > 0", name=op.f("ck_sanctions_lists_has_entries")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sanctions_lists")),
        sa.UniqueConstraint("label", name=op.f("uq_sanctions_lists_label")),
    )
    op.create_index(
        "uq_sanctions_lists_in_use",
        "sanctions_lists",
        ["in_use"],
        unique=True,
        sqlite_where=sa.text("in_use = 1"),
        postgresql_where=sa.text("in_use"),
    )
    op.create_table(
        "sanctions_checks",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("checked_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["list_id"],
            ["sanctions_lists.id"],
            name=op.f("fk_sanctions_checks_list_id_sanctions_lists"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_sanctions_checks_organization_id_organizations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", name=op.f("pk_sanctions_checks")),
    )
    op.create_table(
        "sanctions_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("type", sa.String(length=12), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("programme", sa.String(length=300), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "type <> 'country' OR country <> ''",
            name=op.f("ck_sanctions_entries_country_names_its_code"),
        ),
        sa.CheckConstraint(
            "type IN ('organization', 'person', 'country')",
            name=op.f("ck_sanctions_entries_type_is_known"),
        ),
        sa.CheckConstraint(
            "length(country) IN (0, 2)", name=op.f("ck_sanctions_entries_country_is_iso")
        ),
        sa.ForeignKeyConstraint(
            ["list_id"],
            ["sanctions_lists.id"],
            name=op.f("fk_sanctions_entries_list_id_sanctions_lists"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sanctions_entries")),
    )
    op.create_index(
        op.f("ix_sanctions_entries_fingerprint"), "sanctions_entries", ["fingerprint"], unique=False
    )
    op.create_index(
        op.f("ix_sanctions_entries_list_id"), "sanctions_entries", ["list_id"], unique=False
    )
    op.create_table(
        "sanctions_hits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("type", sa.String(length=12), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("programme", sa.String(length=300), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("matched", sa.String(length=300), nullable=False),
        sa.Column("list_label", sa.String(length=40), nullable=False),
        sa.Column("found_at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(state = 'open' AND decided_at IS NULL) OR (state <> 'open' AND decided_at IS NOT NULL AND note <> '')",
            name=op.f("ck_sanctions_hits_decision_is_complete"),
        ),
        sa.CheckConstraint(
            "state IN ('open', 'cleared', 'confirmed')",
            name=op.f("ck_sanctions_hits_state_is_known"),
        ),
        sa.CheckConstraint(
            "score BETWEEN 0 AND 100", name=op.f("ck_sanctions_hits_score_in_range")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["users.id"],
            name=op.f("fk_sanctions_hits_decided_by_id_users"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_sanctions_hits_organization_id_organizations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sanctions_hits")),
        sa.UniqueConstraint(
            "organization_id",
            "fingerprint",
            name=op.f("uq_sanctions_hits_organization_id_fingerprint"),
        ),
        sa.UniqueConstraint("reference", name=op.f("uq_sanctions_hits_reference")),
    )
    op.create_index(
        "ix_sanctions_hits_state_found_at", "sanctions_hits", ["state", "found_at"], unique=False
    )
    op.add_column(
        "organizations", sa.Column("nace", sa.JSON(), server_default="[]", nullable=False)
    )


def downgrade() -> None:
    op.drop_column("organizations", "nace")
    op.drop_index("ix_sanctions_hits_state_found_at", table_name="sanctions_hits")
    op.drop_table("sanctions_hits")
    op.drop_index(op.f("ix_sanctions_entries_list_id"), table_name="sanctions_entries")
    op.drop_index(op.f("ix_sanctions_entries_fingerprint"), table_name="sanctions_entries")
    op.drop_table("sanctions_entries")
    op.drop_table("sanctions_checks")
    op.drop_index(
        "uq_sanctions_lists_in_use",
        table_name="sanctions_lists",
        sqlite_where=sa.text("in_use = 1"),
        postgresql_where=sa.text("in_use"),
    )
    op.drop_table("sanctions_lists")
