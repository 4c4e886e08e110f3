"""A judged set as the listings of a database of its own, to be searched as members search."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from embeddings.encoder import Encoder
from matchmaker.importers.judged_set import JudgedSet
from matchmaker.importers.parallel_needs import ParallelNeed
from matchmaker.importers.shortening import short_title, with_full_title
from matchmaker.services import listing_search
from matchmaker.services.indexing import plan_index, unindexed, write_index
from matchmaker.services.language_gap import PIVOT
from matchmaker.services.vectors import Progress
from models import Listing, Need, Offer, Organization
from models.base import new_reference
from models.session import Sessions

_SOURCE: Final = "judged set"
_VALID_DAYS: Final = 3_650  # so that a database that is kept can be used again


def prepare(
    sessions: Sessions,
    judged: JudgedSet,
    needs: Sequence[ParallelNeed],
    encoder: Encoder,
    *,
    now: dt.datetime,
    progress: Progress,
) -> None:
    """Fill an empty database and index it; one that was filled before is indexed again alone."""
    with sessions.writing() as session:
        if not keys(session):
            fill(session, judged, needs, now=now)
    with sessions.reading() as session:
        waiting = unindexed(session, encoder, now=now)
        plan = plan_index(session, encoder, waiting, now=now, progress=progress)
    with sessions.writing() as session:
        write_index(session, plan)


def fill(
    session: Session, judged: JudgedSet, needs: Sequence[ParallelNeed], *, now: dt.datetime
) -> None:
    """The documents as open offers, and the English wording of each need, all published.

    Without a teaser: judged documents have none. Vectors are left to the index.
    """
    owner = Organization(
        name="A judged set", type="institute", country="SE", sectors=[], created_at=now
    )
    for key, document in judged.documents.items():
        offer = Offer(type="know_how", description=with_full_title(document.title, document.text))
        _publish(session, offer, owner, (key, document.title), now)
    for need in needs:
        wording = need.wordings[PIVOT]
        posted = Need(problem=wording.text)
        _publish(session, posted, owner, (need.key, wording.title), now)


def keys(session: Session) -> dict[str, int]:
    """The key of each document, and of each need → its listing."""
    query = select(Listing.source_id, Listing.id).where(Listing.source == _SOURCE)
    return dict(session.execute(query).all())


def _publish(
    session: Session,
    listing: Offer | Need,
    owner: Organization,
    said: tuple[str, str],
    now: dt.datetime,
) -> None:
    listing.source, listing.organization = _SOURCE, owner
    listing.source_id, title = said
    listing.reference = new_reference(listing.reference_prefix)
    listing.title, listing.teaser = short_title(title), ""
    listing.state, listing.valid_until = "published", (now + dt.timedelta(days=_VALID_DAYS)).date()
    listing.created_at = listing.updated_at = listing.published_at = now
    session.add(listing)
    session.flush()
    listing_search.put(session, listing)
