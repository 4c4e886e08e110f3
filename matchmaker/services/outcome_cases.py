"""The introductions behind a number of the overview of outcomes."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session, aliased

from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import visible
from matchmaker.services.introduction_lists import WITH_PARTIES
from matchmaker.services.introduction_views import IntroductionView, view_introduction
from matchmaker.services.outcome_statistics import STANDING
from matchmaker.services.quarters import Quarter
from matchmaker.workflow.outcomes import RESULTS
from models import Introduction, Outcome
from models import vocabulary as v

PER_PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Filters:
    """Which number it is. ``method`` asks for figures in force at the end of ``quarter``."""

    stage: str = ""
    quarter: Quarter | None = None
    reason: str = ""
    attribution: str = ""
    method: str = ""
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    introduction: IntroductionView
    stage: str
    state: str
    happened_on: dt.date
    abatement_t_per_year: float | None
    note: str


@dataclass(frozen=True, slots=True)
class CasePage:
    cases: tuple[Case, ...]
    total: int
    page: int
    pages: int


def cases(session: Session, actor: Actor, filters: Filters, *, page: int = 1) -> CasePage:
    """One page, the latest first; a page out of range is the nearest."""
    query = visible(_filtered(select(Outcome), filters), actor, Permission.INTRODUCTION_READ)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(1, page), pages)
    query = query.order_by(Outcome.happened_on.desc(), Outcome.id.desc())
    outcomes = session.scalars(query.limit(PER_PAGE).offset((page - 1) * PER_PAGE)).all()
    seen = _views(session, actor, {outcome.introduction_id for outcome in outcomes})
    found = tuple(_case(outcome, seen[outcome.introduction_id]) for outcome in outcomes)
    return CasePage(found, total, page, pages)


def _views(session: Session, actor: Actor, ids: set[int]) -> dict[int, IntroductionView]:
    query = select(Introduction).where(Introduction.id.in_(ids)).options(*WITH_PARTIES)
    return {row.id: view_introduction(actor, row) for row in session.scalars(query)}


def _filtered(query: Select[Any], filters: Filters) -> Select[Any]:
    query = query.join(Introduction, Introduction.id == Outcome.introduction_id)
    query = query.where(Outcome.state.in_(STANDING))
    if filters.stage:
        query = query.where(Outcome.stage == filters.stage)
    if filters.reason:
        query = query.where(Outcome.closing_reason == filters.reason)
    if filters.attribution:
        query = query.where(Outcome.attribution == filters.attribution, Outcome.stage.in_(RESULTS))
    if filters.confirmed:
        query = query.where(Outcome.state == "confirmed")
    if filters.method:
        return _in_force(query, filters)
    if filters.quarter:
        quarter = filters.quarter
        query = query.where(Outcome.happened_on >= quarter.start, Outcome.happened_on < quarter.end)
    return query


def _in_force(query: Select[Any], filters: Filters) -> Select[Any]:
    """Confirmed figures by this method that no later figure of the same case has replaced."""
    later = aliased(Outcome)
    is_later = (later.happened_on > Outcome.happened_on) | (
        (later.happened_on == Outcome.happened_on) & (later.id > Outcome.id)
    )
    replaced = exists().where(
        later.introduction_id == Outcome.introduction_id,
        later.state == "confirmed",
        later.abatement_t_per_year.is_not(None),
        is_later,
    )
    if filters.quarter:
        replaced = replaced.where(later.happened_on < filters.quarter.end)
        query = query.where(Outcome.happened_on < filters.quarter.end)
    return query.where(
        Outcome.state == "confirmed", Outcome.abatement_method == filters.method, ~replaced
    )


def _case(outcome: Outcome, introduction: IntroductionView) -> Case:
    return Case(
        introduction=introduction,
        stage=v.OUTCOME_STAGES.label(outcome.stage),
        state=outcome.state,
        happened_on=outcome.happened_on,
        abatement_t_per_year=outcome.abatement_t_per_year,
        note=outcome.note,
    )
