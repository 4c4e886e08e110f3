"""The new matches of an organization: all that nothing was said of, tens of thousands at times.

They are taken from an index that holds all they are sorted by; whom a match leads to is looked at
as a set, since reading that many listings takes longer than the rest of the page.
"""

from collections.abc import Collection, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from matchmaker.policies.actor import Actor
from matchmaker.services.audiences import visible_ids
from matchmaker.services.bitsets import Bits, Ids, bits_of, fitted, flags_of, parsed, words_for
from matchmaker.services.browse_state import state_of
from matchmaker.services.match_places import own_organizations
from models import Listing, Match
from models import vocabulary as v

#: So many listings are asked of the database; more, of what the process keeps for browsing.
FEW: Final = 2_000


def new_matches(
    session: Session,
    actor: Actor,
    placed: Collection[int],
    *,
    bands: Sequence[str],
    listing: str,
    kind: str,
    sort: str,
) -> Ids:
    """Ids in order of what is in ``bands`` and not ``placed``; filters as in ``Wanted``."""
    own = select(Listing.id).where(
        Listing.organization_id.in_(own_organizations(actor)), Listing.state == "published"
    )
    if listing:
        own = own.where(Listing.reference == listing)
    found = (
        select(Match.id, Match.counterpart_id)
        .where(Match.listing_id.in_(own), Match.band.in_(bands))
        .order_by(*in_order(Match, sort))
        .subquery()
    )
    texts = select(func.group_concat(found.c.id), func.group_concat(found.c.counterpart_id))
    ids, others = map(parsed, session.execute(texts).one())
    kept = _seen(session, actor, others, kind)
    kept &= ~np.isin(ids, np.fromiter(placed, np.int64))
    return ids[kept]


def in_order(table: Any, sort: str) -> tuple[Any, ...]:
    """Best first within a band: scores of different listings say little beyond it."""
    bands = case({band: place for place, band in enumerate(v.BANDS)}, value=table.band)
    best = (bands, table.score.desc(), table.id)
    return (table.first_seen_at.desc(), *best) if sort == "newest" else best


def _seen(session: Session, actor: Actor, listings: Ids, kind: str) -> NDArray[np.bool_]:
    """Of each of ``listings`` whether it is published, of the kind, and for the actor to see."""
    if not len(listings):
        return np.zeros(0, np.bool_)
    words = words_for(int(listings.max()))
    return flags_of(fitted(_among(session, actor, listings, kind, words), words))[listings]


def _among(session: Session, actor: Actor, listings: Ids, kind: str, words: int) -> Bits:
    few = np.unique(listings)
    if len(few) <= FEW:
        of_kind = (Listing.kind == kind,) if kind else ()
        return bits_of(visible_ids(session, actor, few.tolist(), *of_kind), words)
    view = state_of(session).look(session, actor)
    if not kind:
        return view.visible
    return fitted(view.visible, words) & fitted(view.catalogue.having("kind", (kind,)), words)
