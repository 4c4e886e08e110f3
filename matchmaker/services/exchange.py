"""How questions travel: through the secretariat, or directly. Set by an officer, with a note."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from matchmaker.errors import Conflict, InvalidFields
from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import require
from matchmaker.services.audit import record
from models import ExchangeSetting
from models import vocabulary as v
from models.question import NOTE_MAX

#: Until somebody decides otherwise an officer reads every text.
DEFAULT: Final = "secretariat"
_LATEST: Final = 10


@dataclass(frozen=True, slots=True)
class Decision:
    """``by`` is empty where the person has left."""

    relay: str
    at: dt.datetime
    by: str
    note: str


def relay_of(session: Session) -> str:
    """The code that holds now; it decides for a text in the moment in which it is handed in."""
    query = select(ExchangeSetting.relay).order_by(ExchangeSetting.id.desc()).limit(1)
    return session.scalar(query) or DEFAULT


def decisions(session: Session) -> list[Decision]:
    """The latest decisions, newest first."""
    query = select(ExchangeSetting).options(joinedload(ExchangeSetting.set_by))
    rows = session.scalars(query.order_by(ExchangeSetting.id.desc()).limit(_LATEST))
    return [
        Decision(row.relay, row.set_at, row.set_by.name if row.set_by else "", row.note)
        for row in rows
    ]


def set_relay(
    session: Session, actor: Actor, *, relay: str, note: str, now: dt.datetime
) -> ExchangeSetting:
    """Decide how questions travel from now on. ``Conflict`` when it is what holds already."""
    require(actor, Permission.EXCHANGE_SET)
    if problems := _problems(relay, note.strip()):
        raise InvalidFields(problems)
    before = relay_of(session)
    if relay == before:
        raise Conflict("Questions travel like this already.")
    row = ExchangeSetting(relay=relay, set_at=now, set_by_id=actor.user_id, note=note.strip())
    session.add(row)
    session.flush()
    details = {"relay": relay, "before": before, "note": row.note}
    record(session, actor, "exchange.set_relay", "exchange", "questions", now=now, details=details)
    return row


def _problems(relay: str, note: str) -> dict[str, str]:
    problems = {}
    if relay not in v.QUESTION_RELAYS:
        problems["relay"] = "choose how questions travel"
    if not note:
        problems["note"] = "say why, so that others can follow the decision"
    elif len(note) > NOTE_MAX:
        problems["note"] = f"use at most {NOTE_MAX} characters"
    return problems
