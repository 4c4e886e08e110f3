"""The inbox as one statement over all matches: slow, and what the fast way is held to."""

from typing import Any

from sqlalchemy import Select, Subquery, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import condition, visible
from matchmaker.services.match_inbox import ALL, Wanted
from matchmaker.services.match_places import PLACES
from models import BlindQuestion, Feedback, Introduction, IntroductionParty, Listing, Match
from models import vocabulary as v
from models.introduction import OPEN_STATES
from models.question import OPEN_STATES as OPEN_QUESTIONS

MEMBERS = ("contributor", "representative")


def tabs(session: Session, actor: Actor, wanted: Wanted) -> dict[str, list[int]]:
    """Tab → ids of all matches that it shows, in order."""
    table = _placed(actor).subquery().c
    query = select(table.id, table.place, table.band)
    if wanted.listing:
        query = query.where(table.own == wanted.listing)
    if wanted.kind:
        query = query.where(table.kind == wanted.kind)
    found: dict[str, list[int]] = {place: [] for place in PLACES}
    for match_id, place, band in session.execute(query.order_by(*_order(table, wanted.sort))):
        if band in _bands(wanted.band, place):
            found[place].append(match_id)
    return found


def _bands(band: str, place: str) -> tuple[str, ...]:
    if band not in ("", ALL):
        return (band,)
    return ("strong", "good") if place == "new" and not band else tuple(v.BANDS)


def _order(table: Any, sort: str) -> tuple[Any, ...]:
    bands = case({band: place for place, band in enumerate(v.BANDS)}, value=table.band)
    first = {"newest": (table.first_seen_at.desc(),), "answered": (table.at.desc(),)}
    return (*first.get(sort, ()), bands, table.score.desc(), table.id)


def _placed(actor: Actor) -> Select[Any]:
    own = sorted(actor.organizations_as(*MEMBERS))
    mine, said = aliased(Listing), aliased(Feedback)
    last = (
        select(said.id)
        .where(said.listing_id == Match.listing_id, said.counterpart_id == Match.counterpart_id)
        .order_by(said.at.desc(), said.id.desc())
        .limit(1)
        .correlate(Match)
        .scalar_subquery()
    )
    cases, asked = _cases(actor, own), _asked(own)
    query = (
        select(
            Match.id,
            Match.band,
            Match.score,
            Match.first_seen_at,
            Listing.kind,
            mine.reference.label("own"),
            Feedback.at,
            _place(cases, asked).label("place"),
        )
        .select_from(mine)
        .join(Match, Match.listing_id == mine.id)
        .join(Listing, Listing.id == Match.counterpart_id)
        .outerjoin(Feedback, Feedback.id == last)
        .outerjoin(cases, _of_pair(cases))
        .outerjoin(asked, _of_pair(asked))
        .where(
            mine.organization_id.in_(own), mine.state == "published", Listing.state == "published"
        )
    )
    return visible(query, actor, Permission.LISTING_READ)


def _of_pair(table: Subquery) -> Any:
    return (table.c.own_id == Match.listing_id) & (table.c.other_id == Match.counterpart_id)


def _place(cases: Subquery, asked: Subquery) -> Any:
    is_interesting = (Feedback.answer == "interesting") & or_(
        cases.c.requested_at.is_(None), Feedback.at > cases.c.requested_at
    )
    return case(
        (or_(cases.c.is_open == 1, asked.c.own_id.is_not(None)), "waiting"),
        (cases.c.is_introduced == 1, "done"),
        (is_interesting, "interesting"),
        (or_(Feedback.id.is_not(None), cases.c.own_id.is_not(None)), "done"),
        else_="new",
    )


def _cases(actor: Actor, own: list[int]) -> Subquery:
    mine, theirs = aliased(IntroductionParty), aliased(IntroductionParty)
    return (
        select(
            mine.listing_id.label("own_id"),
            theirs.listing_id.label("other_id"),
            func.max(case((Introduction.state.in_(OPEN_STATES), 1), else_=0)).label("is_open"),
            func.max(case((Introduction.state == "introduced", 1), else_=0)).label("is_introduced"),
            func.max(Introduction.requested_at).label("requested_at"),
        )
        .select_from(mine)
        .join(Introduction, Introduction.id == mine.introduction_id)
        .join(theirs, (theirs.introduction_id == Introduction.id) & (theirs.id != mine.id))
        .where(mine.organization_id.in_(own), condition(actor, Permission.INTRODUCTION_READ))
        .group_by(mine.listing_id, theirs.listing_id)
        .subquery()
    )


def _asked(own: list[int]) -> Subquery:
    return (
        select(
            BlindQuestion.from_listing_id.label("own_id"),
            BlindQuestion.to_listing_id.label("other_id"),
        )
        .where(BlindQuestion.from_organization_id.in_(own), BlindQuestion.state.in_(OPEN_QUESTIONS))
        .distinct()
        .subquery()
    )
