"""Matches shared with colleagues, and notes beside answers."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_FITS = "length(note) <= 500"


def upgrade() -> None:
    with op.batch_alter_table("feedback") as batch_op:
        batch_op.add_column(sa.Column("note", sa.Text(), nullable=False, server_default=""))
        batch_op.create_check_constraint(op.f("ck_feedback_note_fits"), _FITS)
    op.create_table(
        "match_shares",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("counterpart_id", sa.Integer(), nullable=False),
        sa.Column("shared_by_id", sa.Integer(), nullable=True),
        sa.Column("shared_with_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(_FITS, name=op.f("ck_match_shares_note_fits")),
        sa.CheckConstraint(
            "shared_by_id <> shared_with_id", name=op.f("ck_match_shares_with_somebody_else")
        ),
        sa.ForeignKeyConstraint(["listing_id"], ["listings.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["counterpart_id"], ["listings.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["shared_by_id"], ["users.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["shared_with_id"], ["users.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_shares")),
    )
    op.create_index(
        "ix_match_shares_listing_id_counterpart_id",
        "match_shares",
        ["listing_id", "counterpart_id"],
    )
    op.create_index("ix_match_shares_counterpart_id", "match_shares", ["counterpart_id"])


def downgrade() -> None:
    op.drop_table("match_shares")
    with op.batch_alter_table("feedback") as batch_op:
        batch_op.drop_constraint(op.f("ck_feedback_note_fits"), type_="check")
        batch_op.drop_column("note")
