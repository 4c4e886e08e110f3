"""Matches of several own listings as rows: the card, the own listing, and what colleagues said."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased, selectinload

from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import visible
from matchmaker.services.feedback import Said
from matchmaker.services.introduction_secrecy import shown_state
from matchmaker.services.listing_rows import card_rows, card_view
from matchmaker.services.listing_views import ListingView
from matchmaker.services.match_places import last_answer, own_organizations
from matchmaker.services.matches import (
    MATCH,
    NO_INTRODUCTION,
    MatchCard,
    card_from,
    told_state,
)
from models import BlindQuestion, Feedback, Introduction, IntroductionParty, Listing, Match, User
from models.introduction import OPEN_STATES
from models.question import OPEN_STATES as OPEN_QUESTIONS

Pair = tuple[int, int]  # ids of the own listing and of the other one


@dataclass(frozen=True, slots=True)
class MatchRow:
    """``said`` is the answer of the member who has answered last, ``question`` the reference of an
    own question that is out.
    """

    own: ListingView
    card: MatchCard
    said: Said | None
    question: str
    attribution: str

    @property
    def key(self) -> str:
        """Both references, as a tick box sends them."""
        return f"{self.own.reference}.{self.card.other.reference}"


def match_rows(session: Session, actor: Actor, match_ids: Sequence[int]) -> list[MatchRow]:
    """The matches with these ids, in their order, in a fixed number of statements.

    What the actor may not see is not there.
    """
    found = {row.match_id: row for row in session.execute(_query(actor, match_ids))}
    own = _own_views(session, actor, {row.listing_id for row in found.values()})
    others = {row.listing.id for row in found.values()}
    cases = _introductions(session, actor, own, others)
    questions = _questions(session, actor, own, others)
    rows = (found[key] for key in match_ids if key in found)
    return [
        _row(actor, row, own[row.listing_id], cases.get(pair, NO_INTRODUCTION), questions.get(pair))
        for row in rows
        if row.listing_id in own and (pair := (row.listing_id, row.listing.id))
    ]


def _query(actor: Actor, match_ids: Sequence[int]) -> Any:
    query = (
        select(
            MATCH,
            Match.id.label("match_id"),
            Match.listing_id,
            Listing.attribution,
            Feedback.answer,
            Feedback.reason,
            Feedback.note,
            Feedback.at,
            Feedback.user_id,
            User.name.label("answered_by"),
        )
        .select_from(Match)
        .join(Listing, Match.counterpart_id == Listing.id)
        .outerjoin(Feedback, Feedback.id == last_answer())
        .outerjoin(User, User.id == Feedback.user_id)
        .where(Match.id.in_(match_ids))
    )
    return card_rows(query, actor)


def _own_views(session: Session, actor: Actor, ids: Collection[int]) -> dict[int, ListingView]:
    own = Listing.organization_id.in_(own_organizations(actor))
    query = card_rows(select(Listing.id).where(Listing.id.in_(ids), own), actor)
    return {row.listing.id: card_view(actor, row) for row in session.execute(query)}


def _introductions(
    session: Session, actor: Actor, own: Collection[int], others: Collection[int]
) -> dict[Pair, tuple[str, str]]:
    """Pair → reference and told state of its introduction; an open one before one that ended."""
    mine, theirs = aliased(IntroductionParty), aliased(IntroductionParty)
    query = (
        select(mine.listing_id, theirs.listing_id, Introduction)
        .join(mine, mine.introduction_id == Introduction.id)
        .join(theirs, (theirs.introduction_id == Introduction.id) & (theirs.id != mine.id))
        .where(mine.listing_id.in_(own), theirs.listing_id.in_(others))
        .options(selectinload(Introduction.parties))
    )
    rows = session.execute(visible(query, actor, Permission.INTRODUCTION_READ)).all()
    in_order = sorted(rows, key=lambda row: (row[2].state in OPEN_STATES, row[2].requested_at))
    return {
        (ours, other): (case.reference, told_state(shown_state(actor, case)))
        for ours, other, case in in_order
    }


def _questions(
    session: Session, actor: Actor, own: Collection[int], others: Collection[int]
) -> dict[Pair, str]:
    query = (
        select(BlindQuestion.from_listing_id, BlindQuestion.to_listing_id, BlindQuestion.reference)
        .where(
            BlindQuestion.from_listing_id.in_(own),
            BlindQuestion.to_listing_id.in_(others),
            BlindQuestion.state.in_(OPEN_QUESTIONS),
        )
        .order_by(BlindQuestion.id)
    )
    rows = session.execute(visible(query, actor, Permission.QUESTION_READ))
    return {(ours, other): reference for ours, other, reference in rows}


def _row(
    actor: Actor, row: Any, own: ListingView, introduction: tuple[str, str], question: str | None
) -> MatchRow:
    other = card_view(actor, row)
    said = None
    if row.answer:
        mine = row.user_id == actor.user_id
        said = Said(row.answer, row.reason, row.note, row.answered_by, row.at, mine)
    card = card_from(
        row.match,
        other,
        answer=row.answer or "",
        introduction=introduction,
        own_is_blind=own.blind,
    )
    return MatchRow(own, card, said, question or "", row.attribution if other.full else "")
