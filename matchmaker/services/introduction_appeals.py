"""A refusal can be appealed once; another officer than the one who refused decides."""

import datetime as dt

from sqlalchemy.orm import Session

from matchmaker.errors import Conflict, InvalidFields
from matchmaker.phrases import phrase
from matchmaker.policies.actor import Actor
from matchmaker.services import notices
from matchmaker.services.introduction_requests import check_room
from matchmaker.services.introductions import TEXT_MAX, check_listings, party_of, perform
from models import Introduction


def may_appeal(introduction: Introduction) -> bool:
    """Refused for the first time."""
    return introduction.state == "refused" and introduction.appealed_at is None


def appeal(
    session: Session, actor: Actor, introduction: Introduction, *, reason: str, now: dt.datetime
) -> Introduction:
    """Put the request before another officer. The first refusal stays on the record."""
    asking = party_of(actor, introduction, asking=True)
    _check_text(reason)
    if not may_appeal(introduction):
        raise Conflict("Only a refusal can be appealed, and only once.")
    check_listings(introduction, now)
    check_room(session, asking.listing, [party.listing for party in introduction.parties[1:]])
    perform(session, actor, introduction, "appeal", now=now)
    introduction.appeal, introduction.appealed_at = reason.strip(), now
    introduction.decided_at = None  # who has refused stays in ``decided_by``
    notices.to_second_officers(session, introduction, "introduction_appealed", now=now)
    return introduction


def _check_text(reason: str) -> None:
    if not reason.strip():
        raise InvalidFields({"reason": "say what the secretariat should look at again"})
    if len(reason) > TEXT_MAX:
        raise InvalidFields(
            {"reason": phrase("must have at most %(most)s characters", most=TEXT_MAX)}
        )
