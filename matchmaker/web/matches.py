"""The matches of a listing: why each fits, and requesting an introduction."""

import datetime as dt
from typing import Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaker.errors import Conflict
from matchmaker.policies.permissions import Permission
from matchmaker.services import introduction_requests
from matchmaker.services import matches as service
from matchmaker.services.dashboard import NEW_FOR
from matchmaker.services.listing_views import ListingView, view
from matchmaker.web.actor import actor
from matchmaker.web.answered import notice_at
from matchmaker.web.db import db
from matchmaker.web.forms.introduction import RequestForm
from matchmaker.web.guards import access, load_or_404
from matchmaker.web.parts import now
from models import Listing
from models import vocabulary as v

pages = Blueprint("matches", __name__)
Page = str | tuple[str, int] | Response

MOST_SHOWN: Final = 30
#: Matches found this soon after the publication are a listing's first, and not news.
FIRST_MATCHES: Final = dt.timedelta(days=1)
#: The kinds of counterpart that may be looked at alone.
_TABS: Final = {"need": ("offer", "capability")}


@pages.get("/listings/<reference>/matches", endpoint="list")
@access(Permission.MATCH_READ)
def show(reference: str) -> Page:
    listing = load_or_404(Listing, reference, Permission.MATCH_READ)
    kinds = _TABS.get(listing.kind, ())
    kind = next((one for one in kinds if one == request.args.get("kind")), "")
    limit = min(MOST_SHOWN, max(service.SHOWN, request.args.get("limit", 0, type=int)))
    cards = service.cards(db(), actor(), listing, limit=limit, kind=kind)
    notice, at = notice_at([f"{reference}.{card.other.reference}" for card in cards])
    return render_template(
        "matches/list.html",
        listing=view(actor(), listing),
        state=_state(listing, cards, kind),
        cards=cards,
        new={card.rank for card in cards if _is_new(card, listing)},
        kinds=kinds,
        kind=kind,
        limit=limit,
        notice=notice,
        notice_at=at,
        more=limit + service.SHOWN if len(cards) == limit < MOST_SHOWN else 0,
        by_words_alone=any(card.by_words_alone for card in cards),
    )


@pages.route("/listings/<reference>/matches/<other>/introduction", methods=["GET", "POST"])
@access(Permission.INTRODUCTION_REQUEST)
def request_introduction(reference: str, other: str) -> Page:
    asking = load_or_404(Listing, reference, Permission.INTRODUCTION_REQUEST)
    counterpart = load_or_404(Listing, other, Permission.LISTING_READ)
    known = service.introductions_with(db(), actor(), asking.id, [counterpart.id])
    if counterpart.id in known:
        return redirect(url_for("introductions.show", reference=known[counterpart.id][0]), 303)
    form = RequestForm(cooperation=_overlap(asking, view(actor(), counterpart)))
    if not form.validate_on_submit():
        return _request_page(form, asking, counterpart, status=422 if form.errors else 200)
    return _request(form, asking, counterpart)


def _request(form: RequestForm, asking: Listing, other: Listing) -> Page:
    """Turn the first key; a pair that cannot be introduced now keeps what was written."""
    content, facts = form.to_request(), _facts(asking, other)
    try:
        made = introduction_requests.request(
            db(), actor(), asking, other, content, now=now(), facts=facts
        )
    except Conflict as error:
        form.form_errors.append(str(error))
        return _request_page(form, asking, other, status=409)
    flash(_("Your request is with the secretariat. You hear from it by e-mail."), "success")
    return redirect(url_for("introductions.show", reference=made.reference), 303)


def _state(listing: Listing, cards: list[service.MatchCard], kind: str) -> str:
    if listing.state != "published":
        return "not_published"
    if listing.matched_at is None:
        return "preparing"
    if cards:
        return "found"
    return "none_of_kind" if kind else "none"


def _is_new(card: service.MatchCard, listing: Listing) -> bool:
    """Published and proposed lately, and not with the first matches of a listing itself new."""
    published, theirs = listing.published_at, card.other.published_at
    is_first = published is None or card.first_seen_at - published < FIRST_MATCHES
    is_late = theirs is not None and now() - min(theirs, card.first_seen_at) <= NEW_FOR
    return is_late and not is_first


def _overlap(asking: Listing, other: ListingView) -> list[str]:
    """The cooperation that both listings want, as far as the reader may see it."""
    wanted = {code for code, _label in other.collaborations}
    return [code for code in v.COLLABORATIONS if code in asking.collaborations and code in wanted]


def _facts(asking: Listing, other: Listing) -> dict[str, object]:
    """The match as it stands now: it may have changed when the secretariat reads the request."""
    card = service.card_of(db(), actor(), asking, other)
    if card is None:
        return {}
    sentences = [card.evidence.get(side, "") for side in ("ours", "theirs")]
    facts = {"band": card.band, "fits": card.fits, "misses": card.misses}
    return {**facts, "sentences": sentences}


def _request_page(
    form: RequestForm, asking: Listing, other: Listing, *, status: int
) -> tuple[str, int]:
    who = actor()
    page = render_template(
        "matches/request_introduction.html",
        form=form,
        asking=view(who, asking),
        other=view(who, other),
    )
    return page, status
