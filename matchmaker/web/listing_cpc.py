"""Finding CPC codes for a listing: a part of a page for the script, a page of its own without.

That page carries what stands in the form, and gives it back with the codes that were chosen.
Neither saves anything.
"""

from typing import Final

from flask import Blueprint, render_template, request

from matchmaker.policies.permissions import Permission
from matchmaker.services import cpc_codes
from matchmaker.web import listing_form
from matchmaker.web.db import db, reads
from matchmaker.web.guards import SIGNED_IN, access, load_or_404
from matchmaker.web.listing_form import Editing
from models import Listing

pages = Blueprint("listing_cpc", __name__)
#: Of this page itself, or made anew by the next one.
_NOT_CARRIED: Final = frozenset(
    {"csrf_token", "cpc", "cpc_chosen", "cpc_query", "cpc_find", "cpc_back", "intent", "part"}
)


@pages.get("/cpc")
@access(SIGNED_IN)
def search() -> str:
    query = request.args.get("q", "")
    found = cpc_codes.find(db(), query)
    return render_template("listings/_cpc_found.html", found=found, query=query)


@pages.post("/offers/cpc", defaults={"kind": "offer"})
@pages.post("/needs/cpc", defaults={"kind": "need"})
@pages.post("/capabilities/cpc", defaults={"kind": "capability"})
@access(Permission.LISTING_CREATE)
@reads
def choose_new(kind: str) -> str:
    return _answer(listing_form.beginning(kind))


@pages.post("/listings/<reference>/cpc")
@access(Permission.LISTING_EDIT)
@reads
def choose(reference: str) -> str:
    listing = load_or_404(Listing, reference, Permission.LISTING_EDIT)
    return _answer(listing_form.changing(listing))


def _answer(editing: Editing) -> str:
    if "cpc_chosen" in request.form or "cpc_query" in request.form:
        editing.form.cpc.data = "; ".join(request.form.getlist("cpc_chosen"))
    if "cpc_back" in request.form:
        return listing_form.page(editing, is_blank=True)
    query = request.form.get("cpc_query", "")
    chosen = cpc_codes.described(db(), listing_form.typed_codes(editing.form))
    found = [code for code in cpc_codes.find(db(), query) if code.code not in chosen]
    return render_template(
        "listings/cpc.html",
        form=editing.form,
        listing=editing.listing,
        query=query,
        chosen=list(chosen.values()),
        found=found,
        carried=[
            (name, value)
            for name, values in request.form.lists()
            if name not in _NOT_CARRIED
            for value in values
        ],
    )
