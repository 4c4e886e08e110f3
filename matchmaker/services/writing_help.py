"""Help while writing: what a draft seems to tell, what it lacks, and whom it would meet.

Only reads, and asks no model: it may be asked for while somebody types.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import allows
from matchmaker.services import matches
from matchmaker.services.writing_identity import Identity
from matchmaker.services.writing_peers import Peers, peers
from matchmaker.services.writing_rubric import Point, rubric
from matchmaker.services.writing_texts import Draft, disclosed, draft_of
from matchmaker.services.writing_warnings import Warned, warnings
from matchmaker.workflow.listings import TABLE
from matchmaker.workflow.transitions import possible
from models import Listing, Membership, Organization, User
from models import vocabulary as v


@dataclass(frozen=True, slots=True)
class WritingHelp:
    """All that is said of a draft. ``matched``: stored matches, where the text is the saved one."""

    warned: Sequence[Warned]
    points: Sequence[Point]
    peers: Peers
    matched: int | None

    @property
    def met(self) -> int:
        return sum(point.met for point in self.points)

    @property
    def names_owner(self) -> bool:
        """Whether submitting has to be confirmed."""
        return any(warned.names_owner for warned in self.warned)


def look_at(session: Session, actor: Actor, draft: Draft, *, now: dt.datetime) -> WritingHelp:
    """What can be said of a draft as it stands, for an author who may write it."""
    return WritingHelp(
        warned=warnings_of(session, draft),
        points=rubric(draft.kind, draft.values),
        peers=peers(session, actor, draft, now=now),
        matched=_matched(session, actor, draft),
    )


def before_submitting(
    session: Session, actor: Actor, listing: Listing, *, now: dt.datetime
) -> WritingHelp | None:
    """What its writers read beside a listing that is not handed in; ``None`` for all others."""
    waits = "submit" in possible(TABLE, listing.state) and listing.state != "expired"
    if not waits or not allows(actor, Permission.LISTING_EDIT, listing):
        return None
    return look_at(session, actor, draft_of(listing), now=now)


def warnings_of(session: Session, draft: Draft) -> list[Warned]:
    """What the draft seems to tell by mistake."""
    return warnings(draft.kind, draft.values, _identity(session, draft))


def names_owner(session: Session, draft: Draft) -> bool:
    """Whether a blind draft names its organization, so that handing it in has to be confirmed."""
    return any(warned.names_owner for warned in warnings_of(session, draft))


def _identity(session: Session, draft: Draft) -> Identity:
    """Who a blind draft must not name; of an open one nobody is asked for."""
    organization = draft.organization
    return Identity(
        name=organization.name,
        website=organization.website,
        country=v.COUNTRIES.label(organization.country),
        people=_people(session, organization) if draft.blind else (),
        patent=draft.values.get("patent_number") or "",
    )


def _people(session: Session, organization: Organization) -> tuple[str, ...]:
    query = select(User.name).join(Membership).where(Membership.organization_id == organization.id)
    return tuple(sorted(set(session.scalars(query))))


def _matched(session: Session, actor: Actor, draft: Draft) -> int | None:
    """How many stored matches there are, found by meaning; ``None`` for a text not yet matched."""
    saved = draft.listing
    if saved is None or saved.state != "published" or saved.matched_at is None:
        return None
    if disclosed(draft) != disclosed(draft_of(saved)):
        return None
    bands = matches.counts(session, actor, [saved.id]).get(saved.id, {})
    return sum(bands.values())
