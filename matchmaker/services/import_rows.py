"""Checked drafts become rows; the same content again touches nothing."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, with_polymorphic

from matchmaker.services import listing_search
from matchmaker.services.import_checks import Checked, Chunk, ImportRun
from matchmaker.services.language_detection import with_language
from matchmaker.services.listings import VALID_FOR, perform
from models import KINDS, Listing
from models.base import new_reference

_ANY_KIND: Final = with_polymorphic(Listing, "*")


def write_listings(session: Session, run: ImportRun, chunk: Chunk, rows: Sequence[Checked]) -> None:
    query = select(_ANY_KIND).where(
        _ANY_KIND.source == run.source, _ANY_KIND.source_id.in_([row.source_id for row in rows])
    )
    known = {listing.source_id: listing for listing in session.scalars(query)}
    for row in rows:
        listing = known.get(row.source_id)
        if listing is None:
            chunk.added.append(_new_listing(session, run, row))
        elif listing.kind != row.draft.kind:
            run.refuse(row.draft.row, "kind", f"is stored as {listing.kind}, which cannot change")
        elif _update(session, run, listing, row):
            chunk.updated.append(listing)
        else:
            run.report.unchanged += 1
    session.flush()


def _new_listing(session: Session, run: ImportRun, row: Checked) -> Listing:
    model = KINDS[row.draft.kind]
    listing = model(
        **{"valid_until": (run.now + VALID_FOR).date(), **with_language(row.values)},
        reference=new_reference(model.reference_prefix),
        organization=row.owner,
        created_by_id=run.actor.user_id,
        state="published",
        source=run.source,
        source_id=row.source_id,
        created_at=run.now,
        updated_at=run.now,
        published_at=run.now,
    )
    session.add(listing)
    return listing


def _update(session: Session, run: ImportRun, listing: Listing, row: Checked) -> bool:
    """Whether anything differed. A listing that has expired comes back with its new content."""
    changed = {n: value for n, value in row.values.items() if getattr(listing, n) != value}
    if not changed and listing.organization_id == row.owner.id:
        return False
    listing.valid_until = (run.now + VALID_FOR).date()
    for name, value in {**row.values, "organization": row.owner, "updated_at": run.now}.items():
        setattr(listing, name, value)
    if listing.state == "expired":
        perform(session, run.actor, listing, "renew", now=run.now)
    listing_search.remove(session, listing.id)
    return True
