"""How much is asked of a listing already."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Introduction, IntroductionParty
from models.introduction import OPEN_STATES


def open_with(session: Session, listing_ids: Sequence[int]) -> dict[int, int]:
    """How many open introductions each of the listings is in."""
    query = (
        select(IntroductionParty.listing_id, func.count())
        .join(Introduction)
        .where(IntroductionParty.listing_id.in_(listing_ids), Introduction.state.in_(OPEN_STATES))
        .group_by(IntroductionParty.listing_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}
