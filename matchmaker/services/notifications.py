"""What a person was told: read on the site, marked as read, gathered for the weekly mail."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from matchmaker.policies.actor import Actor
from matchmaker.services import notice_values
from matchmaker.services.notice_kinds import NOTICES
from models import Digest, Notification

PER_PAGE: Final = 20
KEPT_FOR: Final = dt.timedelta(days=365)
#: Template and values to text; its first line is the title.
Render = Callable[..., str]


@dataclass(frozen=True, slots=True)
class Item:
    """``title`` and ``path`` are empty when the reader may not see any more what it was about.

    ``about`` is the title of the listing that it concerns, in that listing's ``language``.
    """

    reference: str
    kind: str
    title: str
    about: str
    language: str
    path: str
    at: dt.datetime
    is_read: bool


@dataclass(frozen=True, slots=True)
class Page:
    items: list[Item]
    total: int
    unread: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Wording:
    """How titles are made: the template engine, and the key that signs links in texts."""

    render: Render
    link_key: str
    base_url: str = ""


def page(
    session: Session, actor: Actor, wording: Wording, *, unread_only: bool = False, number: int = 1
) -> Page:
    """The person's own notifications, the latest first."""
    unread = count_unread(session, actor)
    of_all = select(func.count()).where(Notification.user_id == actor.user_id)
    total = unread if unread_only else session.scalar(of_all) or 0
    pages = max(1, -(-total // PER_PAGE))
    number = min(max(1, number), pages)
    query = _own(actor).order_by(Notification.id.desc())
    if unread_only:
        query = query.where(Notification.read_at.is_(None))
    rows = session.scalars(query.limit(PER_PAGE).offset((number - 1) * PER_PAGE))
    return Page(items(session, actor, rows, wording), total, unread, number, pages)


def count_unread(session: Session, actor: Actor) -> int:
    """How many the person has not read."""
    query = select(func.count()).where(
        Notification.user_id == actor.user_id, Notification.read_at.is_(None)
    )
    return session.scalar(query) or 0


def items(
    session: Session, actor: Actor, rows: Iterable[Notification], wording: Wording
) -> list[Item]:
    """``rows`` in the words that their reader may read today."""
    return [_item(session, actor, row, wording) for row in rows]


def open_one(session: Session, actor: Actor, reference: str, *, now: dt.datetime) -> str | None:
    """Mark one as read and say where it leads: nowhere when that is closed by now. ``None`` for
    one that is not the actor's."""
    row = session.scalars(_own(actor).where(Notification.reference == reference)).one_or_none()
    if row is None:
        return None
    row.read_at = row.read_at or now
    session.flush()
    if not notice_values.may_read(session, actor, row.payload):
        return ""
    given = notice_values.values(session, actor, row.payload, link_key="-")
    return NOTICES[row.template].path.format_map(given)


def read_all(session: Session, actor: Actor, *, now: dt.datetime) -> int:
    """Mark everything as read; returns how many that were."""
    unread = (Notification.user_id == actor.user_id, Notification.read_at.is_(None))
    query = update(Notification).where(*unread).values(read_at=now).returning(Notification.id)
    return len(session.scalars(query).all())


def read_about(
    session: Session, actor: Actor, template: str, introduction_id: int, *, now: dt.datetime
) -> None:
    """What the person has just seen on the page itself need not be read once more."""
    about = Notification.payload["introduction_id"].as_integer() == introduction_id
    seen = (
        Notification.user_id == actor.user_id,
        Notification.read_at.is_(None),
        Notification.template == template,
        about,
    )
    session.execute(update(Notification).where(*seen).values(read_at=now))


def waits_about(
    session: Session, user_id: int, template: str, introduction_id: int, *, since: dt.datetime
) -> bool:
    """Whether the person was told of this after ``since``, and has not read it."""
    query = select(Notification.id).where(
        Notification.user_id == user_id,
        Notification.read_at.is_(None),
        Notification.template == template,
        Notification.created_at > since,
        Notification.payload["introduction_id"].as_integer() == introduction_id,
    )
    return session.scalar(query.limit(1)) is not None


def gather(session: Session, *, now: dt.datetime) -> list[Digest]:
    """A digest for everybody for whom something waits unread; each item is in one alone."""
    due = (
        Notification.mail == "weekly",
        Notification.mailed_at.is_(None),
        Notification.digest_id.is_(None),
        Notification.read_at.is_(None),
    )
    digests = []
    for user_id in session.scalars(select(Notification.user_id).where(*due).distinct()).all():
        digest = Digest(user_id=user_id, created_at=now)
        session.add(digest)
        session.flush()
        of_user = update(Notification).where(*due, Notification.user_id == user_id)
        session.execute(of_user.values(digest_id=digest.id))
        digests.append(digest)
    return digests


def due_of(session: Session, digest: Digest) -> Sequence[Notification]:
    """What of a digest is still wanted by mail and unread."""
    query = (
        select(Notification)
        .where(
            Notification.digest_id == digest.id,
            Notification.mail == "weekly",
            Notification.read_at.is_(None),
            Notification.mailed_at.is_(None),
        )
        .order_by(Notification.id)
    )
    return session.scalars(query).all()


def forget_old(session: Session, *, now: dt.datetime) -> None:
    """A year is enough; what happened is in the audit log."""
    session.execute(delete(Notification).where(Notification.created_at < now - KEPT_FOR))
    session.execute(delete(Digest).where(Digest.created_at < now - KEPT_FOR))


def _own(actor: Actor) -> Any:
    return select(Notification).where(Notification.user_id == actor.user_id)


def _item(session: Session, actor: Actor, row: Notification, wording: Wording) -> Item:
    title = about = language = path = ""
    if notice_values.may_read(session, actor, row.payload):
        given = notice_values.values(session, actor, row.payload, link_key=wording.link_key)
        text = wording.render(f"mail/{row.template}.txt", base_url=wording.base_url, **given)
        title = text.partition("\n")[0].strip()
        path = NOTICES[row.template].path.format_map(given)
        about, language = _about(row.kind, given)
    is_read = row.read_at is not None
    return Item(row.reference, row.kind, title, about, language, path, row.created_at, is_read)


def _about(kind: str, given: dict[str, Any]) -> tuple[str, str]:
    """Title and language of the listing; an invitation does not say which one it is."""
    if kind == "invitation":
        return "", ""
    if "introduction" in given:
        mine = [party.listing for party in given["introduction"].parties if party.me]
        return (mine[0].title, mine[0].language) if mine else ("", "")
    shared = given.get("share")
    listing = shared.theirs if shared else given.get("listing")
    return (listing.title, listing.language) if listing else ("", "")
