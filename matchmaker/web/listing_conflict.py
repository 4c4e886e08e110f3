"""Two people write one listing: the second decides field by field, and nothing is lost."""

from dataclasses import dataclass
from typing import Any, Final

from flask import request

from matchmaker.services import listing_changes, listing_versions
from matchmaker.services.listing_comparison import Difference, difference, names_of
from matchmaker.services.listing_merge import Merge, three_way
from matchmaker.services.listing_versions import Step, plain
from matchmaker.web.actor import actor
from matchmaker.web.db import db
from matchmaker.web.forms.listing import ListingForm, typed_content
from matchmaker.web.forms.listing_texts import labels_of
from models import Listing

#: A radio button of the conflict page is called this and the field's name.
TAKE: Final = "take-"


@dataclass(frozen=True, slots=True)
class Conflict:
    """``theirs`` says who saved, and when. Each of ``both`` goes from what they saved to ours."""

    theirs: Step | None
    merge: Merge
    both: tuple[Difference, ...]
    labels: dict[str, str]


def settle(form: ListingForm, listing: Listing, version: int) -> None:
    """Put what the other person saved where that was chosen, as it stood on the page."""
    chosen = [
        n[len(TAKE) :] for n, v in request.form.items() if n.startswith(TAKE) and v == "theirs"
    ]
    saved = listing_versions.at_revision(db(), listing, version) if chosen else None
    if saved is not None:
        _put(form, typed_content(listing.kind, saved.content), chosen)


def found(form: ListingForm, listing: Listing, values: dict[str, Any], version: int) -> Conflict:
    """Compare; what only the other person changed goes into the form at once."""
    base = listing_versions.at_revision(db(), listing, version)
    theirs = listing_changes.content_now(db(), listing)
    mine = {name: plain(value) for name, value in values.items()}
    mine["hidden_from"] = [organization.reference for organization in values["hidden_from"]]
    merge = three_way(listing.kind, base.content if base else {}, theirs, mine)
    _put(form, typed_content(listing.kind, theirs), merge.taken)
    names = names_of(db(), theirs, mine)
    both = tuple(
        difference(listing.kind, name, theirs.get(name), mine[name], names=names)
        for name in merge.both
        if name in mine
    )
    last = listing_versions.latest(db(), actor(), listing)
    return Conflict(last, merge, both, labels_of(listing.kind))


def _put(form: ListingForm, typed: dict[str, Any], names: Any) -> None:
    for name in names:
        if name in typed and name in form:
            form[name].data = typed[name]
