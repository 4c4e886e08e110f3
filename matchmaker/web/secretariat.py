"""The secretariat's desk, and the check of a listing that was handed in."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaker.policies.permissions import Permission
from matchmaker.services import listing_changes, listings, sanctions_desk, secretariat_queue
from matchmaker.services import secretariat as service
from matchmaker.services.blind_check import blind_check
from matchmaker.services.listing_change_check import review as check_change
from matchmaker.services.listing_comparison import Comparison, compare
from matchmaker.services.listing_versions import snapshot
from matchmaker.services.listing_views import view
from matchmaker.services.question_lists import count_waiting
from matchmaker.services.secretariat_queue import Waiting
from matchmaker.web.actor import actor
from matchmaker.web.db import db
from matchmaker.web.forms.listing_review import ChangesForm
from matchmaker.web.forms.listing_texts import labels_of
from matchmaker.web.guards import access, load_or_404
from matchmaker.web.parts import now
from models import Listing, ListingChange

pages = Blueprint("secretariat", __name__, url_prefix="/secretariat")
Page = str | tuple[str, int] | Response
#: Of a listing, or of the change of one.
Review = Callable[..., Listing | ListingChange]
PER_PAGE: Final = 50


class _Slice:
    """The page of a list that the address asks for; the rest of it is not loaded."""

    def __init__(self, name: str, waiting: Sequence[Waiting]) -> None:
        self.name, self.total = name, len(waiting)
        self.pages = max(1, -(-self.total // PER_PAGE))
        self.page = min(max(1, request.args.get(name, 1, type=int)), self.pages)
        self.shown = waiting[(self.page - 1) * PER_PAGE : self.page * PER_PAGE]

    def href(self, page: int) -> str:
        given: dict[str, Any] = {
            key: value for key, value in request.args.items() if key in ("page", "others")
        }
        return url_for(".queue", **given | {self.name: page})


@pages.get("")
@access(Permission.SECRETARIAT_VIEW)
def queue() -> Page:
    mine = _Slice("page", secretariat_queue.to_decide(db(), actor()))
    others = _Slice("others", secretariat_queue.with_others(db(), actor()))
    return render_template(
        "secretariat/queue.html",
        cases=service.cases(db(), actor(), mine.shown, now=now()),
        mine=mine,
        waiting=service.cases(db(), actor(), others.shown, now=now()),
        others=others,
        decided=service.decided(db()),
        sanctions=sanctions_desk.count(db(), actor()),
        questions=count_waiting(db(), actor()),
    )


@pages.get("/listings/<reference>")
@access(Permission.SECRETARIAT_VIEW)
def review(reference: str) -> Page:
    listing = load_or_404(Listing, reference, Permission.LISTING_REVIEW)
    return _review_page(listing, ChangesForm(formdata=None))


@pages.post("/listings/<reference>/publish")
@access(Permission.LISTING_REVIEW)
def publish(reference: str) -> Page:
    listing = load_or_404(Listing, reference, Permission.LISTING_REVIEW)
    return _decide(
        listings.review, listing, "publish", _("The listing is published. Its owner is told.")
    )


@pages.post("/listings/<reference>/request-changes")
@access(Permission.LISTING_REVIEW)
def request_changes(reference: str) -> Page:
    listing = load_or_404(Listing, reference, Permission.LISTING_REVIEW)
    told = _("The owner is asked to change the listing.")
    return _decide_with_note(listings.review, listing, "request_changes", told)


@pages.post("/listings/<reference>/change/publish")
@access(Permission.LISTING_REVIEW)
def publish_change(reference: str) -> Page:
    listing = load_or_404(Listing, reference, Permission.LISTING_REVIEW)
    return _decide(
        check_change, listing, "publish", _("The change is published. Its owner is told.")
    )


@pages.post("/listings/<reference>/change/return")
@access(Permission.LISTING_REVIEW)
def return_change(reference: str) -> Page:
    listing = load_or_404(Listing, reference, Permission.LISTING_REVIEW)
    told = _("The change is returned to the owner. Members read the published text.")
    return _decide_with_note(check_change, listing, "return", told)


def _decide_with_note(review: Review, listing: Listing, action: str, told: str) -> Page:
    form = ChangesForm()
    if not form.validate_on_submit():
        return _review_page(listing, form), 422
    return _decide(review, listing, action, told, note=form.note.data or "")


def _decide(review: Review, listing: Listing, action: str, told: str, *, note: str = "") -> Page:
    """``review`` is the service of what was looked at: the listing itself, or its change."""
    review(db(), actor(), listing, action, note=note, version=_version_read(), now=now())
    flash(told, "success")
    return redirect(url_for(".queue"), 303)


def _version_read() -> int:
    """The version of the listing that the officer had on the screen; who sends none saw none."""
    return request.form.get("version", 0, type=int)


def _review_page(listing: Listing, form: ChangesForm) -> str:
    seen = view(actor(), listing, detailed=True)
    return render_template(
        "secretariat/review.html",
        listing=seen,
        version=listing.version,
        form=form,
        is_first=not listings.has_published(db(), listing),
        change=_compared(listing),
        labels=labels_of(listing.kind),
        check=blind_check(db(), listing, now=now()),
    )


def _compared(listing: Listing) -> Comparison | None:
    """The change that waits, beside what members read now."""
    waiting = listing_changes.pending(db(), listing)
    if waiting is None:
        return None
    proposed = listing_changes.content_now(db(), listing)
    return compare(listing.kind, snapshot(listing), proposed, names={})
