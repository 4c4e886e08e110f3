"""What an answer has replaced, so that it can be taken back."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_BOTH = "(before IS NULL) = (undo_key IS NULL)"


def upgrade() -> None:
    with op.batch_alter_table("feedback") as batch_op:
        batch_op.add_column(sa.Column("before", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("undo_key", sa.String(16), nullable=True))
        batch_op.create_check_constraint(op.f("ck_feedback_undone_by_its_key"), _BOTH)


def downgrade() -> None:
    with op.batch_alter_table("feedback") as batch_op:
        batch_op.drop_constraint(op.f("ck_feedback_undone_by_its_key"), type_="check")
        batch_op.drop_column("undo_key")
        batch_op.drop_column("before")
