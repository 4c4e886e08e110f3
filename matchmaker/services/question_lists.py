"""Questions as lists: a member's inbox, what waits at the desk, the thread of an introduction."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from sqlalchemy import Select, func, or_, select, tuple_
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import visible
from matchmaker.services.question_views import QuestionView, view_all
from matchmaker.workflow.questions import DESK_STATES
from models import BlindQuestion, Introduction, Listing
from models.question import OPEN_STATES

LATEST: Final = 50
#: What waits longer than this is marked as overdue, as on the desk of introductions.
DUE_AFTER: Final = dt.timedelta(days=5)
# In a statement of their own: joined, with their organizations, SQLite reads all listings first.
_listings = [
    selectinload(side).selectinload(Listing.hidden_from)
    for side in (BlindQuestion.from_listing, BlindQuestion.to_listing)
]
WITH_SIDES: Final[tuple[ExecutableOption, ...]] = (
    *_listings,
    joinedload(BlindQuestion.from_organization),
    joinedload(BlindQuestion.to_organization),
    selectinload(BlindQuestion.introduction).selectinload(Introduction.parties),
)


@dataclass(frozen=True, slots=True)
class Inbox:
    """A member's questions. ``closed`` holds the latest ones only, answered ones among them."""

    mine: tuple[QuestionView, ...]
    asked: tuple[QuestionView, ...]
    received: tuple[QuestionView, ...]
    closed: tuple[QuestionView, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.mine or self.asked or self.received or self.closed)


def inbox(session: Session, actor: Actor) -> Inbox:
    """What the actor's organizations have asked, and what they are asked."""
    still_open = _still_open(session, actor)
    others = [question for question in still_open if not question.is_mine]
    done = _own(actor).where(BlindQuestion.state.not_in(OPEN_STATES)).limit(LATEST)
    return Inbox(
        mine=tuple(question for question in still_open if question.is_mine),
        asked=tuple(question for question in others if question.side == "asking"),
        received=tuple(question for question in others if question.side == "asked"),
        closed=tuple(_views(session, actor, done)),
    )


def waiting_for(session: Session, actor: Actor) -> list[QuestionView]:
    """What a member has to answer, or to mend, before it goes on."""
    return [question for question in _still_open(session, actor) if question.is_mine]


def waiting(session: Session, actor: Actor) -> list[QuestionView]:
    """What waits for an officer, the oldest first; not what another one has to relay."""
    query = (
        select(BlindQuestion)
        .where(BlindQuestion.state.in_(DESK_STATES))
        .order_by(BlindQuestion.since, BlindQuestion.id)
    )
    return _views(session, actor, query, Permission.QUESTION_RELAY)


def count_waiting(session: Session, actor: Actor) -> int:
    """How many texts wait for this officer."""
    query = select(func.count(BlindQuestion.id)).where(BlindQuestion.state.in_(DESK_STATES))
    return session.scalar(visible(query, actor, Permission.QUESTION_RELAY)) or 0


def count_for_others(session: Session) -> int:
    """How many texts wait for officers at all."""
    query = select(func.count(BlindQuestion.id)).where(BlindQuestion.state.in_(DESK_STATES))
    return session.scalar(query) or 0


def thread(session: Session, actor: Actor, introduction: Introduction) -> list[QuestionView]:
    """The questions of an introduction that the reader may see, oldest first.

    Once names are out, those that the parties asked one another before stand here as well. Of three
    parties each pair's questions stay its own: what one tells a partner is not for a competitor.
    """
    within = BlindQuestion.introduction_id == introduction.id
    if introduction.state == "introduced":
        ids = [party.listing_id for party in introduction.parties]
        pairs = [pair for a, b in combinations(ids, 2) for pair in ((a, b), (b, a))]
        between = tuple_(BlindQuestion.from_listing_id, BlindQuestion.to_listing_id).in_(pairs)
        within = or_(within, between)
    query = select(BlindQuestion).where(within).order_by(BlindQuestion.id)
    return _views(session, actor, query)


def earlier(session: Session, actor: Actor, question: BlindQuestion) -> list[QuestionView]:
    """The answered questions that this one follows, oldest first."""
    before: list[BlindQuestion] = []
    while question.follows is not None:
        question = question.follows
        before.append(question)
    return view_all(session, actor, before[::-1])


def _still_open(session: Session, actor: Actor) -> list[QuestionView]:
    return _views(session, actor, _own(actor).where(BlindQuestion.state.in_(OPEN_STATES)))


def _own(actor: Actor) -> Select[BlindQuestion]:
    mine = sorted(actor.organization_ids)
    return (
        select(BlindQuestion)
        .where(
            or_(
                BlindQuestion.from_organization_id.in_(mine),
                BlindQuestion.to_organization_id.in_(mine),
            )
        )
        .order_by(BlindQuestion.since.desc(), BlindQuestion.id.desc())
    )


def _views(
    session: Session,
    actor: Actor,
    query: Select[BlindQuestion],
    permission: Permission = Permission.QUESTION_READ,
) -> list[QuestionView]:
    rows: Sequence[BlindQuestion] = session.scalars(
        visible(query.options(*WITH_SIDES), actor, permission)
    ).all()
    return view_all(session, actor, rows)
