"""Who belongs to an organization: inviting colleagues, their roles, ending a membership.

Whether an address belongs to a user already is told to nobody but its owner: an invitation looks
and takes the same, shows what was typed and no more, and becomes a membership when whoever reads
that mailbox accepts it. An organization always keeps an active representative.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from matchmaker.errors import Conflict, InvalidFields, NotFound
from matchmaker.phrases import phrase
from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import require
from matchmaker.services import audit, job_queue
from models import (
    ApiToken,
    AuditEvent,
    MemberInvitation,
    Membership,
    Organization,
    User,
    UserSession,
)

ROLES: Final = ("contributor", "representative")
NAME_MAX: Final = 120
MOST_OPEN: Final = 20
#: Of one person, however many are taken back: each is a mail to an address outside.
MOST_A_DAY: Final = 30
_LAST: Final = "An organization needs a representative. Make somebody else one first."


@dataclass(frozen=True, slots=True)
class Member:
    """``role`` is the higher one of those that a representative gives; others are kept."""

    user_id: int
    name: str
    email: str
    role: str
    is_active: bool
    is_actor: bool
    is_last: bool  # the only active representative: stays until there is another


def members(session: Session, actor: Actor, organization: Organization) -> list[Member]:
    """Contributors and representatives, by name."""
    require(actor, Permission.ORGANIZATION_MEMBERS, organization)
    roles: dict[User, set[str]] = {}
    query = (
        select(User, Membership.role)
        .join(Membership)
        .where(Membership.organization_id == organization.id, Membership.role.in_(ROLES))
        .order_by(User.name, User.id)
    )
    for user, role in session.execute(query):
        roles.setdefault(user, set()).add(role)
    heads = [user for user, held in roles.items() if user.is_active and "representative" in held]
    return [
        Member(
            user.id,
            user.name,
            user.email,
            "representative" if "representative" in held else "contributor",
            user.is_active,
            user.id == actor.user_id,
            heads == [user],
        )
        for user, held in roles.items()
    ]


def invitations(
    session: Session, actor: Actor, organization: Organization
) -> Sequence[MemberInvitation]:
    """Those that nobody has accepted yet, the latest first."""
    require(actor, Permission.ORGANIZATION_MEMBERS, organization)
    query = select(MemberInvitation).where(MemberInvitation.organization_id == organization.id)
    return session.scalars(query.order_by(MemberInvitation.id.desc())).all()


def invite(
    session: Session,
    actor: Actor,
    organization: Organization,
    *,
    email: str,
    name: str,
    role: str,
    now: dt.datetime,
) -> MemberInvitation:
    """Ask a colleague to join; the link goes by mail to that address alone.

    Inviting an address again replaces the invitation, and makes the old link void.
    """
    require(actor, Permission.ORGANIZATION_MEMBERS, organization)
    address, name = _checked(email, name, role), name.strip()
    user = session.scalar(select(User).where(User.email == address))
    if user is None:
        user = User(email=address, name=name, created_at=now)
        session.add(user)
        session.flush()
    elif _roles_of(session, organization, user.id):
        raise InvalidFields({"email": "belongs to a member of your organization already"})
    _drop(session, organization, user)
    if len(invitations(session, actor, organization)) >= MOST_OPEN:
        raise Conflict(
            phrase("%(most_open)s invitations are open. Take one back first.", most_open=MOST_OPEN)
        )
    if _sent_today(session, actor, now) >= MOST_A_DAY:
        raise Conflict(
            phrase("You have sent %(most)s invitations today. Go on tomorrow.", most=MOST_A_DAY)
        )
    row = MemberInvitation(
        organization=organization, user=user, email=address, name=name, role=role, sent_at=now
    )
    session.add(row)
    session.flush()
    ids = {"member_invitation_id": row.id}
    job_queue.enqueue(session, "invite_member", payload=ids, now=now)
    _log(session, actor, organization, user.id, "member.invited", now, role=role)
    return row


def take_back(
    session: Session, actor: Actor, organization: Organization, reference: str, *, now: dt.datetime
) -> None:
    """The link opens nothing any more; somebody who never joined anything is forgotten."""
    require(actor, Permission.ORGANIZATION_MEMBERS, organization)
    query = select(MemberInvitation).where(MemberInvitation.organization_id == organization.id)
    row = session.scalar(query.where(MemberInvitation.reference == reference))
    if row is None:
        raise NotFound("There is no such invitation, or it is not yours.")
    user = row.user
    _log(session, actor, organization, user.id, "member.invitation_ended", now)
    session.delete(row)
    session.flush()
    if not (user.password_hash or user.memberships or _is_invited(session, user)):
        session.delete(user)
        session.flush()


def accept(session: Session, invitation: MemberInvitation, *, now: dt.datetime) -> User:
    """Whoever holds the link joins with the role that was offered; the link is used up."""
    user, organization, role = invitation.user, invitation.organization, invitation.role
    if not user.password_hash:  # another organization may have typed another name before
        user.name = invitation.name
    if role not in _roles_of(session, organization, user.id):
        user.memberships.append(Membership(organization=organization, role=role))
    session.delete(invitation)
    session.flush()
    _log(session, Actor.anonymous(), organization, user.id, "member.joined", now, role=role)
    return user


def set_role(
    session: Session,
    actor: Actor,
    organization: Organization,
    user_id: int,
    role: str,
    *,
    now: dt.datetime,
) -> None:
    """Contributor or representative; ``Conflict`` for the last representative."""
    require(actor, Permission.ORGANIZATION_MEMBERS, organization)
    if role not in ROLES:
        raise InvalidFields({"role": "choose one from the list"})
    held = _roles_or_404(session, organization, user_id)
    if held == {role}:
        return
    if role != "representative":
        _keep_one(session, organization, user_id)
    _end_roles(session, organization, user_id)
    session.get_one(User, user_id).memberships.append(
        Membership(organization=organization, role=role)
    )
    _log(session, actor, organization, user_id, "member.role_set", now, role=role)


def end(
    session: Session, actor: Actor, organization: Organization, user_id: int, *, now: dt.datetime
) -> None:
    """The person belongs here no more, at once; ``Conflict`` for the last representative.

    Who belongs nowhere any more is signed out everywhere, and cannot sign in (``sign_in``).
    """
    require(actor, Permission.ORGANIZATION_MEMBERS, organization)
    _roles_or_404(session, organization, user_id)
    _keep_one(session, organization, user_id)
    _end_roles(session, organization, user_id)
    user = session.get_one(User, user_id)
    if not user.memberships:
        session.execute(delete(UserSession).where(UserSession.user_id == user_id))
        session.execute(delete(ApiToken).where(ApiToken.user_id == user_id))
    _log(session, actor, organization, user_id, "member.ended", now)


def _keep_one(session: Session, organization: Organization, without: int) -> None:
    query = (
        select(func.count())
        .select_from(Membership)
        .join(User)
        .where(
            Membership.organization_id == organization.id,
            Membership.role == "representative",
            User.is_active,
            User.id != without,
        )
    )
    if not session.scalar(query):
        raise Conflict(_LAST)


def _roles_of(session: Session, organization: Organization, user_id: int) -> set[str]:
    query = select(Membership.role).where(
        Membership.organization_id == organization.id,
        Membership.user_id == user_id,
        Membership.role.in_(ROLES),
    )
    return set(session.scalars(query))


def _roles_or_404(session: Session, organization: Organization, user_id: int) -> set[str]:
    held = _roles_of(session, organization, user_id)
    if not held:
        raise NotFound("There is no such member in your organization.")
    return held


def _end_roles(session: Session, organization: Organization, user_id: int) -> None:
    user = session.get_one(User, user_id)
    user.memberships = [
        m for m in user.memberships if m.organization_id != organization.id or m.role not in ROLES
    ]
    session.flush()


def _drop(session: Session, organization: Organization, user: User) -> None:
    session.execute(
        delete(MemberInvitation).where(
            MemberInvitation.organization_id == organization.id,
            MemberInvitation.user_id == user.id,
        )
    )


def _is_invited(session: Session, user: User) -> bool:
    query = select(MemberInvitation.id).where(MemberInvitation.user_id == user.id)
    return session.scalar(query.limit(1)) is not None


def _checked(email: str, name: str, role: str) -> str:
    """The address as it is stored; the same words whatever is known of it."""
    problems: dict[str, str] = {}
    address = ""
    try:
        found = validate_email(email.strip(), check_deliverability=False, test_environment=True)
        address = found.normalized.lower()
    except EmailNotValidError:
        problems["email"] = "give an address such as name@example.org"
    if not 0 < len(name.strip()) <= NAME_MAX or not name.strip().isprintable():
        problems["name"] = f"give a name of at most {NAME_MAX} characters"
    if role not in ROLES:
        problems["role"] = "choose one from the list"
    if problems:
        raise InvalidFields(problems)
    return address


def _sent_today(session: Session, actor: Actor, now: dt.datetime) -> int:
    """Counted in the audit log, which also knows those that were taken back."""
    sent = select(func.count()).where(
        AuditEvent.actor == actor.name_in_log,
        AuditEvent.action == "member.invited",
        AuditEvent.at > now - dt.timedelta(days=1),
    )
    return session.scalar(sent) or 0


def _log(
    session: Session,
    actor: Actor,
    organization: Organization,
    user_id: int,
    action: str,
    now: dt.datetime,
    **details: object,
) -> None:
    told = {"organization": organization.reference, **details}
    audit.record(session, actor, action, "user", f"user:{user_id}", now=now, details=told)
