"""Blind questions and answers, and the secretariat's setting of how they travel."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_OPEN = "state IN ('submitted', 'returned', 'relayed', 'answered', 'answer_returned')"


def upgrade() -> None:
    op.create_table(
        "exchange_settings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("relay", sa.String(length=12), nullable=False),
        sa.Column("set_at", sa.DateTime(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.CheckConstraint(
            "relay IN ('secretariat', 'direct')", name=op.f("ck_exchange_settings_relay_is_known")
        ),
        sa.ForeignKeyConstraint(
            ["set_by_id"],
            ["users.id"],
            name=op.f("fk_exchange_settings_set_by_id_users"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_settings")),
    )
    op.create_table(
        "blind_questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("from_listing_id", sa.Integer(), nullable=False),
        sa.Column("to_listing_id", sa.Integer(), nullable=False),
        sa.Column("from_organization_id", sa.Integer(), nullable=False),
        sa.Column("to_organization_id", sa.Integer(), nullable=False),
        sa.Column("introduction_id", sa.Integer(), nullable=True),
        sa.Column("follows_id", sa.Integer(), nullable=True),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("return_reason", sa.Text(), nullable=False),
        sa.Column("answer_return_reason", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("passed_at", sa.DateTime(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("expires_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "from_organization_id <> to_organization_id",
            name=op.f("ck_blind_questions_two_organizations"),
        ),
        sa.CheckConstraint("length(answer) <= 1000", name=op.f("ck_blind_questions_answer_fits")),
        sa.CheckConstraint("length(text) <= 1000", name=op.f("ck_blind_questions_text_fits")),
        sa.CheckConstraint(
            "slot BETWEEN 1 AND 3", name=op.f("ck_blind_questions_slot_is_one_of_few")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"],
            ["users.id"],
            name=op.f("fk_blind_questions_answered_by_id_users"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"],
            ["users.id"],
            name=op.f("fk_blind_questions_asked_by_id_users"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["follows_id"],
            ["blind_questions.id"],
            name=op.f("fk_blind_questions_follows_id_blind_questions"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["from_listing_id"],
            ["listings.id"],
            name=op.f("fk_blind_questions_from_listing_id_listings"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["from_organization_id"],
            ["organizations.id"],
            name=op.f("fk_blind_questions_from_organization_id_organizations"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["introduction_id"],
            ["introductions.id"],
            name=op.f("fk_blind_questions_introduction_id_introductions"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["to_listing_id"],
            ["listings.id"],
            name=op.f("fk_blind_questions_to_listing_id_listings"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["to_organization_id"],
            ["organizations.id"],
            name=op.f("fk_blind_questions_to_organization_id_organizations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blind_questions")),
        sa.UniqueConstraint("reference", name=op.f("uq_blind_questions_reference")),
    )
    op.create_index(
        op.f("ix_blind_questions_follows_id"), "blind_questions", ["follows_id"], unique=False
    )
    op.create_index(
        "ix_blind_questions_from_organization_id_asked_at",
        "blind_questions",
        ["from_organization_id", "asked_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_blind_questions_introduction_id"),
        "blind_questions",
        ["introduction_id"],
        unique=False,
    )
    op.create_index(op.f("ix_blind_questions_state"), "blind_questions", ["state"], unique=False)
    op.create_index(
        op.f("ix_blind_questions_to_listing_id"), "blind_questions", ["to_listing_id"], unique=False
    )
    op.create_index(
        op.f("ix_blind_questions_to_organization_id"),
        "blind_questions",
        ["to_organization_id"],
        unique=False,
    )
    op.create_index(
        "uq_blind_questions_open_follow_up",
        "blind_questions",
        ["from_listing_id", "to_listing_id"],
        unique=True,
        sqlite_where=sa.text(_OPEN + " AND follows_id IS NOT NULL"),
        postgresql_where=sa.text(_OPEN + " AND follows_id IS NOT NULL"),
    )
    op.create_index(
        "uq_blind_questions_open_slot",
        "blind_questions",
        ["from_listing_id", "to_listing_id", "slot"],
        unique=True,
        sqlite_where=sa.text(_OPEN),
        postgresql_where=sa.text(_OPEN),
    )


def downgrade() -> None:
    op.drop_table("blind_questions")
    op.drop_table("exchange_settings")
