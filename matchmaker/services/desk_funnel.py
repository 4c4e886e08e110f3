"""From a match that is shown to what came of it, and how long each state took."""

import datetime as dt
import statistics
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import extract, func, select
from sqlalchemy.orm import Session

from matchmaker.phrases import N_
from matchmaker.ranking.diversity import WINDOW
from matchmaker.services.desk_cases import CLOSES, ENTERS, CaseFilter, cases_query
from matchmaker.services.desk_period import Period, month_of
from matchmaker.workflow.introductions import CLOSED_STATES
from models import AuditEvent, Consent, Feedback, Introduction, IntroductionParty, Match
from models import vocabulary as v

SHOWN: Final = "shown"
STAYS: Final = "stays"
LEAST_FOR_A_SHARE: Final = 20
_DAY: Final = 86_400


@dataclass(frozen=True, slots=True)
class Stage:
    """``share`` of the stage before; ``None`` where that has fewer than twenty."""

    key: str
    label: str
    count: int
    share: float | None


@dataclass(frozen=True, slots=True)
class Stay:
    """How long cases were in a state, those that have left it: ``days`` is the median."""

    state: str
    label: str
    days: float
    cases: int


@dataclass(frozen=True, slots=True)
class Coded:
    code: str
    label: str
    count: int


def count(session: Session) -> dict[str, Any]:
    """``shown``: month → places among a first ten; ``stays``: state → month → days of each case."""
    return {SHOWN: _count_shown(session), STAYS: _count_stays(session)}


def _count_shown(session: Session) -> dict[str, int]:
    year, month = extract("year", Match.first_seen_at), extract("month", Match.first_seen_at)
    query = select(year, month, func.count()).where(Match.rank <= WINDOW).group_by(year, month)
    return {f"{row[0]:04d}-{row[1]:02d}": row[2] for row in session.execute(query)}


def _count_stays(session: Session) -> dict[str, dict[str, list[float]]]:
    """From the audit log, the only place that knows of every step; by the month of the request.

    A case that was twice in a state counts once, with the sum of both times.
    """
    months: dict[str, str] = {}
    inside: dict[str, tuple[str, dt.datetime]] = {}
    seconds: dict[tuple[str, str], float] = defaultdict(float)
    for reference, action, at in session.execute(_steps()):
        if reference in inside:
            state, since = inside.pop(reference)
            seconds[reference, state] += (at - since).total_seconds()
        months.setdefault(reference, month_of(at))
        if action in CLOSES:
            continue
        inside[reference] = ENTERS[action], at
    still = {(reference, state) for reference, (state, _) in inside.items()}
    found: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for (reference, state), spent in seconds.items():
        if (reference, state) not in still:
            found[state][months[reference]].append(round(spent / _DAY, 2))
    return {state: dict(by_month) for state, by_month in found.items()}


def _steps() -> Any:
    actions = [*ENTERS, *CLOSES]
    return (
        select(AuditEvent.subject_reference, AuditEvent.action, AuditEvent.at)
        .where(AuditEvent.subject_type == "introduction", AuditEvent.action.in_(actions))
        .order_by(AuditEvent.id)
    )


def stages(session: Session, shown: Mapping[str, int], period: Period) -> list[Stage]:
    """Matches and answers of the period, then the introductions requested in it, as they are."""
    counts = [
        ("shown", N_("Match shown"), sum(shown.get(month, 0) for month in period.months())),
        ("interesting", N_("Answered “interesting”"), _interesting(session, period)),
        *(
            (step, label, _cases(session, CaseFilter(period, step=step)))
            for step, label in STEPS.items()
        ),
    ]
    found: list[Stage] = []
    before = 0
    for key, label, number in counts:
        share = number / before if before >= LEAST_FOR_A_SHARE else None
        found.append(Stage(key, label, number, share))
        before = number
    return found


#: Steps of a requested introduction, in order; each holds those that came at least so far.
STEPS: Final[Mapping[str, str]] = {
    "requested": N_("Introduction requested"),
    "approved": N_("Approved"),
    "introduced": N_("Introduced"),
    "outcome": N_("With an outcome"),
}


def stays(counted: Mapping[str, Mapping[str, list[float]]], period: Period) -> list[Stay]:
    """State by state of the vocabulary, final ones left out, for cases of the period."""
    found = []
    for state in v.INTRODUCTION_STATES:
        by_month = counted.get(state, {})
        days = [value for month in period.months() for value in by_month.get(month, ())]
        if days and state not in CLOSED_STATES:
            label = v.INTRODUCTION_STATES.label(state)
            found.append(Stay(state, label, statistics.median(days), len(days)))
    return found


def refusals(session: Session, period: Period) -> list[Coded]:
    """Refused introductions by rule, every rule of the vocabulary."""
    query = (
        select(Introduction.decision_rule, func.count())
        .where(*within(period), Introduction.state == "refused")
        .group_by(Introduction.decision_rule)
    )
    return _coded(session, query, v.REFUSAL_RULES)


def declines(session: Session, period: Period) -> list[Coded]:
    """Declined introductions by reason; for the secretariat alone."""
    query = (
        select(Consent.reason, func.count(Introduction.id.distinct()))
        .join(IntroductionParty, IntroductionParty.id == Consent.party_id)
        .join(Introduction, Introduction.id == IntroductionParty.introduction_id)
        .where(*within(period), Introduction.state == "declined", Consent.decision == "declined")
        .group_by(Consent.reason)
    )
    return _coded(session, query, v.DECLINE_REASONS)


def within(period: Period) -> tuple[Any, Any]:
    return Introduction.requested_at >= period.start, Introduction.requested_at < period.end


def _coded(session: Session, query: Any, vocabulary: v.Vocabulary) -> list[Coded]:
    found = {row[0]: row[1] for row in session.execute(query)}
    return [Coded(code, vocabulary.label(code), found.get(code, 0)) for code in vocabulary]


def _interesting(session: Session, period: Period) -> int:
    query = select(func.count()).where(
        Feedback.at >= period.start, Feedback.at < period.end, Feedback.answer == "interesting"
    )
    return session.scalar(query) or 0


def _cases(session: Session, chosen: CaseFilter) -> int:
    ids = cases_query(chosen).order_by(None).subquery()
    return session.scalar(select(func.count()).select_from(ids)) or 0
