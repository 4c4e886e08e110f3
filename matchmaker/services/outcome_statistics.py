"""Outcomes over time, counted by the database: for the secretariat's page and the annual report.

A stage counts while its report stands: disputed, replaced and taken-back reports count nowhere.
Avoided emissions count only when confirmed, and of one introduction only its latest figure, so
that a licence and the plant that follows from it are not added up.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, case, extract, func, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import SQLColumnExpression

from matchmaker.services.quarters import Quarter, through
from matchmaker.workflow.outcomes import CLOSED, RESULTS, STAGES
from models import Introduction, Outcome
from models import vocabulary as v

#: States of a report that counts.
STANDING: Final = ("reported", "confirmed")
#: In the order of a case's life, the introduction itself left out.
ORDER: Final = (*STAGES[1:], *RESULTS, CLOSED)
_DAY_SECONDS: Final = 86_400


@dataclass(frozen=True, slots=True)
class Conversion:
    """How many of the introductions reached a stage, so far, and after how many days."""

    stage: str
    cases: int
    confirmed: int
    median_days: float


@dataclass(frozen=True, slots=True)
class AbatementQuarter:
    """Confirmed t CO2e a year at the end of a quarter, by the method of the figure."""

    quarter: Quarter
    by_method: Mapping[str, float]

    @property
    def total(self) -> float:
        return sum(self.by_method.values())


@dataclass(frozen=True, slots=True)
class OutcomeFigures:
    """``reached`` counts stages by (quarter, stage); codes in the order of their vocabulary."""

    introduced: int
    quarters: tuple[Quarter, ...]
    reached: Mapping[tuple[Quarter, str], int]
    conversion: tuple[Conversion, ...]
    abatement: tuple[AbatementQuarter, ...]
    closing_reasons: Mapping[str, int]
    attributions: Mapping[str, int]

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages that occur, in their order."""
        found = {stage for _quarter, stage in self.reached}
        return tuple(stage for stage in ORDER if stage in found)

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods that some quarter's figure rests on."""
        return tuple(
            m for m in v.ABATEMENT_METHODS if any(a.by_method.get(m) for a in self.abatement)
        )


def outcomes_between(session: Session, start: dt.date, end: dt.date) -> OutcomeFigures:
    """What happened from ``start`` to before ``end``; abatement is what was added since ``start``.

    The conversion follows the introductions made in that time, wherever they are by ``end``.
    """
    within = (Outcome.happened_on >= start, Outcome.happened_on < end)
    reached = _reached(session, within)
    changes = _abatement_changes(session, start, end)
    touched = [quarter for quarter, _ in (*reached, *changes)]
    quarters = through(min(touched), max(touched)) if touched else ()
    return OutcomeFigures(
        introduced=_introduced(session, start, end),
        quarters=quarters,
        reached=reached,
        conversion=_conversion(session, start, end),
        abatement=_cumulated(quarters, changes),
        closing_reasons=_counts(session, Outcome.closing_reason, within, tuple(v.CLOSING_REASONS)),
        attributions=_counts(
            session,
            Outcome.attribution,
            (*within, Outcome.stage.in_(RESULTS)),
            tuple(v.ATTRIBUTIONS),
        ),
    )


def _quarter_of(day: SQLColumnExpression[Any]) -> tuple[ColumnElement[int], ColumnElement[int]]:
    return extract("year", day), (extract("month", day) + 2) // 3


def _reached(
    session: Session, within: Sequence[ColumnElement[bool]]
) -> dict[tuple[Quarter, str], int]:
    year, number = _quarter_of(Outcome.happened_on)
    query = (
        select(year, number, Outcome.stage, func.count())
        .where(Outcome.state.in_(STANDING), *within)
        .group_by(year, number, Outcome.stage)
    )
    return {(Quarter(y, n), stage): count for y, n, stage, count in session.execute(query)}


def _introduced(session: Session, start: dt.date, end: dt.date) -> int:
    query = select(func.count()).select_from(Introduction).where(*_cohort(start, end))
    return session.scalar(query) or 0


def _cohort(start: dt.date, end: dt.date) -> tuple[ColumnElement[bool], ...]:
    """Introductions made from the first day to before the last, by days in UTC."""
    first, last = (dt.datetime.combine(day, dt.time.min, dt.UTC) for day in (start, end))
    return (
        Introduction.state == "introduced",
        Introduction.introduced_at >= first,
        Introduction.introduced_at < last,
    )


def _conversion(session: Session, start: dt.date, end: dt.date) -> tuple[Conversion, ...]:
    """The median is taken by rank: the middle row of each stage, or the mean of the middle two."""
    days = _days(Outcome.happened_on) - _days(Introduction.introduced_at)
    by_stage = Outcome.stage
    ranked = (
        select(
            by_stage.label("stage"),
            Outcome.state,
            days.label("days"),
            func.row_number().over(partition_by=by_stage, order_by=days).label("rank"),
            func.count().over(partition_by=by_stage).label("cases"),
        )
        .join(Introduction, Introduction.id == Outcome.introduction_id)
        .where(Outcome.state.in_(STANDING), Outcome.happened_on < end, *_cohort(start, end))
        .subquery()
    )
    middle = ranked.c.rank.in_([(ranked.c.cases + 1) // 2, (ranked.c.cases + 2) // 2])
    confirmed = func.sum(case((ranked.c.state == "confirmed", 1), else_=0))
    query: Select[Any] = select(
        ranked.c.stage,
        func.max(ranked.c.cases),
        confirmed,
        func.avg(case((middle, ranked.c.days))),
    ).group_by(ranked.c.stage)
    found = {
        row[0]: Conversion(row[0], row[1], row[2], float(row[3])) for row in session.execute(query)
    }
    return tuple(found[stage] for stage in ORDER if stage in found)


def _days(moment: SQLColumnExpression[Any]) -> ColumnElement[int]:
    """Whole days since 1970, of a date or a time in UTC."""
    return extract("epoch", moment) // _DAY_SECONDS


def _abatement_changes(
    session: Session, start: dt.date, end: dt.date
) -> dict[tuple[Quarter, str], float]:
    """By quarter and method: what new figures add, less what the figures before them had said."""
    figures = (
        select(
            Outcome.happened_on.label("day"),
            Outcome.abatement_t_per_year.label("figure"),
            Outcome.abatement_method.label("method"),
            _before(Outcome.abatement_t_per_year).label("figure_before"),
            _before(Outcome.abatement_method).label("method_before"),
        )
        .where(Outcome.state == "confirmed", Outcome.abatement_t_per_year.is_not(None))
        .subquery()
    )
    year, number = _quarter_of(figures.c.day)
    changes: dict[tuple[Quarter, str], float] = {}
    for method, amount in (
        (figures.c.method, figures.c.figure),
        (figures.c.method_before, -figures.c.figure_before),
    ):
        query = (
            select(year, number, method, func.sum(amount))
            .where(figures.c.day >= start, figures.c.day < end, method.is_not(None))
            .group_by(year, number, method)
        )
        for y, n, code, total in session.execute(query):
            key = (Quarter(y, n), code)
            changes[key] = changes.get(key, 0.0) + total
    return changes


def _before(column: SQLColumnExpression[Any]) -> ColumnElement[Any]:
    """The value in the figure of the same introduction that this one takes the place of."""
    in_time = (Outcome.happened_on, Outcome.id)
    return func.lag(column).over(partition_by=Outcome.introduction_id, order_by=in_time)


def _cumulated(
    quarters: Sequence[Quarter], changes: Mapping[tuple[Quarter, str], float]
) -> tuple[AbatementQuarter, ...]:
    running = dict.fromkeys(v.ABATEMENT_METHODS, 0.0)
    found = []
    for quarter in quarters:
        running = {m: total + changes.get((quarter, m), 0.0) for m, total in running.items()}
        found.append(AbatementQuarter(quarter, running))
    return tuple(found)


def _counts(
    session: Session,
    column: SQLColumnExpression[str],
    where: Sequence[ColumnElement[bool]],
    order: Sequence[str],
) -> dict[str, int]:
    """How many standing reports carry each code; codes that do not occur are left out."""
    query = (
        select(column, func.count())
        .where(Outcome.state.in_(STANDING), column != "", *where)
        .group_by(column)
    )
    found = {row[0]: row[1] for row in session.execute(query)}
    return {code: found[code] for code in order if code in found}
