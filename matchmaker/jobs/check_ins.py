"""The clock after an introduction: each check-in is asked once, and not when the case is over."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy.orm import Session

from matchmaker.jobs.context import Context, Handler, Work
from matchmaker.services import check_ins
from models import Introduction


def ask(session: Session, context: Context, works: Sequence[Work], _prepared: object) -> None:
    """Ask the parties how it goes; what was asked is marked in the same transaction."""
    payload = works[0].payload
    introduction = session.get(Introduction, payload["introduction_id"])
    if introduction is not None:
        check_ins.ask(session, introduction, payload["day"], now=context.clock())


ASK: Final = Handler(ask)
