"""The preview of what stands in the form: made by the rule that serves other members."""

from typing import Any

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from matchmaker.policies.permissions import Permission
from matchmaker.services.listing_preview import held_back, seen_blind, unsaved
from matchmaker.services.listing_views import preview
from matchmaker.web import listing_form
from matchmaker.web.db import reads
from matchmaker.web.forms.listing_texts import labels_of
from matchmaker.web.guards import access, load_or_404
from matchmaker.web.listing_form import Editing
from matchmaker.web.parts import now
from models import Listing

pages = Blueprint("listing_preview", __name__)
Page = str | tuple[str, int] | Response


@pages.post("/offers/preview", defaults={"kind": "offer"})
@pages.post("/needs/preview", defaults={"kind": "need"})
@pages.post("/capabilities/preview", defaults={"kind": "capability"})
@access(Permission.LISTING_CREATE)
@reads
def new(kind: str) -> Page:
    return _page(listing_form.beginning(kind))


@pages.post("/listings/<reference>/preview")
@access(Permission.LISTING_EDIT)
@reads
def changed(reference: str) -> Page:
    listing = load_or_404(Listing, reference, Permission.LISTING_EDIT)
    return _page(listing_form.changing(listing))


def told(listing: Any) -> dict[str, list[str]]:
    """The labels of what other members see of a blind listing, and of what they do not."""
    labels = labels_of(listing.kind)
    return {
        "seen": [labels[name] for name in seen_blind(listing)],
        "held": [labels[name] for name in held_back(listing)],
    }


def _page(editing: Editing) -> str:
    """What can be read of the form; what cannot be taken is left out, as saving would refuse it."""
    seen = unsaved(listing_form.draft(editing), now=now())
    return render_template(
        "listings/show.html",
        listing=preview(seen),
        desk=None,
        fits=[],
        as_others="typed",
        **told(seen),
        writing=None,
    )
