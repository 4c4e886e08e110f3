"""An introduction ends with its listings: what was agreed to is not there any more.

A listing that leaves the exchange, withdrawn or expired, ends every open introduction that it is
in. One that changes in substance (its codes, or who may see it) voids the consent that was given
on it: an approved introduction ends, and can be requested anew. One that the secretariat has not
decided goes on with the listing as it now stands, since completing a listing may be just what the
secretariat has asked for. A change of wording alone leaves every key as it is: both sides always
read the present text.

It ends as withdrawn and by the hand of neither side, so that nobody learns whose listing it was.
"""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.policies.actor import Actor
from matchmaker.services import notices
from matchmaker.services.introductions import perform
from models import Introduction, IntroductionParty, Listing
from models.introduction import OPEN_STATES

_APPROVED = ("approved",)


def after_departure(session: Session, actor: Actor, listing: Listing, *, now: dt.datetime) -> None:
    """End every open introduction of a listing that is not published any more."""
    _lapse(session, actor, listing, OPEN_STATES, now=now)


def after_change(session: Session, actor: Actor, listing: Listing, *, now: dt.datetime) -> None:
    """End the introductions that were approved before the listing changed in substance."""
    _lapse(session, actor, listing, _APPROVED, now=now)


def _lapse(
    session: Session, actor: Actor, listing: Listing, states: Sequence[str], *, now: dt.datetime
) -> None:
    """The asking party is told, and the other one where it knew of the request."""
    query = (
        select(Introduction)
        .join(IntroductionParty)
        .where(IntroductionParty.listing_id == listing.id, Introduction.state.in_(states))
        .order_by(Introduction.id)
    )
    for introduction in session.scalars(query).all():
        was_approved = introduction.state == "approved"
        perform(session, actor, introduction, "lapse", now=now)
        told = introduction.parties if was_approved else introduction.parties[:1]
        for party in told:
            notices.to_party(session, party, "introduction_lapsed", now=now)
