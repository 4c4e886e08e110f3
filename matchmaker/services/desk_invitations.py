"""Whom to invite where nothing fits: members whose profile speaks of it, and why them."""

import datetime as dt
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Select, String, cast, func, select
from sqlalchemy.orm import Session

from matchmaker.errors import Conflict, InvalidFields
from matchmaker.phrases import counted, phrase
from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import require
from matchmaker.services import audit, notices
from models import Invitation, Listing, ListingCode, Match, Membership, Organization, User
from models import vocabulary as v
from models.desk import NOTE_MAX
from models.listing import hidden_from
from models.listing_code import public_codes

#: How long an organization is left in peace after an invitation, whatever it was about.
PEACE: Final = dt.timedelta(days=30)
MOST: Final = 50
_L = Listing.__table__.c
#: Where a label of the vocabulary goes on to a second thing.
_PHRASE: Final = re.compile(r", | and ")
_SECTOR, _ROUTE, _SAME_SECTOR, _WORDS, _REGION = 3, 3, 1, 2, 1


@dataclass(frozen=True, slots=True)
class Candidate:
    """``reasons`` add up to ``score``. ``invited``: about this listing; ``rests``: in peace yet."""

    id: int
    reference: str
    name: str
    type: str
    country: str
    score: int
    reasons: tuple[str, ...]
    invited: dt.datetime | None
    rests: bool


def candidates(session: Session, listing: Listing, *, now: dt.datetime) -> list[Candidate]:
    """Members with a representative and nothing that is proposed, the most likely first.

    Neither the owner nor anybody from whom the listing is hidden. Only open listings of others
    count, so that the list tells of no blind one whose it is.
    """
    reasons = _reasons(session, listing)
    invited = _invited(session, listing)
    resting = _resting(session, now)
    rows = session.scalars(_eligible(listing).where(Organization.id.in_(_likely(reasons))))
    found = [
        Candidate(
            id=row.id,
            reference=row.reference,
            name=row.name,
            type=row.type,
            country=row.country,
            score=sum(points for points, _ in why),
            reasons=tuple(text for _, text in why),
            invited=invited.get(row.id),
            rests=row.id in resting,
        )
        for row in rows
        if (why := [*reasons[row.id], *_place(listing, row)])
    ]
    return sorted(found, key=lambda one: (-one.score, one.name, one.id))[:MOST]


def _likely(reasons: dict[int, list[tuple[int, str]]]) -> list[int]:
    """The best by what is known without their rows: three times as many as are shown."""
    points = {key: sum(score for score, _ in why) for key, why in reasons.items()}
    return sorted(points, key=lambda key: (-points[key], key))[: 3 * MOST]


def _reasons(session: Session, listing: Listing) -> dict[int, list[tuple[int, str]]]:
    """Organization → points and why, by profile and by open listings of its own."""
    codes = public_codes(listing, listing.organization.country)
    sectors = sorted(code for facet, code in codes if facet == "sector")
    routes = sorted(code for facet, code in codes if facet == "technology")
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for code in sectors:
        for key in session.scalars(_with_profile(code)):
            found[key].append(
                (_SECTOR, phrase("works in %(field)s", field=phrase(v.SECTORS.label(code))))
            )
    for facet, chosen, points, words in (
        ("technology", routes, _ROUTE, v.TECHNOLOGIES),
        ("sector", sectors, _SAME_SECTOR, v.SECTORS),
    ):
        for code in chosen:
            for key, number in session.execute(_with_listings(facet, code)):
                found[key].append((points, _listed(number, words.label(code))))
    for code in routes:
        said = _PHRASE.split(v.TECHNOLOGIES.label(code))[0]
        for key in session.scalars(_with_words(said)):
            why = phrase("speaks of “%(words)s” in its profile", words=said)
            found[key].append((_WORDS, why))
    return found


def _listed(number: int, field: str) -> str:
    return counted(
        "has an open listing in %(field)s",
        "has %(num)s open listings in %(field)s",
        number,
        field=phrase(field),
    )


def _with_profile(sector: str) -> Select[int]:
    """Sectors are a JSON array of codes, none of which holds a quotation mark."""
    profile = cast(Organization.sectors, String)
    return select(Organization.id).where(profile.contains(f'"{sector}"', autoescape=True))


def _with_words(said: str) -> Select[int]:
    return select(Organization.id).where(Organization.summary.icontains(said, autoescape=True))


def _with_listings(facet: str, code: str) -> Select[int, int]:
    return (
        select(_L.organization_id, func.count())
        .join(ListingCode, ListingCode.listing_id == _L.id)
        .where(
            ListingCode.facet == facet,
            ListingCode.code == code,
            _L.state == "published",
            _L.disclosure == "open",
        )
        .group_by(_L.organization_id)
    )


def _place(listing: Listing, organization: Organization) -> list[tuple[int, str]]:
    region = v.region_of(organization.country)
    if region and region == v.region_of(listing.organization.country):
        where = phrase(v.REGIONS.label(region))
        return [(_REGION, phrase("is in the same region, %(region)s", region=where))]
    return []


def _eligible(listing: Listing) -> Select[Organization]:
    represented = (
        select(Membership.organization_id)
        .join(User)
        .where(Membership.role == "representative", User.is_active)
    )
    proposed = (
        select(_L.organization_id)
        .join(Match, Match.counterpart_id == _L.id)
        .where(Match.listing_id == listing.id)
    )
    kept_from = select(hidden_from.c.organization_id).where(hidden_from.c.listing_id == listing.id)
    return select(Organization).where(
        Organization.id != listing.organization_id,
        Organization.type.not_in(("secretariat", "government")),
        Organization.id.in_(represented),
        Organization.id.not_in(proposed),
        Organization.id.not_in(kept_from),
    )


def _invited(session: Session, listing: Listing) -> dict[int, dt.datetime]:
    query = select(Invitation.organization_id, Invitation.at)
    rows = session.execute(query.where(Invitation.listing_id == listing.id))
    return {row[0]: row[1] for row in rows}


def _resting(session: Session, now: dt.datetime) -> set[int]:
    query = select(Invitation.organization_id).where(Invitation.at > now - PEACE)
    return set(session.scalars(query))


def invite(
    session: Session,
    actor: Actor,
    listing: Listing,
    reference: str,
    *,
    note: str,
    now: dt.datetime,
) -> Invitation:
    """Ask the organization's representatives to list what the listing lacks, and mark it.

    The mail says a kind and sectors; ``note`` stays with the secretariat. ``Conflict`` for who
    cannot be invited: not a member, invited already, or in the last thirty days.
    """
    require(actor, Permission.DESK_INVITE)
    if len(note.strip()) > NOTE_MAX:
        raise InvalidFields({"note": phrase("use at most %(most)s characters", most=NOTE_MAX)})
    if listing.state != "published":
        raise Conflict("This listing is not published any more.")
    query = _eligible(listing).where(Organization.reference == reference)
    organization = session.scalars(query).one_or_none()
    if organization is None:
        raise Conflict("This organization cannot be invited for this listing.")
    if organization.id in _invited(session, listing):
        raise Conflict(phrase("%(name)s is invited already.", name=organization.name))
    if organization.id in _resting(session, now):
        raise Conflict(
            phrase(
                "%(name)s was invited in the last %(days)s days.",
                name=organization.name,
                days=PEACE.days,
            )
        )
    row = Invitation(
        listing=listing,
        organization=organization,
        by_id=actor.user_id,
        at=now,
        note=note.strip(),
    )
    session.add(row)
    session.flush()
    _tell(session, actor, row, now)
    return row


def _tell(session: Session, actor: Actor, row: Invitation, now: dt.datetime) -> None:
    details = {"organization": row.organization.reference}
    audit.record(
        session,
        actor,
        "invitation.sent",
        "listing",
        row.listing.reference,
        now=now,
        details=details,
    )
    notices.to_invited(session, row, now=now)
