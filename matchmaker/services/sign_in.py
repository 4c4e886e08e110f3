"""Signing in and out: counted tries, and sessions that are rows, so that ending one ends it."""

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, object_session

from matchmaker.errors import NotPermitted
from matchmaker.policies.actor import STAFF_READERS, STAFF_ROLES, Actor, Role
from matchmaker.services import audit
from matchmaker.services.released import listings_closed_to, listings_opened_to
from matchmaker.services.users import password_fits
from models import DeclaredInterest, Membership, Organization, SignInFailure, User, UserSession
from models.time_zones import sole_zone

ACCOUNT_LIMIT, ACCOUNT_WINDOW = 5, dt.timedelta(minutes=15)
ADDRESS_LIMIT, ADDRESS_WINDOW = 10, dt.timedelta(minutes=5)
STAFF_IDLE, STAFF_AGE = dt.timedelta(minutes=30), dt.timedelta(hours=12)
MEMBER_IDLE, MEMBER_AGE = dt.timedelta(hours=12), dt.timedelta(days=14)
#: ``last_seen_at`` is written at most this often, so that reading stays reading.
SEEN_EVERY = dt.timedelta(minutes=1)


#: Asked with every page: plain columns, one row for each role, built once.
_BY_TOKEN: Final = (
    select(
        UserSession.id.label("session_id"),
        UserSession.created_at,
        UserSession.last_seen_at,
        User.id.label("user_id"),
        User.name,
        User.email,
        User.is_active,
        User.language,
        User.time_zone,
        Membership.organization_id,
        Membership.role,
        Organization.name.label("organization"),
        Organization.type,
        Organization.country,
    )
    .join(User, User.id == UserSession.user_id)
    .outerjoin(Membership, Membership.user_id == User.id)
    .outerjoin(Organization, Organization.id == Membership.organization_id)
    .where(UserSession.token_hash == bindparam("token_hash"))
    .order_by(Membership.id)
)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """An actor with the session that speaks for it.

    ``time_zone`` is the one that was chosen, else that of the country; empty where it has several.
    """

    actor: Actor
    session_id: int
    seen_is_due: bool
    language: str
    time_zone: str


def authenticate(
    session: Session, email: str, password: str, *, address: str, now: dt.datetime
) -> User | None:
    """The user, or ``None``; ``NotPermitted`` after too many wrong tries.

    A refused try is written here, so the caller commits also when ``None`` comes back.
    """
    email = email.strip().lower()[:254]
    if _too_many(session, email, address, now):
        raise NotPermitted("Too many attempts. Please wait 15 minutes and try again.")
    user = session.scalar(select(User).where(User.email == email))
    if password_fits(user, password) and user is not None and _may_enter(user):
        session.execute(delete(SignInFailure).where(SignInFailure.email == email))
        return user
    session.add(SignInFailure(email=email, address=address[:45], at=now))
    session.flush()
    return None


def _may_enter(user: User) -> bool:
    """Who belongs to no organization any more is nobody here."""
    return user.is_active and bool(user.memberships)


def _too_many(session: Session, email: str, address: str, now: dt.datetime) -> bool:
    def failures(column: InstrumentedAttribute[str], value: str, window: dt.timedelta) -> int:
        query = select(func.count()).select_from(SignInFailure)
        count = session.scalar(query.where(column == value, SignInFailure.at > now - window))
        return count or 0

    return (
        failures(SignInFailure.email, email, ACCOUNT_WINDOW) >= ACCOUNT_LIMIT
        or failures(SignInFailure.address, address[:45], ADDRESS_WINDOW) >= ADDRESS_LIMIT
    )


def open_session(session: Session, user: User, *, now: dt.datetime) -> str:
    """A new session for the user; the token is for the cookie and is stored nowhere."""
    token = secrets.token_urlsafe(32)
    session.add(
        UserSession(token_hash=_hash(token), user_id=user.id, created_at=now, last_seen_at=now)
    )
    audit.record(session, actor_of(user), "user.signed_in", "user", f"user:{user.id}", now=now)
    return token


def close_session(session: Session, token: str) -> None:
    """Sign out: the token opens nothing any more."""
    session.execute(delete(UserSession).where(UserSession.token_hash == _hash(token)))


def close_others(session: Session, user_id: int, session_id: int) -> int:
    """End every other session of the user; returns how many."""
    query = delete(UserSession).where(UserSession.user_id == user_id, UserSession.id != session_id)
    return len(session.scalars(query.returning(UserSession.id)).all())


def recognise(session: Session, token: str, *, now: dt.datetime) -> SignedIn | None:
    """Who the token speaks for; ``None`` when it is unknown, too old, idle or disabled."""
    rows = session.execute(_BY_TOKEN, {"token_hash": _hash(token)}).all()
    if not rows or not rows[0].is_active:
        return None
    first = rows[0]
    roles = tuple(
        Role(row.organization_id, row.organization, row.type, row.role) for row in rows if row.role
    )
    if not roles:  # the last membership was ended
        return None
    actor = Actor(
        "user",
        first.user_id,
        first.name,
        first.email,
        roles,
        introduced=listings_opened_to(session, roles),
    )
    if actor.has("officer", "approver"):
        actor = replace(actor, interests=_interests(session, first.user_id))
    if actor.has(*STAFF_READERS):
        across = listings_closed_to(session, roles, actor.interests)
        actor = replace(actor, across=across)
    staff = actor.has(*STAFF_ROLES)
    idle, age = (STAFF_IDLE, STAFF_AGE) if staff else (MEMBER_IDLE, MEMBER_AGE)
    if now - first.last_seen_at > idle or now - first.created_at > age:
        return None
    seen_is_due = now - first.last_seen_at > SEEN_EVERY
    zone = first.time_zone or sole_zone(row.country for row in rows)
    return SignedIn(actor, first.session_id, seen_is_due, first.language, zone)


def _interests(session: Session, user_id: int) -> frozenset[int]:
    """The organizations in which the user has declared an own interest that still stands."""
    query = select(DeclaredInterest.organization_id).where(
        DeclaredInterest.user_id == user_id, DeclaredInterest.ended_at.is_(None)
    )
    return frozenset(session.scalars(query))


def mark_seen(session: Session, session_id: int, *, now: dt.datetime) -> None:
    """Note that the session is in use."""
    row = session.get(UserSession, session_id)
    if row is not None:
        row.last_seen_at = now


def actor_of(user: User) -> Actor:
    """The user as an actor, with every role that the memberships give.

    Of a user without a session no introduction is known: the actor sees less, never more.
    """
    roles = tuple(
        Role(m.organization_id, m.organization.name, m.organization.type, m.role)
        for m in sorted(user.memberships, key=lambda m: m.id)
    )
    interests = frozenset(i.organization_id for i in user.interests if i.ended_at is None)
    session = object_session(user)
    introduced = listings_opened_to(session, roles) if session else frozenset()
    actor = Actor("user", user.id, user.name, user.email, roles, interests, introduced)
    if session is None or not actor.has(*STAFF_READERS):
        return actor
    return replace(actor, across=listings_closed_to(session, roles, interests))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
