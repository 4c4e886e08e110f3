"""Messages after an introduction: the parties' own thread, which nobody else reads.

The secretariat sees that there was a message, in the audit log, and never what it says.
"""

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matchmaker.errors import InvalidFields, NotFound
from matchmaker.phrases import phrase
from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import require, visible
from matchmaker.services import audit, notices, notifications, stored_files
from matchmaker.services.listing_text import clean_text, too_long
from matchmaker.services.message_check import require_confirmed
from matchmaker.services.stored_files import CheckedFile
from models import Introduction, Membership, Message, MessageFile, MessageReading, User
from models.message import TEXT_MAX

PER_PAGE: Final = 50
#: Messages that one person sends within 24 hours, in all threads: more than anybody writes.
MOST_A_DAY: Final = 100
_DAY: Final = dt.timedelta(days=1)
_LARGEST_ID: Final = 2**63 - 1  # of SQLite; an address may ask for any number
#: Further messages of a thread are not told for so long to whoever has not read the first.
TOLD_AGAIN_AFTER: Final = dt.timedelta(days=1)
_TOLD: Final = "message_received"
_WRITERS: Final = ("contributor", "representative")


@dataclass(frozen=True, slots=True)
class Kept:
    """A checked file and the folder that it is kept in."""

    checked: CheckedFile
    folder: Path


@dataclass(frozen=True, slots=True)
class MessageView:
    """``author`` is empty when the person is not known any more."""

    reference: str
    organization: str
    author: str
    text: str
    at: dt.datetime
    mine: bool
    is_new: bool
    files: list[MessageFile]


@dataclass(frozen=True, slots=True)
class Thread:
    """The latest messages before ``before``, the oldest of them first; ``earlier`` leads on, and
    ``is_latest`` says that nothing comes after them.
    """

    messages: list[MessageView]
    earlier: int | None
    is_latest: bool
    last_id: int
    people: list[str]


def send(
    session: Session,
    actor: Actor,
    introduction: Introduction,
    text: str,
    *,
    form_key: str,
    now: dt.datetime,
    file: Kept | None = None,
    confirmed: str = "",
) -> Message:
    """Write to the other parties; ``InvalidFields`` on ``text``, also for more than ``MOST_A_DAY``.
    The same form again adds nothing.

    A text that seems to tell prices or output is ``InvalidFields`` on ``confirm`` unless
    ``confirmed`` is the digest of the hints (``message_check``) that its writer has seen.
    Everybody who may read the thread is told, but for the writer and those who have not read what
    they were told of today: a notice carries no text, so that a second one would say nothing new.
    """
    require(actor, Permission.MESSAGE_WRITE, introduction)
    text = clean_text(text)
    if not 0 < len(text) <= TEXT_MAX:
        raise InvalidFields({"text": too_long(text, TEXT_MAX) if text else "Write a message."})
    if held := _sent_with(session, introduction, form_key):
        return held
    _require_room(session, actor, now)
    require_confirmed(text, confirmed)
    message = Message(
        introduction=introduction,
        organization_id=own_side(actor, introduction),
        author_id=actor.user_id,
        text=text,
        at=now,
        form_key=form_key or new_form_key(),
    )
    if file is not None:
        stored_files.keep(file.folder, file.checked)
        message.files.append(MessageFile(**file.checked.columns(), created_at=now))
    session.add(message)
    session.flush()
    _tell(session, actor, message, now=now)
    audit.record(
        session,
        actor,
        "message.sent",
        "introduction",
        introduction.reference,
        now=now,
        details={"message": message.reference},
    )
    return message


def thread(
    session: Session, actor: Actor, introduction: Introduction, *, before: int | None = None
) -> Thread:
    """What the parties have written; ``NotPermitted`` for everybody else."""
    require(actor, Permission.MESSAGE_READ, introduction)
    query = select(Message).where(Message.introduction_id == introduction.id)
    if before is not None:
        query = query.where(Message.id < max(0, min(before, _LARGEST_ID)))
    rows = session.scalars(query.order_by(Message.id.desc()).limit(PER_PAGE + 1)).all()
    shown = list(reversed(rows[:PER_PAGE]))
    seen = read_until(session, actor, introduction)
    return Thread(
        [_view(actor, row, seen) for row in shown],
        shown[0].id if len(rows) > PER_PAGE else None,
        before is None,
        shown[-1].id if shown else 0,
        _people(session, introduction),
    )


def find_file(session: Session, actor: Actor, reference: str) -> MessageFile:
    """A file of a thread that the actor may read; ``NotFound`` otherwise."""
    threads = visible(select(Introduction.id), actor, Permission.MESSAGE_READ)
    query = (
        select(MessageFile)
        .join(Message)
        .where(MessageFile.reference == reference, Message.introduction_id.in_(threads))
    )
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound("There is no such file, or it is not for you to see.")
    return found


def read_until(session: Session, actor: Actor, introduction: Introduction) -> int:
    """The id of the last message that the person has seen, 0 for none."""
    held = session.get(MessageReading, (introduction.id, actor.user_id))
    return held.last_id if held else 0


def mark_read(
    session: Session, actor: Actor, introduction_id: int, last_id: int, *, now: dt.datetime
) -> None:
    """Note that the person has seen the thread as far as ``last_id``; never back again."""
    notifications.read_about(session, actor, _TOLD, introduction_id, now=now)
    held = session.get(MessageReading, (introduction_id, actor.user_id))
    if held is None:
        held = MessageReading(introduction_id=introduction_id, user_id=actor.user_id, last_id=0)
        session.add(held)
    held.last_id = max(held.last_id, last_id)
    session.flush()


def count_new(session: Session, actor: Actor, introduction: Introduction) -> int:
    """How many messages of others the person has not seen."""
    query = select(func.count()).where(
        Message.introduction_id == introduction.id,
        Message.author_id.is_distinct_from(actor.user_id),
        Message.id > read_until(session, actor, introduction),
    )
    return session.scalar(query) or 0


def new_form_key() -> str:
    """What makes a form's second sending the same message."""
    return secrets.token_hex(16)


def own_side(actor: Actor, introduction: Introduction) -> int:
    """The organization for which the actor writes: the first party that is the actor's own."""
    own = actor.organizations_as(*_WRITERS)
    return next(p.organization_id for p in introduction.parties if p.organization_id in own)


def _sent_with(session: Session, introduction: Introduction, form_key: str) -> Message | None:
    query = select(Message).where(
        Message.introduction_id == introduction.id, Message.form_key == form_key
    )
    return session.scalars(query).one_or_none()


def _require_room(session: Session, actor: Actor, now: dt.datetime) -> None:
    """``InvalidFields`` on ``text`` for who has sent ``MOST_A_DAY`` messages in 24 hours."""
    query = select(func.count()).where(Message.author_id == actor.user_id, Message.at > now - _DAY)
    if (session.scalar(query) or 0) >= MOST_A_DAY:
        problem = phrase(
            "You have sent %(most)s messages in 24 hours. Keep your text and send it tomorrow.",
            most=MOST_A_DAY,
        )
        raise InvalidFields({"text": problem})


def _readers(session: Session, introduction: Introduction) -> Sequence[User]:
    """Every active person who writes for one of the parties."""
    parties = [party.organization_id for party in introduction.parties]
    query = (
        select(User)
        .join(Membership)
        .where(
            User.is_active, Membership.organization_id.in_(parties), Membership.role.in_(_WRITERS)
        )
        .distinct()
        .order_by(User.id)
    )
    return session.scalars(query).all()


def _people(session: Session, introduction: Introduction) -> list[str]:
    return [user.name for user in _readers(session, introduction)]


def _tell(session: Session, actor: Actor, message: Message, *, now: dt.datetime) -> None:
    thread, since = message.introduction_id, now - TOLD_AGAIN_AFTER
    ids = {"introduction_id": thread, "message_id": message.id}
    for user in _readers(session, message.introduction):
        waits = notifications.waits_about(session, user.id, _TOLD, thread, since=since)
        if user.id != actor.user_id and not waits:
            notices.to_user(session, user.id, _TOLD, ids, now=now)


def _view(actor: Actor, row: Message, seen: int) -> MessageView:
    mine = row.author_id == actor.user_id
    return MessageView(
        reference=row.reference,
        organization=row.organization.name,
        author=row.author.name if row.author else "",
        text=row.text,
        at=row.at,
        mine=mine,
        is_new=not mine and row.id > seen,
        files=row.files,
    )
