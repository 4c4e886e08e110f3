"""The secretariat's word on a change of a published blind listing."""

import datetime as dt

from sqlalchemy.orm import Session

from matchmaker.errors import Conflict, InvalidFields, NotPermitted
from matchmaker.phrases import phrase
from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import require
from matchmaker.services import listing_changes, listings, notices
from models import Listing, ListingChange


def review(
    session: Session,
    actor: Actor,
    listing: Listing,
    action: str,
    *,
    version: int,
    note: str = "",
    now: dt.datetime,
) -> ListingChange:
    """Publish the change that waits, or return it with a note.

    ``Conflict`` when there is none, or the owner has saved since ``version`` was read.
    """
    require(actor, Permission.LISTING_REVIEW, listing)
    if action not in ("publish", "return"):
        raise NotPermitted(
            phrase("%(action)s is not a decision of the secretariat.", action=action)
        )
    if action == "return" and not note:
        raise InvalidFields({"note": "Please say what should be different."})
    change = listing_changes.pending(session, listing)
    if change is None or version != listing.version:
        raise Conflict("The owner has changed this listing since you opened it. Read it again.")
    values = listing_changes.proposed_values(change)
    listing_changes.perform(session, actor, change, f"{action}_change", now=now, note=note)
    if action == "publish":
        listings.change(session, actor, listing, values, action="published_change", now=now)
    notices.to_owners(session, listing, f"listing_change_{change.state}", now=now)
    return change
