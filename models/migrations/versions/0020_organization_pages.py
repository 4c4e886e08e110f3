"""What organizations say of themselves, institutes' parts, and colleagues who are invited."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Columns are added by plain ALTER: SQLite would copy, and so drop, the referenced table."""
    op.execute(
        "ALTER TABLE organizations ADD COLUMN lei VARCHAR(20) DEFAULT '' NOT NULL CONSTRAINT"
        " ck_organizations_lei_has_20_characters CHECK (lei = '' OR length(lei) = 20)"
    )
    op.execute("ALTER TABLE organizations ADD COLUMN operates_in JSON DEFAULT '[]' NOT NULL")
    op.execute("ALTER TABLE organizations ADD COLUMN version INTEGER DEFAULT '1' NOT NULL")
    _units()
    _facilities()
    _people()
    _invitations()


def _common(table: str) -> list[sa.Column[Any] | sa.Constraint]:
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f(f"fk_{table}_organization_id_organizations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("reference", name=op.f(f"uq_{table}_reference")),
    ]


def _part(table: str) -> list[sa.Column[Any] | sa.Constraint]:
    return [
        *_common(table),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 160", name=op.f(f"ck_{table}_name_fits")),
    ]


def _of_unit(table: str) -> list[sa.Column[Any] | sa.Constraint]:
    return [
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["units.id"], name=op.f(f"fk_{table}_unit_id_units"), ondelete="SET NULL"
        ),
    ]


def _units() -> None:
    op.create_table(
        "units",
        *_part("units"),
        sa.Column("does", sa.Text(), nullable=False),
        sa.CheckConstraint("length(does) <= 1000", name=op.f("ck_units_does_fits")),
    )
    op.create_index(op.f("ix_units_organization_id"), "units", ["organization_id"])


def _facilities() -> None:
    op.create_table(
        "facilities",
        *_part("facilities"),
        *_of_unit("facilities"),
        sa.Column("trl_min", sa.Integer(), nullable=True),
        sa.Column("trl_max", sa.Integer(), nullable=True),
        sa.Column("access", sa.Text(), nullable=False),
        sa.CheckConstraint("length(access) <= 1000", name=op.f("ck_facilities_access_fits")),
        sa.CheckConstraint(
            "(trl_min IS NULL AND trl_max IS NULL)"
            " OR (trl_min >= 1 AND trl_min <= trl_max AND trl_max <= 9)",
            name=op.f("ck_facilities_trl_is_a_range"),
        ),
    )
    for column in ("organization_id", "unit_id"):
        op.create_index(op.f(f"ix_facilities_{column}"), "facilities", [column])


def _people() -> None:
    op.create_table(
        "listed_people",
        *_part("listed_people"),
        *_of_unit("listed_people"),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("orcid", sa.String(length=19), nullable=False),
        sa.Column("agreed_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("length(role) <= 160", name=op.f("ck_listed_people_role_fits")),
        sa.CheckConstraint(
            "orcid = '' OR length(orcid) = 19",
            name=op.f("ck_listed_people_orcid_has_19_characters"),
        ),
    )
    for column in ("organization_id", "unit_id"):
        op.create_index(op.f(f"ix_listed_people_{column}"), "listed_people", [column])


def _invitations() -> None:
    op.create_table(
        "member_invitations",
        *_common("member_invitations"),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "role IN ('contributor', 'representative')",
            name=op.f("ck_member_invitations_role_is_a_members"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_member_invitations_user_id_users"),
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint(
            "organization_id",
            "user_id",
            name=op.f("uq_member_invitations_organization_id_user_id"),
        ),
    )
    op.create_index(op.f("ix_member_invitations_user_id"), "member_invitations", ["user_id"])


def downgrade() -> None:
    for table in ("member_invitations", "listed_people", "facilities", "units"):
        op.drop_table(table)
    for column in ("version", "operates_in", "lei"):  # the constraint on lei goes with it
        op.drop_column("organizations", column)
