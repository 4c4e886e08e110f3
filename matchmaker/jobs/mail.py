"""Mail: rendered when it is sent, from ids; kept in a folder, or handed to a mail server."""

import logging
import smtplib
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from sqlalchemy.orm import Session

from matchmaker.jobs import introduction_pack
from matchmaker.jobs.context import Context, Enclosure, Handler, Mailer, Work
from matchmaker.jobs.mail_message import compose
from matchmaker.services import notice_values, unsubscribing
from matchmaker.services.notice_kinds import NOTICES
from matchmaker.services.sign_in import actor_of
from models import Introduction, Notification, User

SMTP_TIMEOUT_SECONDS: Final = 20
_WITH_PACK: Final = "introduction_released"
log = logging.getLogger(__name__)


class OutboxMailer:
    """Writes each message to ``folder`` as ``<message id>.eml``; the same id again replaces it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(
        self,
        message_id: str,
        to: str,
        subject: str,
        body: str,
        enclosures: Sequence[Enclosure] = (),
        unsubscribe: str = "",
    ) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{message_id}.eml"
        partial = path.with_suffix(".part")
        message = compose(message_id, to, subject, body, enclosures, unsubscribe)
        partial.write_bytes(bytes(message))
        partial.replace(path)
        log.info("mail %s to %s: %s", message_id, to, subject)


class SmtpMailer:
    """Hands each message to a mail server; a repeated one has the same Message-ID."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host = parts.hostname or ""
        self._tls = parts.scheme == "smtps"
        self._port = parts.port or (465 if self._tls else 25)
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")

    def send(
        self,
        message_id: str,
        to: str,
        subject: str,
        body: str,
        enclosures: Sequence[Enclosure] = (),
        unsubscribe: str = "",
    ) -> None:
        connect = smtplib.SMTP_SSL if self._tls else smtplib.SMTP
        with connect(self._host, self._port, timeout=SMTP_TIMEOUT_SECONDS) as server:
            if self._user:
                server.login(self._user, self._password)
            message = compose(message_id, to, subject, body, enclosures, unsubscribe)
            server.send_message(message)
        log.info("mail %s to %s: %s", message_id, to, subject)


def make_mailer(url: str, data_dir: Path) -> Mailer:
    """The mailer that ``MATCHMAKER_MAIL_URL`` asks for."""
    if url.startswith("outbox:"):
        return OutboxMailer(data_dir / "outbox")
    return SmtpMailer(url)


def enclose(session: Session, context: Context, works: Sequence[Work]) -> Sequence[Enclosure]:
    """What goes with the mail: made of what its reader may see, while nobody waits for a lock."""
    payload = works[0].payload
    user = session.get(User, payload["user_id"])
    introduction = session.get(Introduction, payload.get("introduction_id", 0))
    if payload["template"] != _WITH_PACK or introduction is None:
        return ()
    if user is None or not user.is_active:
        return ()
    return introduction_pack.enclosures(
        session, context, actor_of(user), introduction, language=user.language
    )


def send(
    session: Session, context: Context, works: Sequence[Work], enclosures: Sequence[Enclosure]
) -> None:
    """One mail: the first line of the template is the subject, the rest the text.

    The reader's own view is rendered, so that a mail can say no more than the page. A notification
    that has been mailed is not mailed again, and one whose matter is closed to its reader by now –
    hidden, withdrawn, or of an organization that the reader has left – not at all.
    """
    payload = works[0].payload
    user = session.get(User, payload["user_id"])
    notice = session.get(Notification, payload.get("notification_id", 0))
    if user is None or not user.is_active or (notice and notice.mailed_at is not None):
        return
    if notice is not None:  # a mail that waited for longer than there are notifications has none
        notice.mailed_at = context.clock()
    template, actor = payload["template"], actor_of(user)
    if not notice_values.may_read(session, actor, payload):
        return
    given = notice_values.values(session, actor, payload, link_key=context.link_key)
    text = context.render(
        f"mail/{template}.txt", language=user.language, base_url=context.base_url, **given
    )
    subject, _, body = text.partition("\n")
    deliver(context, works[0], user, (subject, body), NOTICES[template].kind, enclosures)


def deliver(
    context: Context,
    work: Work,
    user: User,
    text: tuple[str, str],
    kind: str,
    enclosures: Sequence[Enclosure] = (),
) -> None:
    """``text`` is subject and body; below it stands how mails of this ``kind`` are ended."""
    subject, body = text
    token = unsubscribing.make(context.link_key, user.id, kind)
    ending = f"{context.base_url}/unsubscribe/{token}"
    footer = context.render(
        "mail/_footer.txt",
        language=user.language,
        base_url=context.base_url,
        kind=kind,
        unsubscribe=ending,
    )
    whole = f"{body.strip()}\n\n{footer.strip()}\n"
    context.mailer.send(f"job-{work.id}", user.email, subject.strip(), whole, enclosures, ending)


HANDLER: Final = Handler(send, enclose)
