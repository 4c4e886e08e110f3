"""Browsing listings, and one listing's page: for its reader, its owner and the secretariat."""

from dataclasses import replace
from functools import partial
from typing import Final

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import allows
from matchmaker.services import cpc_codes, listing_changes
from matchmaker.services.browse import FACETS
from matchmaker.services.browse import browse as find
from matchmaker.services.listing_desk import desk, fits
from matchmaker.services.listing_views import preview, view
from matchmaker.services.writing_help import before_submitting
from matchmaker.web import browse_links as links
from matchmaker.web.actor import actor
from matchmaker.web.db import db
from matchmaker.web.forms.files import FileForm
from matchmaker.web.forms.listing_texts import TEXTS
from matchmaker.web.guards import access, load_or_404
from matchmaker.web.listing_preview import told
from matchmaker.web.meaning import meaning
from matchmaker.web.parts import now
from models import Listing

pages = Blueprint("listings", __name__)
Page = str | tuple[str, int] | Response
_NO_FILE: Final = FileForm()


@pages.get("/listings")
@access(Permission.LISTING_READ)
def browse() -> Page:
    search = links.search_from(request.args)
    found = find(db(), actor(), search, now=now(), meaning=meaning())
    return render_template(
        "listings/browse.html",
        found=found,
        search=search,
        titles={facet: title for facet, (title, _) in FACETS.items()},
        facets=links.options(search, found.facets),
        sorts=links.sort_links(search),
        without={facet: links.without_facet(search, facet) for facet in FACETS},
        without_words=links.without_words(search),
        save_url=links.save_url(search),
        map_url=links.url_of(replace(search, page=1), "listing_map.show"),
        page_href=partial(links.page_url, search),
    )


@pages.get("/listings/<reference>")
@access(Permission.LISTING_READ)
def show(reference: str) -> Page:
    return listing_page(load_or_404(Listing, reference, Permission.LISTING_READ))


def listing_page(listing: Listing, file_form: FileForm = _NO_FILE) -> str:
    """The page of a listing; ``?as=others`` shows its owner what other members see."""
    own = desk(db(), actor(), listing, now=now())
    as_others = own is not None and request.args.get("as") == "others"
    shown = preview(listing) if as_others else view(actor(), listing, detailed=True)
    return render_template(
        "listings/show.html",
        listing=shown,
        cpc=cpc_codes.described(db(), listing.cpc) if shown.full else {},
        desk=None if as_others else own,
        fits=[] if own else fits(db(), actor(), listing),
        as_others=listing.state if as_others else "",
        **(told(listing) if as_others else {}),
        change=None if as_others else listing_changes.shown(db(), actor(), listing),
        has_history=own is not None and allows(actor(), Permission.LISTING_HISTORY, listing),
        writing=before_submitting(db(), actor(), listing, now=now()),
        asks=TEXTS[listing.kind],
        file_form=file_form,
    )
