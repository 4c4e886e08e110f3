"""Stored matches, as the worker would have left them."""

from typing import Any

from sqlalchemy.orm import Session

from models import Listing, Match
from tests.factories.listings import NOW


def make_match(session: Session, listing: Listing, other: Listing, **fields: Any) -> Match:
    """``other`` as a good match of ``listing``, found by a model; the other way is not made."""
    defaults = {
        "rank": 1,
        "score": 0.8,
        "band": "good",
        "reasons": [
            {"verdict": "fits", "feature": "sector", "phrase": "Both are in iron and steel"},
            {"verdict": "misses", "feature": "trl", "phrase": "TRL 4 is below what you accept"},
            {"verdict": "unknown", "feature": "country", "phrase": "No country is named"},
        ],
        "evidence": {
            "ours": "Our furnace off-gas holds carbon monoxide.",
            "theirs": "We turn carbon monoxide into ethanol.",
            "similarity": 0.8,
            "words": ["carbon", "monoxide"],
            "marks": ["carbon", "monoxide"],
            "said": ["carbon", "monoxide"],
        },
        "encoder": "all-MiniLM-L6-v2@1",
        "computed_at": NOW,
        "first_seen_at": NOW,
    }
    match = Match(listing=listing, counterpart=other, **{**defaults, **fields})
    session.add(match)
    listing.matched_at = NOW
    session.flush()
    return match
