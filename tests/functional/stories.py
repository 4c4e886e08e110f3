"""What the stories share: the cast in the database, and its mails as the worker sends them."""

from dataclasses import dataclass, field

from flask import Flask

from matchmaker.jobs import check_ins, digest, mail, members, wording
from matchmaker.jobs import introductions as introduction_jobs
from matchmaker.jobs import questions as question_jobs
from matchmaker.jobs.context import Context, Enclosure
from matchmaker.jobs.worker import Worker
from matchmaker.services.matching_engine import MatchingEngine
from models.session import Sessions


@dataclass
class MemoryMailer:
    """Keeps what it is given: recipient → subjects and texts, in order, and what came with them."""

    sent: list[tuple[str, str, str]] = field(default_factory=list)
    enclosed: list[tuple[str, Enclosure]] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)

    def send(self, message_id, to, subject, body, enclosures=(), unsubscribe=""):
        self.links.append((to, unsubscribe))
        self.sent.append((to, subject, body))
        self.enclosed += [(to, file) for file in enclosures]

    def to(self, user):
        return [f"{subject}\n{body}" for to, subject, body in self.sent if to == user.email]


class PostOffice:
    """Delivers every mail that is due at the story's time."""

    def __init__(self, app: Flask, sessions: Sessions, now) -> None:
        self.start = self.now = now
        self.mailer = MemoryMailer()
        context = Context(
            clock=lambda: self.now,
            mailer=self.mailer,
            render=wording.render,
            base_url="https://matchmaker.example",
            engine=MatchingEngine(None),
            encoder=None,
            link_key=app.config["SECRET_KEY"],
        )
        handlers = {
            "send_mail": mail.HANDLER,
            "invite_member": members.INVITE,
            "weekly_digests": digest.WEEKLY,
            "send_digest": digest.SEND,
            "remind_introduction": introduction_jobs.REMIND,
            "expire_introduction": introduction_jobs.EXPIRE,
            "ask_check_in": check_ins.ASK,
            "expire_question": question_jobs.EXPIRE,
        }
        self._worker = Worker(sessions, context, handlers)

    def deliver(self) -> MemoryMailer:
        """Send what is due; what was sent before stays in the mailer."""
        self._worker.drain()
        return self.mailer
