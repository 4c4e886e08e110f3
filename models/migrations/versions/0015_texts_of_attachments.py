"""What attached files show, and the text that was read in them."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_FITS = "length(caption) <= 300"


def upgrade() -> None:
    with op.batch_alter_table("attachments") as batch_op:
        batch_op.add_column(
            sa.Column("caption", sa.String(length=300), nullable=False, server_default="")
        )
        batch_op.create_check_constraint(op.f("ck_attachments_caption_fits"), _FITS)
    with op.batch_alter_table("attachments") as batch_op:
        batch_op.alter_column("caption", server_default=None)
    op.create_table(
        "attachment_texts",
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("problem", sa.String(length=20), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("read_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'read', 'unreadable')",
            name=op.f("ck_attachment_texts_state_is_known"),
        ),
        sa.CheckConstraint(
            "(state = 'unreadable') = (problem <> '')",
            name=op.f("ck_attachment_texts_problem_if_unreadable"),
        ),
        sa.CheckConstraint(
            "state = 'read' OR text = ''", name=op.f("ck_attachment_texts_text_if_read")
        ),
        sa.ForeignKeyConstraint(
            ["attachment_id"],
            ["attachments.id"],
            name=op.f("fk_attachment_texts_attachment_id_attachments"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("attachment_id", name=op.f("pk_attachment_texts")),
    )


def downgrade() -> None:
    op.drop_table("attachment_texts")
    with op.batch_alter_table("attachments") as batch_op:
        batch_op.drop_constraint(op.f("ck_attachments_caption_fits"), type_="check")
        batch_op.drop_column("caption")
