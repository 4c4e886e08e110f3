"""The secretariat's desk: figures, invitations, and the indexes that its lists are read by."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "desk_figures",
        sa.Column("name", sa.String(length=24), nullable=False),
        sa.Column("computed_at", sa.DateTime(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_desk_figures")),
    )
    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.CheckConstraint("length(note) <= 300", name=op.f("ck_invitations_note_fits")),
        sa.ForeignKeyConstraint(
            ["by_id"], ["users.id"], name=op.f("fk_invitations_by_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["listing_id"],
            ["listings.id"],
            name=op.f("fk_invitations_listing_id_listings"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_invitations_organization_id_organizations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint(
            "listing_id", "organization_id", name=op.f("uq_invitations_listing_id_organization_id")
        ),
    )
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_invitations_organization_id"), ["organization_id"], unique=False
        )
    op.drop_index("ix_matches_counterpart_id", table_name="matches")
    op.create_index("ix_matches_counterpart_id_rank", "matches", ["counterpart_id", "rank"])
    op.create_index("ix_matches_listing_id_band", "matches", ["listing_id", "band"])
    op.create_index("ix_matches_first_seen_at_rank", "matches", ["first_seen_at", "rank"])
    op.create_index("ix_feedback_at", "feedback", ["at"])
    op.create_index("ix_introductions_requested_at", "introductions", ["requested_at"])
    op.create_index(
        "ix_listings_state_published_at",
        "listings",
        ["state", "published_at", "matched_at", "kind"],
    )


def downgrade() -> None:
    op.drop_index("ix_listings_state_published_at", table_name="listings")
    op.drop_index("ix_introductions_requested_at", table_name="introductions")
    op.drop_index("ix_feedback_at", table_name="feedback")
    op.drop_index("ix_matches_first_seen_at_rank", table_name="matches")
    op.drop_index("ix_matches_listing_id_band", table_name="matches")
    op.drop_index("ix_matches_counterpart_id_rank", table_name="matches")
    op.create_index("ix_matches_counterpart_id", "matches", ["counterpart_id"])
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitations_organization_id"))
    op.drop_table("invitations")
    op.drop_table("desk_figures")
