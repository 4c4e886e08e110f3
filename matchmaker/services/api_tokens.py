"""What a program signs in with: made once, shown once, recognised by its hash alone."""

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass
from typing import Final

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session, joinedload

from matchmaker.errors import Conflict, InvalidFields, NotFound
from matchmaker.phrases import phrase
from matchmaker.policies.actor import Actor
from matchmaker.services import audit
from matchmaker.services.sign_in import ADDRESS_LIMIT, ADDRESS_WINDOW, SEEN_EVERY, actor_of
from models import ApiToken, Membership, SignInFailure, User

#: Lets scanners of source code find a token that was checked in by mistake.
PREFIX: Final = "mm_"
NAME_MAX: Final = 80
DAYS_MAX: Final = 365
MOST: Final = 20  # tokens of one person
#: Wrong tokens of an address are counted apart from its wrong passwords.
_SCOPE: Final = "api "

#: Asked with every request, built once.
_BY_TOKEN: Final = (
    select(ApiToken)
    .where(ApiToken.token_hash == bindparam("token_hash"))
    .options(
        joinedload(ApiToken.user).selectinload(User.memberships).joinedload(Membership.organization)
    )
)


@dataclass(frozen=True, slots=True)
class Bearer:
    """The person for whom a token speaks, and the token's own facts."""

    actor: Actor
    token_id: int
    token_name: str
    expires_at: dt.datetime
    seen_is_due: bool


@dataclass(frozen=True, slots=True)
class TokenView:
    """One line of a person's tokens; the token itself is not known any more."""

    id: int
    name: str
    created_at: dt.datetime
    expires_at: dt.datetime
    last_used_at: dt.datetime | None
    expired: bool


def create(session: Session, actor: Actor, *, name: str, days: int, now: dt.datetime) -> str:
    """A new token of the actor, valid for ``days``: the text to show, which is stored nowhere."""
    name = name.strip()
    problems = {}
    if not (0 < len(name) <= NAME_MAX and name.isprintable()):
        problems["name"] = f"must have 1 to {NAME_MAX} characters in one line"
    if not 1 <= days <= DAYS_MAX:
        problems["days"] = f"must be 1 to {DAYS_MAX} days"
    if problems:
        raise InvalidFields(problems)
    held = select(func.count()).select_from(ApiToken).where(ApiToken.user_id == actor.user_id)
    if (session.scalar(held) or 0) >= MOST:
        raise Conflict(
            phrase("You have %(most)s tokens. Revoke one that is not in use first.", most=MOST)
        )
    token = PREFIX + secrets.token_urlsafe(32)
    expires = now + dt.timedelta(days=days)
    session.add(
        ApiToken(
            user_id=actor.user_id,
            name=name,
            token_hash=_hash(token),
            created_at=now,
            expires_at=expires,
        )
    )
    _record(session, actor, "api_token.created", {"expires": expires.date().isoformat()}, now=now)
    return token


def revoke(session: Session, actor: Actor, token_id: int, *, now: dt.datetime) -> None:
    """The token opens nothing any more; ``NotFound`` when the actor has none with this id."""
    query = select(ApiToken).where(ApiToken.user_id == actor.user_id)
    row = next((one for one in session.scalars(query) if one.id == token_id), None)
    if row is None:
        raise NotFound("There is no such token, or it is not yours.")
    session.delete(row)
    _record(session, actor, "api_token.revoked", {"token": row.id}, now=now)


def tokens_of(session: Session, actor: Actor, *, now: dt.datetime) -> list[TokenView]:
    """The actor's tokens, the newest first."""
    query = select(ApiToken).where(ApiToken.user_id == actor.user_id).order_by(ApiToken.id.desc())
    return [
        TokenView(
            row.id,
            row.name,
            row.created_at,
            row.expires_at,
            row.last_used_at,
            row.expires_at <= now,
        )
        for row in session.scalars(query)
    ]


def recognise(session: Session, token: str, *, now: dt.datetime) -> Bearer | None:
    """Who the token speaks for; ``None`` when it is unknown or expired, or its user disabled.

    It is found by its hash in an index, so that the time taken tells nothing of a token.
    """
    row = session.scalars(_BY_TOKEN, {"token_hash": _hash(token)}).one_or_none()
    if row is None or row.expires_at <= now or not row.user.is_active:
        return None
    if not row.user.memberships:
        return None
    is_due = row.last_used_at is None or now - row.last_used_at > SEEN_EVERY
    return Bearer(actor_of(row.user), row.id, row.name, row.expires_at, is_due)


def mark_used(session: Session, token_id: int, *, now: dt.datetime) -> None:
    """Note that the token is in use."""
    session.execute(update(ApiToken).where(ApiToken.id == token_id).values(last_used_at=now))


def is_slowed(session: Session, *, address: str, now: dt.datetime) -> bool:
    """Whether the address has sent too many wrong tokens lately; right ones are still taken."""
    query = (
        select(func.count())
        .select_from(SignInFailure)
        .where(SignInFailure.address == _scoped(address), SignInFailure.at > now - ADDRESS_WINDOW)
    )
    return (session.scalar(query) or 0) >= ADDRESS_LIMIT


def count_wrong(session: Session, *, address: str, now: dt.datetime) -> None:
    """Note that a wrong token came from the address."""
    session.add(SignInFailure(email="", address=_scoped(address), at=now))
    session.flush()


def _scoped(address: str) -> str:
    return f"{_SCOPE}{address}"[:45]


def _record(
    session: Session, actor: Actor, action: str, details: dict[str, object], *, now: dt.datetime
) -> None:
    """The name is the person's own words, so the log, which outlives the person, has none."""
    subject = f"user:{actor.user_id}"
    audit.record(session, actor, action, "user", subject, now=now, details=details)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
