"""An introduction of the cast, brought to where a fault is to strike."""

from collections import Counter

from sqlalchemy import select

from matchmaker.services import introduction_requests, introductions
from matchmaker.services.introduction_requests import Request
from matchmaker.services.sign_in import actor_of
from models import Introduction, Job, Listing, User
from models.session import Sessions
from tests.factories.cast import TICKED, Cast
from tests.factories.listings import NOW


def request(sessions: Sessions, cast: Cast) -> int:
    """The id of a new request of the cast's two listings."""
    with sessions.writing() as session:
        made = introduction_requests.request(
            session,
            actor_of(session.get_one(User, cast.asker.id)),
            session.get_one(Listing, cast.need.id),
            session.get_one(Listing, cast.offer.id),
            Request(("licence",), "", "A steelworks."),
            now=NOW,
        )
        return made.id


def approve(sessions: Sessions, cast: Cast, introduction_id: int) -> None:
    with sessions.writing() as session:
        officer = actor_of(session.get_one(User, cast.officer.id))
        introduction = session.get_one(Introduction, introduction_id)
        introductions.decide(session, officer, introduction, "approve", checklist=TICKED, now=NOW)


def reference(sessions: Sessions, introduction_id: int) -> str:
    with sessions.reading() as session:
        return session.get_one(Introduction, introduction_id).reference


def mails(sessions: Sessions) -> Counter[tuple[str, int]]:
    """How many mail jobs there are of each template for each person."""
    with sessions.reading() as session:
        jobs = session.scalars(select(Job).where(Job.kind == "send_mail"))
        return Counter((job.payload["template"], job.payload["user_id"]) for job in jobs)
