"""Reports of stages with reason, method and attribution; confirmations and check-ins as rows."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_RESULTS = (
    *("licence", "joint_venture", "supply", "guideline_adopted", "facility_used"),
    "in_operation",
)
_CURRENT = sa.text("state IN ('reported', 'confirmed', 'disputed')")
_CHECKS = {
    "known_state": "state IN ('reported', 'confirmed', 'disputed', 'replaced', 'taken_back')",
    "reason_of_an_end": "(stage = 'closed') = (closing_reason <> '')",
    "figure_with_method": "(abatement_t_per_year IS NULL) = (abatement_method = '')",
    "figure_not_negative": "abatement_t_per_year >= 0",
    "attributed": f"stage NOT IN {_RESULTS} OR attribution <> ''",
}


def upgrade() -> None:
    """What was confirmed becomes a row of its own; what was not asked before is said to be so."""
    given = _rows(
        "SELECT id AS outcome_id, confirmed_by_id AS party_id, confirmed_at AS at"
        " FROM outcomes WHERE confirmed_by_id IS NOT NULL"
    )
    _widen_outcomes()
    _create_confirmations()
    _create_check_ins()
    if given:
        op.get_bind().execute(
            sa.text(
                "INSERT INTO outcome_confirmations (outcome_id, party_id, answer, note, at)"
                " VALUES (:outcome_id, :party_id, 'confirmed', '', :at)"
            ),
            given,
        )


def _widen_outcomes() -> None:
    with op.batch_alter_table("outcomes") as batch:
        batch.add_column(
            sa.Column("state", sa.String(length=12), server_default="reported", nullable=False)
        )
        batch.add_column(_empty("closing_reason", sa.String(length=24)))
        batch.add_column(_empty("abatement_method", sa.String(length=24)))
        batch.add_column(_empty("baseline", sa.Text()))
        batch.add_column(_empty("attribution", sa.String(length=24)))
        batch.add_column(sa.Column("replaces_id", sa.Integer(), nullable=True))
    outcomes = sa.table(
        "outcomes",
        *(sa.column(name) for name in ("state", "stage", "confirmed_at", "abatement_t_per_year")),
        *(sa.column(name) for name in ("closing_reason", "abatement_method", "attribution")),
    )
    for condition, values in (
        (outcomes.c.confirmed_at.is_not(None), {"state": "confirmed"}),
        (outcomes.c.stage == "closed", {"closing_reason": "other"}),
        (outcomes.c.abatement_t_per_year.is_not(None), {"abatement_method": "estimated"}),
        (outcomes.c.stage.in_(_RESULTS), {"attribution": "cannot_say"}),
    ):
        op.execute(outcomes.update().where(condition).values(values))
    with op.batch_alter_table("outcomes") as batch:
        batch.drop_constraint("fk_outcomes_confirmed_by_id_introduction_parties")
        batch.drop_column("confirmed_by_id")
        batch.create_foreign_key(
            "fk_outcomes_replaces_id_outcomes", "outcomes", ["replaces_id"], ["id"]
        )
        for name, check in _CHECKS.items():
            batch.create_check_constraint(op.f(f"ck_outcomes_{name}"), check)
        batch.create_index("ix_outcomes_state_happened_on", ["state", "happened_on"])
    op.create_index(
        "uq_outcomes_current_stage",
        "outcomes",
        ["introduction_id", "stage"],
        unique=True,
        sqlite_where=_CURRENT,
        postgresql_where=_CURRENT,
    )


def _empty(name: str, kind: sa.String | sa.Text) -> sa.Column[str]:
    return sa.Column(name, kind, server_default="", nullable=False)


def _create_confirmations() -> None:
    op.create_table(
        "outcome_confirmations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("outcome_id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "answer IN ('confirmed', 'disputed')",
            name=op.f("ck_outcome_confirmations_known_answer"),
        ),
        sa.CheckConstraint(
            "answer <> 'disputed' OR note <> ''",
            name=op.f("ck_outcome_confirmations_dispute_with_note"),
        ),
        sa.ForeignKeyConstraint(
            ["outcome_id"],
            ["outcomes.id"],
            name=op.f("fk_outcome_confirmations_outcome_id_outcomes"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["party_id"],
            ["introduction_parties.id"],
            name=op.f("fk_outcome_confirmations_party_id_introduction_parties"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome_confirmations")),
        sa.UniqueConstraint(
            "outcome_id", "party_id", name=op.f("uq_outcome_confirmations_outcome_id_party_id")
        ),
    )
    op.create_index("ix_outcome_confirmations_party_id", "outcome_confirmations", ["party_id"])


def _create_check_ins() -> None:
    op.create_table(
        "check_ins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("introduction_id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("answer", sa.String(length=20), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answer = '')", name=op.f("ck_check_ins_answer_with_time")
        ),
        sa.ForeignKeyConstraint(
            ["introduction_id"],
            ["introductions.id"],
            name=op.f("fk_check_ins_introduction_id_introductions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["party_id"],
            ["introduction_parties.id"],
            name=op.f("fk_check_ins_party_id_introduction_parties"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_check_ins_user_id_users"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_ins")),
        sa.UniqueConstraint(
            "introduction_id",
            "party_id",
            "day",
            name=op.f("uq_check_ins_introduction_id_party_id_day"),
        ),
    )
    op.create_index("ix_check_ins_party_id", "check_ins", ["party_id"])


def downgrade() -> None:
    """One confirming party fits into the old row; versions that do not count any more go."""
    given = _rows(
        "SELECT outcome_id, min(party_id) AS party_id FROM outcome_confirmations"
        " WHERE answer = 'confirmed' GROUP BY outcome_id"
    )
    op.drop_table("check_ins")
    op.drop_table("outcome_confirmations")
    op.execute("UPDATE outcomes SET replaces_id = NULL")
    op.execute("DELETE FROM outcomes WHERE state IN ('replaced', 'taken_back')")
    op.execute("UPDATE outcomes SET confirmed_at = NULL WHERE state <> 'confirmed'")
    op.drop_index("uq_outcomes_current_stage", "outcomes")
    with op.batch_alter_table("outcomes") as batch:
        batch.drop_index("ix_outcomes_state_happened_on")
        for name in _CHECKS:
            batch.drop_constraint(op.f(f"ck_outcomes_{name}"), type_="check")
        batch.drop_constraint("fk_outcomes_replaces_id_outcomes", type_="foreignkey")
        for column in ("state", "closing_reason", "abatement_method", "baseline", "attribution"):
            batch.drop_column(column)
        batch.drop_column("replaces_id")
        batch.add_column(sa.Column("confirmed_by_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            "fk_outcomes_confirmed_by_id_introduction_parties",
            "introduction_parties",
            ["confirmed_by_id"],
            ["id"],
        )
    if given:
        op.get_bind().execute(
            sa.text(
                "UPDATE outcomes SET confirmed_by_id = :party_id"
                " WHERE id = :outcome_id AND confirmed_at IS NOT NULL"
            ),
            given,
        )


def _rows(query: str) -> list[dict[str, Any]]:
    return [dict(row) for row in op.get_bind().execute(sa.text(query)).mappings()]
