"""Milestones, and frozen reports that the database itself keeps from being rewritten."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_REFUSE = """
CREATE TRIGGER report_snapshots_no_{verb} BEFORE {verb} ON report_snapshots
BEGIN SELECT RAISE(ABORT, 'a frozen report is never changed'); END
"""


def upgrade() -> None:
    _milestones()
    _snapshots()
    for verb in ("update", "delete"):
        op.execute(_REFUSE.format(verb=verb))


def _milestones() -> None:
    op.create_table(
        "milestones",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(length=24), nullable=False),
        sa.Column("activity", sa.String(length=24), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("achieved_on", sa.Date(), nullable=True),
        sa.Column("link", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(title) <= 160", name=op.f("ck_milestones_title_fits")),
        sa.CheckConstraint("length(text) <= 2000", name=op.f("ck_milestones_text_fits")),
        sa.CheckConstraint(
            "state IN ('planned', 'reported', 'achieved')",
            name=op.f("ck_milestones_state_is_known"),
        ),
        sa.CheckConstraint(
            "(state = 'achieved') = (achieved_on IS NOT NULL)",
            name=op.f("ck_milestones_achieved_has_a_day"),
        ),
        sa.CheckConstraint(
            "link = '' OR link LIKE 'https://%'", name=op.f("ck_milestones_link_is_https")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_milestones_organization_id_organizations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestones")),
        sa.UniqueConstraint("reference", name=op.f("uq_milestones_reference")),
    )
    op.create_index(op.f("ix_milestones_organization_id"), "milestones", ["organization_id"])
    op.create_index(op.f("ix_milestones_event"), "milestones", ["event"])


def _snapshots() -> None:
    op.create_table(
        "report_snapshots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("scope", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("taken_at", sa.DateTime(), nullable=False),
        sa.Column("taken_by", sa.String(length=40), nullable=False),
        sa.Column("rules", sa.String(length=20), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "kind IN ('annual', 'country', 'partnership')",
            name=op.f("ck_report_snapshots_kind_is_known"),
        ),
        sa.CheckConstraint(
            "period_start <= period_end", name=op.f("ck_report_snapshots_period_is_forward")
        ),
        sa.CheckConstraint(
            "length(sha256) = 64", name=op.f("ck_report_snapshots_digest_is_sha256")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_snapshots")),
        sa.UniqueConstraint("reference", name=op.f("uq_report_snapshots_reference")),
    )


def downgrade() -> None:
    for verb in ("update", "delete"):
        op.execute(f"DROP TRIGGER report_snapshots_no_{verb}")
    op.drop_table("report_snapshots")
    op.drop_table("milestones")
