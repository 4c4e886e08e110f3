"""The weekly mail: on Monday morning, to everybody for whom something waits unread."""

import datetime as dt
from collections.abc import Sequence
from functools import partial
from itertools import groupby
from typing import Final

from sqlalchemy.orm import Session

from matchmaker.jobs.context import Context, Handler, Work, nothing_to_prepare
from matchmaker.jobs.mail import deliver
from matchmaker.services import job_queue, notifications, unsubscribing
from matchmaker.services.notifications import Item, Wording
from matchmaker.services.sign_in import actor_of
from models import Digest, User
from models import vocabulary as v

_MONDAY, _HOUR = 0, 7  # UTC: before the working day of Europe, within that of Asia
_WEEKLY: Final = "weekly_digests"
_SEND: Final = "send_digest"


def next_round(now: dt.datetime) -> dt.datetime:
    """The first Monday, 07:00 UTC, after ``now``."""
    today = now.replace(hour=_HOUR, minute=0, second=0, microsecond=0)
    coming = today + dt.timedelta(days=(_MONDAY - now.weekday()) % 7)
    return coming if coming > now else coming + dt.timedelta(days=7)


def _gather(session: Session, context: Context, works: Sequence[Work], _none: None) -> None:
    """Only on its day: the first turn after an installation just sets the next one."""
    now = context.clock()
    if any(work.payload.get("is_due") for work in works):
        for digest in notifications.gather(session, now=now):
            job_queue.enqueue(session, _SEND, payload={"digest_id": digest.id}, now=now)
        notifications.forget_old(session, now=now)
    due = next_round(now)
    job_queue.enqueue(session, _WEEKLY, key=_WEEKLY, payload={"is_due": 1}, now=now, run_at=due)


def _send(session: Session, context: Context, works: Sequence[Work], _none: None) -> None:
    """One mail with a line and a link for each item; nothing when all has been read by now."""
    digest = session.get(Digest, works[0].payload["digest_id"])
    user = session.get(User, digest.user_id) if digest else None
    if digest is None or user is None or not user.is_active or digest.sent_at is not None:
        return
    rows = notifications.due_of(session, digest)
    render = partial(context.render, language=user.language)
    wording = Wording(render, context.link_key, context.base_url)
    items = notifications.items(session, actor_of(user), rows, wording)
    for row in rows:
        row.mailed_at = context.clock()
    digest.sent_at = context.clock()
    told = [item for item in items if item.title]
    if told:
        text = render(
            "mail/_digest.txt", user_name=user.name, base_url=context.base_url, groups=_groups(told)
        )
        subject, _, body = text.partition("\n")
        deliver(context, works[0], user, (subject, body), unsubscribing.WEEKLY)


def _groups(items: Sequence[Item]) -> list[tuple[str, list[Item]]]:
    """Label of a kind and its items, in the order of the kinds."""
    order = {kind: place for place, kind in enumerate(v.NOTIFICATION_KINDS)}
    ordered = sorted(items, key=lambda item: order[item.kind])
    grouped = groupby(ordered, key=lambda item: item.kind)
    return [(v.NOTIFICATION_KINDS.label(kind), list(found)) for kind, found in grouped]


WEEKLY: Final = Handler(_gather, nothing_to_prepare)
SEND: Final = Handler(_send, nothing_to_prepare)
