"""Writing consortia: the short half. A proposal that is found again keeps its reference, so that
links to it stay good.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from matchmaker.services.consortium_planning import ConsortiumPlan, Draft
from matchmaker.services.vectors import chunked
from models import Consortium, ConsortiumMember, Listing


def write_consortia(session: Session, plan: ConsortiumPlan) -> int:
    """Store the proposals; those with a listing that was changed or withdrawn since are left out.

    Returns how many are stored.
    """
    current = dict(
        session.execute(
            select(Listing.id, Listing.version).where(Listing.state == "published")
        ).all()
    )
    fresh = {key for key, version in plan.versions.items() if current.get(key) == version}
    written = 0
    for chunk in chunked(list(plan.proposals)):
        stored = _stored(session, chunk)
        for need in chunk:
            drafts = [
                draft
                for draft in plan.proposals[need]
                if fresh.issuperset((need, *(member.listing_id for member in draft.members)))
            ]
            _replace(session, need, drafts, stored.get(need, {}), plan.now)
            written += len(drafts)
    session.flush()
    return written


def _stored(session: Session, needs: Sequence[int]) -> dict[int, dict[str, Consortium]]:
    query = (
        select(Consortium)
        .where(Consortium.need_id.in_(needs))
        .options(selectinload(Consortium.members))
    )
    found: dict[int, dict[str, Consortium]] = {}
    for row in session.scalars(query):
        found.setdefault(row.need_id, {})[row.members_key] = row
    return found


def _replace(
    session: Session,
    need: int,
    drafts: Sequence[Draft],
    stored: Mapping[str, Consortium],
    now: dt.datetime,
) -> None:
    """Ranks from 1. What is stored and was not found again goes."""
    kept = {}
    for rank, draft in enumerate(drafts, 1):
        key = _key((need, *(member.listing_id for member in draft.members)))
        kept[key] = stored.get(key) or Consortium(need_id=need, members_key=key)
        _fill(kept[key], draft, rank, now)
        session.add(kept[key])
    for key, row in stored.items():
        if key not in kept:
            session.delete(row)


def _fill(row: Consortium, draft: Draft, rank: int, now: dt.datetime) -> None:
    row.rank, row.computed_at = rank, now
    row.score, row.band, row.coverage = draft.score, draft.band, draft.coverage
    row.missing, row.reasons = draft.missing, draft.reasons
    members = {member.listing_id: member for member in row.members}
    row.members = [
        members.get(drafted.listing_id) or ConsortiumMember(listing_id=drafted.listing_id)
        for drafted in draft.members
    ]
    for position, (member, drafted) in enumerate(zip(row.members, draft.members, strict=True)):
        member.position, member.role = position, drafted.role
        member.score, member.covers = drafted.score, drafted.covers


def _key(listing_ids: Iterable[int]) -> str:
    return "-".join(str(listing_id) for listing_id in sorted(listing_ids))
