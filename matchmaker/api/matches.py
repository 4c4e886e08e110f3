"""The matches of a listing, and answers to them."""

from typing import Any

from apiflask import APIBlueprint

from matchmaker.api.door import access, actor, load
from matchmaker.api.edge import db, now
from matchmaker.api.schemas.matches import (
    AnswerBody,
    AnswerKept,
    MatchList,
    MatchQuery,
    match,
)
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import allows
from matchmaker.services import feedback
from matchmaker.services.matches import cards
from models import Listing

endpoints = APIBlueprint("matches", __name__, tag="Matches")


@endpoints.get("/listings/<reference>/matches")
@endpoints.input(MatchQuery, location="query", arg_name="query", unknown="raise")
@endpoints.output(MatchList)
@access(Permission.MATCH_READ)
def show(reference: str, query: dict[str, Any]) -> dict[str, Any]:
    """The matches of a listing of yours, best first, with reasons and the two sentences.

    The secretariat sees those of every listing that is no draft, and their scores.
    """
    listing = load(Listing, reference, Permission.MATCH_READ)
    found = cards(db(), actor(), listing, limit=query["limit"], kind=query.get("kind", ""))
    scored = allows(actor(), Permission.LISTING_REVIEW, listing)
    return {
        "listing": listing.reference,
        "matched_at": listing.matched_at,
        "matches": [match(card, scored=scored) for card in found],
    }


@endpoints.post("/listings/<reference>/matches/<other>/answer")
@endpoints.input(AnswerBody, arg_name="body")
@endpoints.output(AnswerKept)
@access(Permission.MATCH_ANSWER)
def answer(reference: str, other: str, body: dict[str, Any]) -> dict[str, Any]:
    """Say what you think of a match; the last answer counts."""
    listing = load(Listing, reference, Permission.MATCH_ANSWER)
    counterpart = load(Listing, other, Permission.LISTING_READ)
    kept = feedback.answer(
        db(),
        actor(),
        listing,
        counterpart,
        value=body["answer"],
        reason=body.get("reason", ""),
        now=now(),
    )
    return {
        "listing": listing.reference,
        "counterpart": counterpart.reference,
        "answer": kept.answer,
        "reason": kept.reason or None,
    }
