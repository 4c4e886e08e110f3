"""The history of a listing, and any two of its versions side by side."""

from itertools import pairwise
from typing import Final

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from matchmaker.errors import NotFound
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import allows
from matchmaker.services.listing_comparison import changed_names, compare, names_of
from matchmaker.services.listing_versions import Step, history
from matchmaker.services.listing_views import view
from matchmaker.web.actor import actor
from matchmaker.web.db import db
from matchmaker.web.forms.listing_texts import labels_of
from matchmaker.web.guards import access, load_or_404
from models import Listing

pages = Blueprint("listing_history", __name__)
Page = str | tuple[str, int] | Response
_NO_VERSION: Final = "There is no such version, or it is not for you to see."


@pages.get("/listings/<reference>/history")
@access(Permission.LISTING_HISTORY)
def show(reference: str) -> Page:
    listing = load_or_404(Listing, reference, Permission.LISTING_HISTORY)
    steps = history(db(), actor(), listing)
    changed = [
        changed_names(listing.kind, older.content, newer.content)
        for newer, older in pairwise(steps)
    ]
    return render_template(
        "listings/history.html",
        listing=view(actor(), listing),
        steps=list(zip(steps, [*changed, ()], strict=True)) if steps else [],
        labels=labels_of(listing.kind),
        can_edit=allows(actor(), Permission.LISTING_EDIT, listing),
    )


@pages.get("/listings/<reference>/history/compare")
@access(Permission.LISTING_HISTORY)
def choose(reference: str) -> Page:
    """The form of the history, which needs no script: two numbers become one address."""
    older, newer = (request.args.get(name, 0, type=int) for name in ("a", "b"))
    return versions(reference, *sorted((older, newer)))


@pages.get("/listings/<reference>/history/<int:older>..<int:newer>")
@access(Permission.LISTING_HISTORY)
def versions(reference: str, older: int, newer: int) -> Page:
    listing = load_or_404(Listing, reference, Permission.LISTING_HISTORY)
    steps = {step.number: step for step in history(db(), actor(), listing)}
    before, after = _step(steps, older), _step(steps, newer)
    names = names_of(db(), before.content, after.content)
    return render_template(
        "listings/comparison.html",
        listing=view(actor(), listing),
        before=before,
        after=after,
        comparison=compare(listing.kind, before.content, after.content, names=names),
        labels=labels_of(listing.kind),
        numbers=sorted(steps),
    )


def _step(steps: dict[int, Step], number: int) -> Step:
    if number not in steps:
        raise NotFound(_NO_VERSION)
    return steps[number]
