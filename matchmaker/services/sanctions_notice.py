"""Officers are told that possible matches wait: once a day, as long as any waits."""

import datetime as dt
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.services import notices
from models import Notification, SanctionsHit

_TEMPLATE: Final = "sanctions_open"


def tell_officers(session: Session, *, now: dt.datetime) -> None:
    """One notice to each officer when hits are open and none has been told today (UTC).

    What was told is read from the notifications, which are there however they reach their reader.
    The notice names nobody: an officer may belong to a party.
    """
    is_waiting = select(SanctionsHit.id).where(SanctionsHit.state == "open").limit(1)
    if session.scalar(is_waiting) is None:
        return
    day = now.date().toordinal()
    told = select(Notification.id).where(
        Notification.template == _TEMPLATE,
        Notification.payload["day"].as_integer() == day,
    )
    if session.scalar(told.limit(1)) is None:
        notices.to_officers(session, _TEMPLATE, {"day": day}, now=now)
