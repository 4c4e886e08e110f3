"""Up to three candidates for one own listing, line by line beside what the listing asks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.errors import NotFound
from matchmaker.policies.actor import Actor
from matchmaker.ranking.argument import CONDITIONS, Line
from matchmaker.services.listing_views import ListingView, view
from matchmaker.services.match_rows import MatchRow, match_rows
from models import Listing, Match
from models import vocabulary as v

FEWEST, MOST = 2, 3
_ANYWHERE: Final = "Anywhere"


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: what the own listing says of it, and what was found of each candidate.

    ``lines`` are in the order of the candidates; ``None`` where nothing was checked.
    """

    label: str
    wish: str
    lines: tuple[Line | None, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    own: ListingView
    candidates: tuple[MatchRow, ...]
    conditions: tuple[Condition, ...]


def compare(
    session: Session, actor: Actor, listing: Listing, references: Sequence[str]
) -> Comparison:
    """``listing``, whose matches the actor answers, with these candidates in their order.

    ``NotFound`` where fewer than two of them are proposed for it and may be read.
    """
    wanted = list(dict.fromkeys(references))[:MOST]
    query = (
        select(Listing.reference, Match.id)
        .join(Match, Match.counterpart_id == Listing.id)
        .where(
            Match.listing_id == listing.id,
            Listing.reference.in_(wanted),
            Listing.state == "published",
        )
    )
    ids = {row.reference: row.id for row in session.execute(query)}
    rows = match_rows(session, actor, [ids[one] for one in wanted if one in ids])
    if len(rows) < FEWEST:
        raise NotFound("There are not two of these to compare.")
    return Comparison(view(actor, listing), tuple(rows), _conditions(listing, rows))


def _conditions(listing: Listing, rows: Sequence[MatchRow]) -> tuple[Condition, ...]:
    found = [{line.feature: line for line in row.card.argument.conditions} for row in rows]
    wishes = _wishes(listing)
    return tuple(
        Condition(label, wishes.get(feature, ""), lines)
        for feature, label in CONDITIONS.items()
        if any(lines := tuple(of.get(feature) for of in found))
    )


def _wishes(listing: Listing) -> dict[str, str]:
    """What the listing itself says of each condition, in the words of its own page."""
    lowest, deadline = getattr(listing, "lowest_trl", None), getattr(listing, "deadline", None)
    countries = ", ".join(v.COUNTRIES.label(code) for code in listing.countries)
    own_trl = f"TRL {listing.trl}" if listing.trl else ""
    return {
        "trl": f"TRL {lowest} or higher" if lowest else own_trl,
        "country": countries or _ANYWHERE,
        "collaboration": ", ".join(v.COLLABORATIONS.label(c) for c in listing.collaborations),
        "deadline": f"{deadline.day} {deadline:%B %Y}" if deadline else listing.timeline,
    }
