"""A second officer, appeals, what an officer found, own interests, and pairs within consortia."""

from itertools import combinations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_OPEN = ("requested", "needs_information", "approved")


def upgrade() -> None:
    _make_pairs()
    _make_screening()
    with op.batch_alter_table("introductions", schema=None) as batch_op:
        batch_op.drop_index("uq_introductions_open_pair")
        batch_op.create_index(batch_op.f("ix_introductions_pair"), ["pair"], unique=False)
        batch_op.add_column(sa.Column("passed_on_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("appeal", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("appealed_at", sa.DateTime(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_introductions_passed_on_by_id_users"),
            "users",
            ["passed_on_by_id"],
            ["id"],
            ondelete="SET NULL",
        )


def _make_pairs() -> None:
    op.create_table(
        "introduction_pairs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("introduction_id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_introduction_pairs_sorted")),
        sa.ForeignKeyConstraint(
            ["introduction_id"],
            ["introductions.id"],
            name=op.f("fk_introduction_pairs_introduction_id_introductions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["first_id"],
            ["listings.id"],
            name=op.f("fk_introduction_pairs_first_id_listings"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["second_id"],
            ["listings.id"],
            name=op.f("fk_introduction_pairs_second_id_listings"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_introduction_pairs")),
    )
    with op.batch_alter_table("introduction_pairs", schema=None) as batch_op:
        for column in ("introduction_id", "second_id"):
            batch_op.create_index(
                batch_op.f(f"ix_introduction_pairs_{column}"), [column], unique=False
            )
        batch_op.create_index(
            "uq_introduction_pairs_open",
            ["first_id", "second_id"],
            unique=True,
            sqlite_where=sa.text("is_open"),
            postgresql_where=sa.text("is_open"),
        )
    _fill_pairs()


def _fill_pairs() -> None:
    """What stands already; of two open ones that share a pair only the older one holds it."""
    connection = op.get_bind()
    rows = connection.execute(
        sa.text(
            "SELECT i.id, i.state, p.listing_id FROM introductions i"
            " JOIN introduction_parties p ON p.introduction_id = i.id ORDER BY i.id, p.listing_id"
        )
    )
    members: dict[tuple[int, str], list[int]] = {}
    for introduction_id, state, listing_id in rows:
        members.setdefault((introduction_id, state), []).append(listing_id)
    held: set[tuple[int, int]] = set()
    for (introduction_id, state), listing_ids in members.items():
        for first, second in combinations(listing_ids, 2):
            is_open = state in _OPEN and (first, second) not in held
            held |= {(first, second)} if is_open else set()
            connection.execute(
                sa.text(
                    "INSERT INTO introduction_pairs (introduction_id, first_id, second_id, is_open)"
                    " VALUES (:introduction, :first, :second, :is_open)"
                ),
                {
                    "introduction": introduction_id,
                    "first": first,
                    "second": second,
                    "is_open": is_open,
                },
            )


def _make_screening() -> None:
    op.create_table(
        "screenings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("introduction_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("rules", sa.String(length=20), nullable=False),
        sa.Column("sanctions_list", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["introduction_id"],
            ["introductions.id"],
            name=op.f("fk_screenings_introduction_id_introductions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"],
            ["users.id"],
            name=op.f("fk_screenings_officer_id_users"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screenings")),
    )
    op.create_table(
        "declared_interests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("declared_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_declared_interests_user_id_users"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_declared_interests_organization_id_organizations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declared_interests")),
    )
    op.create_index("ix_screenings_introduction_id", "screenings", ["introduction_id"])
    op.create_index(
        "ix_declared_interests_organization_id", "declared_interests", ["organization_id"]
    )
    op.create_index(
        "uq_declared_interests_standing",
        "declared_interests",
        ["user_id", "organization_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("declared_interests")
    op.drop_table("screenings")
    op.drop_table("introduction_pairs")
    op.execute("UPDATE introductions SET state = 'requested' WHERE state = 'screened'")
    with op.batch_alter_table("introductions", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_introductions_passed_on_by_id_users"), type_="foreignkey"
        )
        batch_op.drop_column("appealed_at")
        batch_op.drop_column("appeal")
        batch_op.drop_column("passed_on_by_id")
        batch_op.drop_index(batch_op.f("ix_introductions_pair"))
        batch_op.create_index(
            "uq_introductions_open_pair",
            ["pair"],
            unique=True,
            sqlite_where=sa.text("state IN ('requested', 'needs_information', 'approved')"),
            postgresql_where=sa.text("state IN ('requested', 'needs_information', 'approved')"),
        )
