"""One match on a page of its own: both texts side by side, and what can be done about it."""

from flask import Blueprint, render_template

from matchmaker.policies.permissions import Permission
from matchmaker.services import match_shares
from matchmaker.services.feedback import said_of
from matchmaker.services.match_pair import match_pair
from matchmaker.web.actor import actor
from matchmaker.web.answered import notice_at
from matchmaker.web.db import db
from matchmaker.web.guards import access, load_or_404
from models import Listing

pages = Blueprint("match_pair", __name__)


@pages.get("/listings/<reference>/matches/<other>")
@access(Permission.MATCH_READ)
def show(reference: str, other: str) -> str:
    listing = load_or_404(Listing, reference, Permission.MATCH_READ)
    counterpart = load_or_404(Listing, other, Permission.LISTING_READ)
    pair = match_pair(db(), actor(), listing, counterpart)
    return render_template(
        "matches/pair.html",
        pair=pair,
        notice=notice_at([])[0],
        said=said_of(db(), actor(), listing, counterpart),
        shares=match_shares.of_match(db(), actor(), listing, counterpart),
    )
