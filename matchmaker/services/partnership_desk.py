"""The secretariat keeps the partnerships: founds them, changes them, says who belongs."""

import datetime as dt
import re
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.errors import Conflict, InvalidFields
from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import require
from matchmaker.services import audit
from models import Organization, Partnership, PartnershipMember
from models import vocabulary as v

NAME_MAX = 200
SUMMARY_MAX = 2_000
WEBSITE_MAX = 300
_HTTPS = re.compile(r"https://[^\s/]+\.[^\s/]+(/\S*)?")


@dataclass(frozen=True, slots=True)
class Profile:
    """What the form of a partnership holds. ``members`` are references of organizations."""

    name: str
    summary: str = ""
    website: str = ""
    countries: tuple[str, ...] = ()
    began_on: dt.date | None = None
    members: tuple[str, ...] = ()


def candidates(session: Session) -> list[Organization]:
    """Whoever can be a member, by country and name."""
    query = select(Organization).where(Organization.type != "secretariat")
    return list(session.scalars(query.order_by(Organization.country, Organization.name)))


def found(session: Session, actor: Actor, profile: Profile, *, now: dt.datetime) -> Partnership:
    """A new partnership with its first members."""
    require(actor, Permission.PARTNERSHIP_EDIT)
    problems = _problems(profile)
    if not profile.name.strip():
        problems["name"] = "is required"
    elif len(profile.name) > NAME_MAX:
        problems["name"] = f"must have at most {NAME_MAX} characters"
    elif session.scalar(select(Partnership).where(Partnership.name == profile.name.strip())):
        problems["name"] = "is taken by another partnership"
    if problems:
        raise InvalidFields(problems)
    partnership = Partnership(name=profile.name.strip(), created_at=now)
    session.add(partnership)
    _write(session, actor, partnership, profile, "founded", now)
    return partnership


def change(
    session: Session,
    actor: Actor,
    partnership: Partnership,
    profile: Profile,
    *,
    version: int | None,
    now: dt.datetime,
) -> None:
    """Everything but the name, which listings refer to."""
    require(actor, Permission.PARTNERSHIP_EDIT)
    if version is not None and version != partnership.version:
        raise Conflict("Somebody else changed this partnership while you were writing.")
    if problems := _problems(profile):
        raise InvalidFields(problems)
    _write(session, actor, partnership, profile, "changed", now)


def _write(
    session: Session,
    actor: Actor,
    partnership: Partnership,
    profile: Profile,
    step: str,
    now: dt.datetime,
) -> None:
    partnership.summary = profile.summary.strip()
    partnership.website = profile.website.strip()
    partnership.countries = list(profile.countries)
    partnership.began_on = profile.began_on
    joined, left = _set_members(session, partnership, profile.members, now)
    session.flush()
    details = {"joined": joined, "left": left}
    subject = ("partnership", partnership.reference)
    audit.record(session, actor, f"partnership.{step}", *subject, now=now, details=details)


def _set_members(
    session: Session, partnership: Partnership, wanted: Collection[str], now: dt.datetime
) -> tuple[list[str], list[str]]:
    """The references of those who joined, and of those who left."""
    query = select(Organization).where(Organization.reference.in_(wanted))
    after = {row.reference: row for row in session.scalars(query)}
    before = {m.organization.reference: m for m in partnership.members}
    joined, left = sorted(after.keys() - before), sorted(before.keys() - after)
    for reference in left:
        partnership.members.remove(before[reference])
    partnership.members += [
        PartnershipMember(organization=after[reference], joined_at=now) for reference in joined
    ]
    return joined, left


def _problems(profile: Profile) -> dict[str, str]:
    problems = {}
    if len(profile.summary) > SUMMARY_MAX:
        problems["summary"] = f"must have at most {SUMMARY_MAX} characters"
    if profile.website and (
        len(profile.website) > WEBSITE_MAX or not _HTTPS.fullmatch(profile.website.strip())
    ):
        problems["website"] = "must be an address that begins with https://"
    if unknown := v.COUNTRIES.unknown(profile.countries):
        problems["countries"] = f"unknown country {unknown[0]}"
    return problems
