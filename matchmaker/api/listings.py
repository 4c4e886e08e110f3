"""Listings as the browse page and a listing's own page have them."""

from typing import Any

from apiflask import APIBlueprint
from flask import url_for

from matchmaker.api.door import access, actor, load
from matchmaker.api.edge import db, now
from matchmaker.api.schemas.listings import (
    ListingAnswer,
    ListingPage,
    ListingQuery,
    card,
    whole,
)
from matchmaker.errors import InvalidFields
from matchmaker.policies.permissions import Permission
from matchmaker.services.browse import FACETS, Page, Search
from matchmaker.services.browse import browse as find
from matchmaker.services.listing_views import view
from models import Listing

endpoints = APIBlueprint("listings", __name__, tag="Listings")


@endpoints.get("/listings")
@endpoints.input(ListingQuery, location="query", arg_name="query", unknown="raise")
@endpoints.output(ListingPage)
@access(Permission.LISTING_READ)
def browse(query: dict[str, Any]) -> dict[str, Any]:
    """Published listings that you may see, 20 to a page.

    A blind listing is found by its title, teaser, sectors, TRL and region alone.
    """
    search = Search(
        words=query.get("q", "").strip(),
        codes={facet: tuple(query[facet]) for facet in FACETS if query.get(facet)},
        sort=query.get("sort", ""),
        page=query["page"],
    )
    found = find(db(), actor(), search, now=now())
    if search.page > found.pages:
        raise InvalidFields({"page": f"the last page is {found.pages}"})
    return {
        "listings": [card(listing) for listing in found.listings],
        "total": found.total,
        "page": found.page,
        "pages": found.pages,
        "next": _next(query, found),
    }


@endpoints.get("/listings/<reference>")
@endpoints.output(ListingAnswer)
@access(Permission.LISTING_READ)
def show(reference: str) -> dict[str, Any]:
    """One listing, with all that you may see of it."""
    listing = load(Listing, reference, Permission.LISTING_READ)
    return whole(view(actor(), listing, detailed=True))


def _next(query: dict[str, Any], found: Page) -> str | None:
    if found.page == found.pages:
        return None
    return url_for("listings.browse", **{**query, "page": found.page + 1})
