"""What readers answer to proposals: by week, band, sector and reason."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, exists, select
from sqlalchemy.orm import Session

from matchmaker.policies.actor import Actor
from matchmaker.services.desk_slices import Slice, cut, listing_views
from matchmaker.services.listing_views import ListingView
from models import Feedback, Listing, ListingCode, Match
from models import vocabulary as v

FIGURE: Final = "feedback"
WEEK: Final = dt.timedelta(days=7)
WEEKS: Final = 26  # that the page looks at
#: The pair is not proposed any more, so that it stands in no band.
GONE: Final = "gone"
LEAST_FOR_A_SHARE: Final = 20
Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Line:
    """The answers of a week, a band or a sector."""

    code: str
    label: str
    answers: Counts
    until: str = ""  # of a week: the Monday after it

    @property
    def total(self) -> int:
        return sum(self.answers.values())

    def share(self, answer: str) -> float | None:
        """Of all answers; ``None`` where they are fewer than twenty."""
        few = self.total < LEAST_FOR_A_SHARE
        return None if few else self.answers.get(answer, 0) / self.total


@dataclass(frozen=True, slots=True)
class Summary:
    weeks: tuple[Line, ...]
    bands: tuple[Line, ...]
    sectors: tuple[Line, ...]
    reasons: tuple[tuple[str, str, int], ...]
    start: dt.date
    end: dt.date


@dataclass(frozen=True, slots=True)
class AnswerFilter:
    """Days from ``start`` until before ``end``; empty parts narrow nothing."""

    start: dt.date
    end: dt.date
    answer: str = ""
    band: str = ""
    sector: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    at: dt.datetime
    answer: str
    reason: str
    rank: int | None
    listing: ListingView
    counterpart: ListingView


def monday(day: dt.date) -> dt.date:
    """The first day of the ISO week."""
    return day - dt.timedelta(days=day.weekday())


def span(now: dt.datetime) -> tuple[dt.date, dt.date]:
    """The weeks of the page, this one included: first day, and first day after."""
    end = monday(now.date()) + WEEK
    return end - WEEKS * WEEK, end


def count(session: Session) -> dict[str, dict[str, dict[str, dict[str, int]]]]:
    """Week's Monday → dimension (answer, band, sector, reason) → code → answer → how many."""
    listings = Listing.__table__.c
    columns = (Feedback.at, Feedback.answer, Feedback.reason, Match.band, listings.sectors)
    query = (
        select(*columns)
        .select_from(Feedback)
        .join(Listing.__table__, listings.id == Feedback.listing_id)
        .outerjoin(Match, _proposed())
    )
    found: dict[str, dict[str, dict[str, Counter[str]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(Counter))
    )
    for at, answer, reason, band, sectors in session.execute(query):
        week = found[monday(at.date()).isoformat()]
        for dimension, code in _codes(answer, reason, band, sectors):
            week[dimension][code][answer] += 1
    return {
        week: {dim: {code: dict(c) for code, c in by.items()} for dim, by in dims.items()}
        for week, dims in found.items()
    }


def _proposed() -> ColumnElement[bool]:
    return and_(
        Match.listing_id == Feedback.listing_id, Match.counterpart_id == Feedback.counterpart_id
    )


def _codes(
    answer: str, reason: str, band: str | None, sectors: Iterable[str]
) -> Iterator[tuple[str, str]]:
    yield "answer", answer
    yield "band", band or GONE
    for sector in set(sectors):
        yield "sector", sector
    if reason:
        yield "reason", reason


def summary(counted: Mapping[str, Any], *, now: dt.datetime) -> Summary:
    """The last half year."""
    start, end = span(now)
    weeks = [start + number * WEEK for number in range(WEEKS)]
    total: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    lines = []
    for week in weeks:
        dimensions = counted.get(week.isoformat(), {})
        answers: Counter[str] = Counter()
        for dimension, codes in dimensions.items():
            for code, by_answer in codes.items():
                total[dimension][code].update(by_answer)
                if dimension == "answer":
                    answers.update(by_answer)
        lines.append(
            Line(week.isoformat(), f"{week.day} {week:%b %Y}", answers, (week + WEEK).isoformat())
        )
    bands = {**v.BANDS.labels, GONE: "Not proposed any more"}
    return Summary(
        tuple(lines),
        _lines(total["band"], bands),
        _lines(total["sector"], v.SECTORS.labels),
        tuple(
            (code, label, sum(total["reason"][code].values()))
            for code, label in v.FEEDBACK_REASONS.labels.items()
        ),
        start,
        end,
    )


def _lines(found: Mapping[str, Counts], labels: Mapping[str, str]) -> tuple[Line, ...]:
    return tuple(Line(code, label, found[code]) for code, label in labels.items() if code in found)


def answers_query(chosen: AnswerFilter) -> Select[int]:
    """Ids of answers, the newest first."""
    query = (
        select(Feedback.id)
        .where(Feedback.at >= _begin(chosen.start), Feedback.at < _begin(chosen.end))
        .order_by(Feedback.at.desc(), Feedback.id.desc())
    )
    if chosen.answer:
        query = query.where(Feedback.answer == chosen.answer)
    if chosen.reason:
        query = query.where(Feedback.reason == chosen.reason)
    if chosen.band == GONE:
        query = query.where(~exists().where(_proposed()))
    elif chosen.band:
        query = query.where(exists().where(_proposed(), Match.band == chosen.band))
    if chosen.sector:
        query = query.where(_is_in(chosen.sector))
    return query


def _is_in(sector: str) -> ColumnElement[bool]:
    return exists().where(
        ListingCode.listing_id == Feedback.listing_id,
        ListingCode.facet == "sector",
        ListingCode.code == sector,
    )


def answers(session: Session, actor: Actor, chosen: AnswerFilter, *, page: int) -> Slice[Answer]:
    """Who answered is not told: the answers are about proposals."""
    found = cut(session, answers_query(chosen), page=page)
    rows = {row.id: row for row in session.scalars(_rows(found.rows))}
    given = [rows[key] for key in found.rows]
    ids = {key for row in given for key in (row.listing_id, row.counterpart_id)}
    views = dict(listing_views(session, actor, sorted(ids)))
    listed = [
        Answer(
            row.at,
            row.answer,
            row.reason,
            row.rank,
            views[row.listing_id],
            views[row.counterpart_id],
        )
        for row in given
        if row.listing_id in views and row.counterpart_id in views
    ]
    return Slice(listed, found.total, found.page)


def _rows(ids: Iterable[int]) -> Select[Feedback]:
    return select(Feedback).where(Feedback.id.in_(list(ids)))


def _begin(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.UTC)
