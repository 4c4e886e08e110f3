"""Notifications, the channel of each kind, weekly digests."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_DUE = sa.text("mailed_at IS NULL AND mail = 'weekly'")


def _user() -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    return sa.Column("user_id", sa.Integer(), nullable=False), sa.ForeignKeyConstraint(
        ["user_id"], ["users.id"], ondelete="CASCADE"
    )


def upgrade() -> None:
    user_id, to_user = _user()
    op.create_table(
        "digests",
        sa.Column("id", sa.Integer(), nullable=False),
        user_id,
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        to_user,
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
    )
    op.create_index("ix_digests_user_id", "digests", ["user_id"])
    user_id, to_user = _user()
    op.create_table(
        "notification_settings",
        user_id,
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.CheckConstraint(
            "channel IN ('at_once', 'weekly', 'site', 'off')",
            name=op.f("ck_notification_settings_channel_is_known"),
        ),
        to_user,
        sa.PrimaryKeyConstraint("user_id", "kind", name=op.f("pk_notification_settings")),
    )
    _create_notifications()


def _create_notifications() -> None:
    user_id, to_user = _user()
    op.create_table(
        "notifications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        user_id,
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("template", sa.String(length=40), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("mail", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("read_at", sa.DateTime(), nullable=True),
        sa.Column("mailed_at", sa.DateTime(), nullable=True),
        sa.Column("digest_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "mail IN ('', 'at_once', 'weekly')", name=op.f("ck_notifications_mail_is_known")
        ),
        sa.ForeignKeyConstraint(["digest_id"], ["digests.id"], ondelete="SET NULL"),
        to_user,
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
        sa.UniqueConstraint("reference", name=op.f("uq_notifications_reference")),
    )
    op.create_index("ix_notifications_user_id_read_at", "notifications", ["user_id", "read_at"])
    op.create_index("ix_notifications_user_id_id", "notifications", ["user_id", "id"])
    op.create_index("ix_notifications_digest_id", "notifications", ["digest_id"])
    op.create_index(
        "ix_notifications_due",
        "notifications",
        ["user_id"],
        sqlite_where=_DUE,
        postgresql_where=_DUE,
    )


def downgrade() -> None:
    for name in ("notifications", "notification_settings", "digests"):
        op.drop_table(name)
