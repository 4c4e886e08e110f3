"""Milestones with what every one of them needs."""

from typing import Any

from sqlalchemy.orm import Session

from models import Milestone, Organization
from tests.factories.listings import NOW


def make_milestone(session: Session, organization: Organization, **fields: Any) -> Milestone:
    defaults = {
        "event": "cop31",
        "activity": "demonstration",
        "title": "A pilot line is announced",
        "created_at": NOW,
        "updated_at": NOW,
    }
    milestone = Milestone(organization=organization, **{**defaults, **fields})
    session.add(milestone)
    session.flush()
    return milestone
