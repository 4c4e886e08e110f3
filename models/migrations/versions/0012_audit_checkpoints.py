"""How far the audit log was walked, and indexes for its filters."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_REFUSE = """
CREATE TRIGGER audit_checkpoints_no_{verb} BEFORE {verb} ON audit_checkpoints
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END
"""
_INDEXES = {
    "ix_audit_events_subject": ["subject_reference", "subject_type"],
    "ix_audit_events_actor_action": ["actor", "action"],
    "ix_audit_events_role_action": ["role", "action"],
    "ix_audit_events_actor": ["actor"],
    "ix_audit_events_role": ["role"],
    "ix_audit_events_at": ["at"],
}


def upgrade() -> None:
    op.create_table(
        "audit_checkpoints",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("broken_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_checkpoints")),
        sa.UniqueConstraint("day", name=op.f("uq_audit_checkpoints_day")),
    )
    for verb in ("update", "delete"):
        op.execute(_REFUSE.format(verb=verb))
    op.drop_index("ix_audit_events_subject", "audit_events")
    for name, columns in _INDEXES.items():
        op.create_index(name, "audit_events", columns)


def downgrade() -> None:
    for name in _INDEXES:
        op.drop_index(name, "audit_events")
    op.create_index(
        "ix_audit_events_subject", "audit_events", ["subject_type", "subject_reference"]
    )
    op.drop_table("audit_checkpoints")
