"""Who stands behind the pseudonyms of the log, for those who may know it.

A pseudonym is resolved while its user exists. Who decides on cases but also belongs to a member,
or has declared an own interest, reads members as members only: the log would tell them the names
that a case of theirs keeps closed.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from matchmaker.policies.actor import STAFF_ROLES, Actor
from models import Membership, Organization, User

_MOST: Final = 50
_PREFIX: Final = "user:"
_MACHINES: Final[Mapping[str, str]] = {
    "worker": "The system",
    "operator": "The operator",
    "anonymous": "Somebody",
}
FORMER: Final = "A former user"
MEMBER: Final = "A member"


def is_closed_to(reader: Actor) -> bool:
    """Whether the reader learns the names of the secretariat's people alone."""
    is_staff = reader.has("officer", "approver", "auditor")
    outside = any(role.organization_type != "secretariat" for role in reader.roles)
    return not is_staff or outside or bool(reader.interests)


def names(session: Session, reader: Actor, pseudonyms: Iterable[str]) -> dict[str, str]:
    """Pseudonym → what the reader may call it."""
    wanted = set(pseudonyms)
    ids = {number for each in wanted if (number := user_id(each)) is not None}
    known = {row[0]: row[1] for row in session.execute(_users(ids))}
    staff = _staff_among(session, ids) if is_closed_to(reader) else ids
    return {each: _name(each, known, staff) for each in wanted}


def user_id(pseudonym: str) -> int | None:
    """The number in ``user:12``; none for a machine."""
    number = pseudonym.removeprefix(_PREFIX)
    is_user = pseudonym.startswith(_PREFIX) and number.isascii() and number.isdigit()
    return int(number) if is_user and len(number) < 18 else None


def find(session: Session, reader: Actor, words: str) -> tuple[str, ...]:
    """The pseudonyms of whom the reader means: a pseudonym, an e-mail address, or a name."""
    words = words.strip()
    if words in _MACHINES:
        return (words,)
    number = user_id(words)
    if number is None:
        query = select(User.id).where(
            or_(User.email == words.lower(), func.lower(User.name) == words.lower())
        )
        ids = set(session.scalars(query.limit(_MOST)))
    else:
        ids = {number}
    return _pseudonyms(session, reader, ids)


def of_organization(session: Session, reader: Actor, words: str) -> tuple[str, ...]:
    """The pseudonyms of an organization's people, by its reference or its name."""
    words = words.strip()
    query = (
        select(Membership.user_id)
        .join(Organization)
        .where(
            or_(
                Organization.reference == words.upper(),
                func.lower(Organization.name) == words.lower(),
            )
        )
        .distinct()
        .limit(_MOST)
    )
    return _pseudonyms(session, reader, set(session.scalars(query)))


def staff(session: Session) -> list[str]:
    """The names of the secretariat's people, to choose from."""
    query = select(User.name).join(Membership).where(Membership.role.in_(STAFF_ROLES)).distinct()
    return sorted(session.scalars(query))


def _pseudonyms(session: Session, reader: Actor, ids: set[int]) -> tuple[str, ...]:
    if is_closed_to(reader):
        ids = _staff_among(session, ids)
    return tuple(f"{_PREFIX}{number}" for number in sorted(ids))


def _users(ids: set[int]) -> Select[int, str]:
    return select(User.id, User.name).where(User.id.in_(ids))


def _staff_among(session: Session, ids: set[int]) -> set[int]:
    query = select(Membership.user_id).where(
        Membership.user_id.in_(ids), Membership.role.in_(STAFF_ROLES)
    )
    return set(session.scalars(query))


def _name(pseudonym: str, known: Mapping[int, str], staff: set[int]) -> str:
    number = user_id(pseudonym)
    if number is None:
        return _MACHINES.get(pseudonym, pseudonym)
    if number not in known:
        return FORMER
    return known[number] if number in staff else MEMBER
