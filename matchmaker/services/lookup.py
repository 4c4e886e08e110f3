"""One row by its public reference: absent and not permitted look the same."""

from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import visible
from models import (
    BlindQuestion,
    Introduction,
    Listing,
    Milestone,
    Organization,
    Partnership,
    ReportSnapshot,
    SanctionsHit,
    SavedSearch,
)

Row = TypeVar(
    "Row",
    Listing,
    Introduction,
    Organization,
    Partnership,
    SanctionsHit,
    Milestone,
    ReportSnapshot,
    BlindQuestion,
    SavedSearch,
)


def by_reference(
    session: Session, actor: Actor, model: type[Row], reference: str, permission: Permission
) -> Row | None:
    """The row, if the actor has the permission on it."""
    query = visible(select(model).where(model.reference == reference), actor, permission)
    return session.scalars(query).one_or_none()
