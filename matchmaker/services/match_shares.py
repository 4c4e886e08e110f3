"""Sharing a match with colleagues: who may be chosen, the row that says so, and what they read."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from matchmaker.errors import InvalidFields
from matchmaker.phrases import phrase
from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import allows, require
from matchmaker.services import audit, notices
from matchmaker.services.feedback import clean_note
from matchmaker.services.listing_text import too_long
from matchmaker.services.listing_views import ListingView, view
from matchmaker.services.match_places import MEMBER_ROLES
from matchmaker.services.matches import card_of
from models import Listing, MatchShare, Membership, User
from models.match import NOTE_MAX

#: Matches shown by one person in a day, each colleague counted: each of them may be a mail.
MOST_A_DAY: Final = 100
_DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Colleague:
    id: int
    name: str
    job_title: str


@dataclass(frozen=True, slots=True)
class Shared:
    """One share as colleagues read it on the page of the match."""

    by: str
    to: str
    note: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class ShareLetter:
    """What a colleague is told: both listings as that colleague may see them."""

    by: str
    note: str
    ours: ListingView
    theirs: ListingView
    band: str


def colleagues(session: Session, actor: Actor, listing: Listing) -> list[Colleague]:
    """Who else answers matches for the organization that posted ``listing``, by name."""
    query = (
        select(User.id, User.name, User.job_title)
        .join(Membership)
        .where(
            Membership.organization_id == listing.organization_id,
            Membership.role.in_(MEMBER_ROLES),
            User.is_active,
            User.id != actor.user_id,
        )
        .distinct()
        .order_by(User.name, User.id)
    )
    return [Colleague(*row) for row in session.execute(query)]


def share(
    session: Session,
    actor: Actor,
    listing: Listing,
    other: Listing,
    *,
    to: Collection[int],
    note: str,
    now: dt.datetime,
) -> list[MatchShare]:
    """Show the match of ``listing`` with ``other`` to these colleagues and tell them of it.

    ``other`` is one that the actor may read. ``InvalidFields`` for nobody, for somebody who is no
    colleague, for a note that is too long, and for more in a day than anybody reads. The note goes
    into no log.
    """
    require(actor, Permission.MATCH_SHARE, listing)
    chosen = sorted(set(to))
    problems = {}
    if not chosen or not set(chosen) <= {one.id for one in colleagues(session, actor, listing)}:
        problems["to"] = "choose at least one of your colleagues"
    elif _shown_today(session, actor, now) + len(chosen) > MOST_A_DAY:
        problems["to"] = phrase(
            "you can share %(most)s matches in 24 hours, each colleague counted: choose fewer, or "
            "go on tomorrow",
            most=MOST_A_DAY,
        )
    kept = clean_note(note)
    if len(kept) > NOTE_MAX:
        problems["note"] = too_long(kept, NOTE_MAX)
    if problems:
        raise InvalidFields(problems)
    pair = {"listing_id": listing.id, "counterpart_id": other.id, "shared_by_id": actor.user_id}
    made = [MatchShare(**pair, shared_with_id=one, note=kept, at=now) for one in chosen]
    session.add_all(made)
    session.flush()
    for row in made:
        notices.to_user(session, row.shared_with_id, "match_shared", {"share_id": row.id}, now=now)
    details = {"counterpart": other.reference, "colleagues": len(made)}
    audit.record(
        session, actor, "match.shared", "listing", listing.reference, now=now, details=details
    )
    return made


def _shown_today(session: Session, actor: Actor, now: dt.datetime) -> int:
    query = select(func.count()).where(
        MatchShare.shared_by_id == actor.user_id, MatchShare.at > now - _DAY
    )
    return session.scalar(query) or 0


def of_match(session: Session, actor: Actor, listing: Listing, other: Listing) -> list[Shared]:
    """Who has shown this match to whom, the latest first; for the organization's own members."""
    if not allows(actor, Permission.MATCH_SHARE, listing):
        return []
    query = (
        select(MatchShare)
        .where(MatchShare.listing_id == listing.id, MatchShare.counterpart_id == other.id)
        .order_by(MatchShare.at.desc(), MatchShare.id)
        .options(joinedload(MatchShare.shared_by), joinedload(MatchShare.shared_with))
    )
    return [
        Shared(row.shared_by.name if row.shared_by else "", row.shared_with.name, row.note, row.at)
        for row in session.scalars(query)
    ]


def letter(session: Session, actor: Actor, share_id: int) -> ShareLetter | None:
    """The share as its recipient may read it now; ``None`` for everybody else.

    Neither who has left the organization reads it, nor anybody once the match is gone, or its
    other listing is withdrawn, hidden or over.
    """
    row = session.get(MatchShare, share_id)
    if row is None or row.shared_with_id != actor.user_id:
        return None
    may = allows(actor, Permission.MATCH_SHARE, row.listing) and allows(
        actor, Permission.LISTING_READ, row.counterpart
    )
    card = card_of(session, actor, row.listing, row.counterpart) if may else None
    if card is None:
        return None
    by = row.shared_by.name if row.shared_by else ""
    return ShareLetter(by, row.note, view(actor, row.listing), card.other, card.band_label)
