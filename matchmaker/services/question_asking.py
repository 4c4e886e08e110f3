"""Asking about another member's listing before any name is given: who may, how often, and where."""

import datetime as dt
from typing import Final

from sqlalchemy import Select, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from matchmaker.errors import Conflict, NotPermitted
from matchmaker.phrases import phrase
from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import allows, require
from matchmaker.services.introductions import is_live
from matchmaker.services.question_texts import accepted
from matchmaker.services.questions import log, send_on
from matchmaker.workflow.questions import DAY, MAX_A_DAY
from models import BlindQuestion, Introduction, IntroductionParty, Listing
from models.introduction import OPEN_STATES as OPEN_INTRODUCTIONS
from models.question import MAX_OPEN_PER_PAIR, OPEN_STATES

_TOO_MANY: Final = (
    f"You have {MAX_OPEN_PER_PAIR} open questions about this listing. Wait for an answer, or "
    "withdraw one."
)


def ask(
    session: Session,
    actor: Actor,
    asking: Listing,
    other: Listing,
    text: str,
    *,
    now: dt.datetime,
    confirmed: str = "",
    introduction: Introduction | None = None,
    follows: BlindQuestion | None = None,
) -> BlindQuestion:
    """Hand in a question. It goes to the desk, or straight on where the secretariat lets it.

    ``introduction``: an open one of both listings that the actor may see. ``follows``: the answered
    question of the same two that this one goes on from.
    """
    require(actor, Permission.QUESTION_ASK, asking)
    _check_sides(actor, asking, other, now)
    if introduction is not None:
        _check_introduction(actor, asking, other, introduction)
    if follows is not None:
        _check_follows(session, actor, asking, other, follows)
    slot = _free_slot(session, asking, other)
    _check_day(session, asking, now)
    kept = accepted(session, actor, asking.organization, text, confirmed=confirmed)
    question = BlindQuestion(
        from_listing=asking,
        to_listing=other,
        from_organization=asking.organization,
        to_organization=other.organization,
        introduction=introduction,
        follows=follows,
        slot=slot,
        asked_by_id=actor.user_id,
        text=kept,
        asked_at=now,
        since=now,
    )
    session.add(question)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict(_TOO_MANY) from error
    log(session, actor, question, "ask", now, {"to": question.state})
    return send_on(session, actor, question, now=now)


def asked_party(
    actor: Actor, introduction: Introduction, position: int
) -> tuple[IntroductionParty, IntroductionParty]:
    """``(own party, asked party)`` of an introduction; ``NotPermitted`` where they are none."""
    own = actor.organizations_as("contributor", "representative")
    mine = [party for party in introduction.parties if party.organization_id in own]
    others = {p.position: p for p in introduction.parties if p.organization_id not in own}
    if not mine or position not in others:
        raise NotPermitted("There is no such party to ask.")
    return mine[0], others[position]


def askable(actor: Actor, introduction: Introduction, now: dt.datetime) -> list[IntroductionParty]:
    """The parties whom the actor may ask something from the page of the introduction."""
    if introduction.state not in OPEN_INTRODUCTIONS:
        return []
    own = actor.organizations_as("contributor", "representative")
    mine = [party for party in introduction.parties if party.organization_id in own]
    if not mine or not is_live(mine[0].listing, now):
        return []
    return [
        party
        for party in introduction.parties
        if party.organization_id not in own
        and is_live(party.listing, now)
        and allows(actor, Permission.LISTING_READ, party.listing)
    ]


def _check_sides(actor: Actor, asking: Listing, other: Listing, now: dt.datetime) -> None:
    """That a blind listing is hidden from nobody in common is not looked at: it would tell."""
    if not allows(actor, Permission.LISTING_READ, other):
        raise NotPermitted("There is no such listing to ask about.")
    if not (is_live(asking, now) and is_live(other, now)):
        raise NotPermitted("Questions are asked between two published listings.")
    if asking.organization_id == other.organization_id:
        raise Conflict("Both listings belong to the same organization.")
    if other.disclosure == "open" and other.organization in asking.hidden_from:
        raise Conflict("Your listing is hidden from this organization.")


def _check_introduction(
    actor: Actor, asking: Listing, other: Listing, introduction: Introduction
) -> None:
    require(actor, Permission.INTRODUCTION_READ, introduction)
    within = {party.listing_id for party in introduction.parties}
    if introduction.state not in OPEN_INTRODUCTIONS or not {asking.id, other.id} <= within:
        raise Conflict("Questions are asked while an introduction is open.")


def _check_follows(
    session: Session, actor: Actor, asking: Listing, other: Listing, follows: BlindQuestion
) -> None:
    require(actor, Permission.QUESTION_MEND, follows)
    if (follows.from_listing_id, follows.to_listing_id) != (asking.id, other.id):
        raise NotPermitted("A follow-up goes to the same side.")
    if follows.state != "answer_relayed":
        raise Conflict("A follow-up needs an answer to go on from.")
    query = _between(asking, other).where(BlindQuestion.follows_id.is_not(None))
    if session.scalars(query.limit(1)).first() is not None:
        raise Conflict("One follow-up is open already. Wait for its answer first.")


def _free_slot(session: Session, asking: Listing, other: Listing) -> int:
    taken = {question.slot for question in session.scalars(_between(asking, other))}
    free = [slot for slot in range(1, MAX_OPEN_PER_PAIR + 1) if slot not in taken]
    if not free:
        raise Conflict(_TOO_MANY)
    return free[0]


def _check_day(session: Session, asking: Listing, now: dt.datetime) -> None:
    query = select(func.count(BlindQuestion.id)).where(
        BlindQuestion.from_organization_id == asking.organization_id,
        BlindQuestion.asked_at > now - DAY,
    )
    if (session.scalar(query) or 0) >= MAX_A_DAY:
        raise Conflict(
            phrase("Your organization has asked %(most)s questions within a day.", most=MAX_A_DAY)
        )


def _between(asking: Listing, other: Listing) -> Select[BlindQuestion]:
    return select(BlindQuestion).where(
        BlindQuestion.from_listing_id == asking.id,
        BlindQuestion.to_listing_id == other.id,
        BlindQuestion.state.in_(OPEN_STATES),
    )
