"""People: adding them, their passwords, and the one-time link that sets the first one."""

import datetime as dt
import hashlib

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from email_validator import EmailNotValidError, validate_email
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from matchmaker.errors import InvalidFields, NotFound
from matchmaker.policies.actor import Actor
from matchmaker.services import audit
from models import ApiToken, Membership, Organization, User, UserSession
from models import vocabulary as v
from models.time_zones import sole_zone

PASSWORD_MIN = 15
PASSWORD_MAX = 200
LINK_VALID_FOR = dt.timedelta(days=7)
_STAFF = {"officer", "approver", "auditor", "administrator"}

#: argon2id, 64 MiB, three passes (RFC 9106's second recommended option, with less parallelism).
_hasher = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=2)
#: A hash with the same parameters, so that an unknown user takes as long to refuse.
_UNKNOWN = (
    "$argon2id$v=19$m=65536,t=3,p=2$ockD1t6PAD5kE4R/Z"
    "iQpng$j7j4MFFHnk7rmHM0tQiQXx+Z8sPt5zbV8MqpponVTwo"
)


def add(
    session: Session,
    actor: Actor,
    *,
    email: str,
    name: str,
    organization: Organization,
    role: str,
    now: dt.datetime,
    password: str | None = None,
    job_title: str = "",
) -> User:
    """A user with one role; an e-mail address that is known gets the further role."""
    address = _checked(email, name, organization, role)
    user = session.scalar(select(User).where(User.email == address))
    if user is None:
        user = User(email=address, name=name.strip(), job_title=job_title, created_at=now)
        session.add(user)
    session.flush()
    held = {(m.organization_id, m.role) for m in user.memberships}
    if (organization.id, role) not in held:
        user.memberships.append(Membership(organization=organization, role=role))
    if password is not None:
        user.password_hash = hash_password(password)
    session.flush()
    details = {"organization": organization.reference, "role": role}
    audit.record(session, actor, "user.added", "user", f"user:{user.id}", now=now, details=details)
    return user


def speak(session: Session, actor: Actor, language: str) -> None:
    """Keep the language of the interface and of mails; nothing to keep for an unknown reader."""
    if user := session.get(User, actor.user_id or 0):
        user.language = language


def zone_of_country(user: User) -> str:
    """The time zone of somebody who has chosen none; empty where the country has several."""
    return sole_zone(membership.organization.country for membership in user.memberships)


def hash_password(password: str) -> str:
    """argon2id; ``InvalidFields`` when the password is too short or too long."""
    if not PASSWORD_MIN <= len(password) <= PASSWORD_MAX:
        reason = f"must have {PASSWORD_MIN} to {PASSWORD_MAX} characters, not {len(password)}"
        raise InvalidFields({"password": reason})
    return _hasher.hash(password)


def password_fits(user: User | None, password: str) -> bool:
    """Whether the password is the user's; takes as long for an unknown user or an unset one."""
    stored = user.password_hash if user and user.password_hash else _UNKNOWN
    try:
        fits = _hasher.verify(stored, password[: PASSWORD_MAX + 1])
    except (VerificationError, InvalidHashError):
        return False
    return fits and stored is not _UNKNOWN


def set_password(
    session: Session, actor: Actor, user: User, password: str, *, now: dt.datetime
) -> None:
    """A new password ends every session and every API token of the user."""
    user.password_hash = hash_password(password)
    session.execute(delete(UserSession).where(UserSession.user_id == user.id))
    session.execute(delete(ApiToken).where(ApiToken.user_id == user.id))
    audit.record(session, actor, "user.password_set", "user", f"user:{user.id}", now=now)


def password_token(user: User, secret_key: str) -> str:
    """A signed token that sets the password once: it is void when the password has changed."""
    return _serializer(secret_key).dumps([user.id, _fingerprint(user)])


def user_for_token(session: Session, token: str, secret_key: str) -> User:
    """The user of a token that still holds; ``NotFound`` for any other."""
    try:
        user_id, fingerprint = _serializer(secret_key).loads(
            token, max_age=int(LINK_VALID_FOR.total_seconds())
        )
    except (BadSignature, ValueError, TypeError) as error:
        raise NotFound("This link is no longer valid.") from error
    user = session.get(User, user_id)
    if user is None or not user.is_active or _fingerprint(user) != fingerprint:
        raise NotFound("This link is no longer valid.")
    return user


def _fingerprint(user: User) -> str:
    return hashlib.sha256(user.password_hash.encode()).hexdigest()[:16]


def _serializer(secret_key: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret_key, salt="set-password")


def _checked(email: str, name: str, organization: Organization, role: str) -> str:
    problems: dict[str, str] = {}
    try:
        address = validate_email(email, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        problems["email"] = str(error)
    if not 0 < len(name.strip()) <= 120:
        problems["name"] = "must have 1 to 120 characters"
    if role not in v.ROLES:
        problems["role"] = f'must be one of {", ".join(v.ROLES)}, not "{role}"'
    elif (role in _STAFF) != (organization.type == "secretariat"):
        problems["role"] = f"{role} does not belong to an organization of this type"
    if problems:
        raise InvalidFields(problems)
    return address.normalized.lower()
