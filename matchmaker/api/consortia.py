"""Consortia: sets of listings that complete one another around a need."""

from typing import Any

from apiflask import APIBlueprint

from matchmaker.api.door import access, actor, load
from matchmaker.api.edge import db
from matchmaker.api.schemas.consortia import (
    ConsortiumAnswer,
    ConsortiumList,
    ConsortiumQuery,
    consortium,
)
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import allows
from matchmaker.services.consortia import ProposalView, proposal, proposals
from models import Listing

endpoints = APIBlueprint("consortia", __name__, tag="Consortia")


@endpoints.get("/listings/<reference>/consortia")
@endpoints.input(ConsortiumQuery, location="query", arg_name="query", unknown="raise")
@endpoints.output(ConsortiumList)
@access(Permission.MATCH_READ)
def about(reference: str, query: dict[str, Any]) -> dict[str, Any]:
    """The consortia around a need of yours, best first, or those that another listing is in."""
    listing = load(Listing, reference, Permission.MATCH_READ)
    found = proposals(db(), actor(), listing, limit=query["limit"])
    return {"listing": listing.reference, "consortia": [_told(one) for one in found]}


@endpoints.get("/consortia/<reference>")
@endpoints.output(ConsortiumAnswer)
@access(Permission.CONSORTIUM_READ)
def show(reference: str) -> dict[str, Any]:
    """One consortium: who brings what, which parts of the need are answered, what is missing."""
    return _told(proposal(db(), actor(), reference))


def _told(found: ProposalView) -> dict[str, Any]:
    """An officer who belongs to one of the parties reads as that party does."""
    is_party = any(listing.mine for listing in found.listings)
    return consortium(found, scored=allows(actor(), Permission.SECRETARIAT_VIEW) and not is_party)
