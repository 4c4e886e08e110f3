"""The clock of a question: it ends when nobody answers, or mends what was sent back."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy.orm import Session

from matchmaker.jobs.context import Context, Handler, Work
from matchmaker.services import questions
from models import BlindQuestion


def expire(session: Session, context: Context, works: Sequence[Work], _prepared: object) -> None:
    """End a question whose time is over; nothing when it has moved on."""
    question = session.get(BlindQuestion, works[0].payload["question_id"])
    if question is not None:
        questions.expire(session, question, now=context.clock())


EXPIRE: Final = Handler(expire)
