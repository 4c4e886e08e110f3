"""Stored consortia, as the worker would have left them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from models import Consortium, ConsortiumMember, Listing, Need
from tests.factories.listings import NOW

PART = "Slag with free lime has no outlet."
ANSWER = "The treatment removes the free lime of slag."


def make_consortium(
    session: Session, need: Need, members: Sequence[Listing], **fields: Any
) -> Consortium:
    """The best proposal for ``need``; each member answers one part of it."""
    ids = sorted([need.id, *(member.id for member in members)])
    defaults = {
        "members_key": "-".join(str(listing_id) for listing_id in ids),
        "rank": 1,
        "score": 0.6,
        "band": "good",
        "coverage": 0.75,
        "missing": [],
        "reasons": [
            {"verdict": "fits", "feature": "coverage", "phrase": "3 of 4 parts are answered"},
            {"verdict": "unknown", "feature": "part", "phrase": "Nobody speaks of leaching"},
        ],
        "computed_at": NOW,
    }
    consortium = Consortium(need=need, **{**defaults, **fields})
    consortium.members = [
        ConsortiumMember(
            listing=member,
            position=position,
            role="research" if member.kind == "capability" else "technology",
            score=0.7,
            covers=[{"part": PART, "by": ANSWER, "score": 0.8}],
        )
        for position, member in enumerate(members)
    ]
    session.add(consortium)
    session.flush()
    return consortium
