"""The clock of an introduction: reminders on days 7 and 12, the end on day 14."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy.orm import Session

from matchmaker.jobs.context import Context, Handler, Work
from matchmaker.policies.actor import Actor
from matchmaker.services import introductions, notices
from models import Introduction


def remind(session: Session, context: Context, works: Sequence[Work], _prepared: object) -> None:
    """Remind the parties that have not answered; nothing when the case has moved on.

    Nor when a worker that comes late would remind of an answer whose time is over.
    """
    introduction = session.get(Introduction, works[0].payload["introduction_id"])
    if introduction is None or introduction.state != "approved":
        return
    now = context.clock()
    if introduction.expires_at is not None and introduction.expires_at <= now:
        return
    introductions.log(session, Actor.worker(), introduction, "remind", now=now)
    for party in introduction.parties:
        if party.consent is None:
            notices.to_party(session, party, "introduction_reminder", now=now)


def expire(session: Session, context: Context, works: Sequence[Work], _prepared: object) -> None:
    """End an introduction that nobody answered in time."""
    introduction = session.get(Introduction, works[0].payload["introduction_id"])
    if introduction is not None:
        introductions.expire(session, introduction, now=context.clock())


REMIND: Final = Handler(remind)
EXPIRE: Final = Handler(expire)
