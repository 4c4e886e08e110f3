"""Frozen reports: look at what one would say, freeze it, and write it as a file again and again."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from matchmaker.documents.report import Report, digest, from_json, to_json
from matchmaker.documents.report_csv import report_csv
from matchmaker.documents.report_docx import report_docx
from matchmaker.documents.report_pdf import report_pdf
from matchmaker.errors import Conflict, InvalidFields
from matchmaker.phrases import phrase
from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import allows, require, visible
from matchmaker.services import audit, report_partnership
from matchmaker.services.lookup import by_reference
from matchmaker.services.report_changes import changes
from matchmaker.services.report_facts import Period
from matchmaker.services.report_figures import RULES, gather, sections
from matchmaker.services.report_notes import notes
from models import Partnership, ReportSnapshot

TITLE_MAX: Final = 160
LONGEST: Final = dt.timedelta(days=5 * 366)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is to be about; the last day counts. ``scope``: a partnership's reference, or
    empty for the whole network."""

    title: str
    start: dt.date
    end: dt.date
    scope: str = ""

    @property
    def kind(self) -> str:
        return "partnership" if self.scope else "annual"


@dataclass(frozen=True, slots=True)
class File:
    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class _Format:
    media_type: str
    write: Callable[[Report, str], bytes]


FORMATS: Final[dict[str, _Format]] = {
    "pdf": _Format("application/pdf", report_pdf),
    "docx": _Format(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document", report_docx
    ),
    "csv": _Format("text/csv; charset=utf-8", lambda report, _reference: report_csv(report)),
}


def year(number: int, today: dt.date, scope: str = "") -> Asked:
    """The report of a year; of the present one up to today."""
    end = min(dt.date(number, 12, 31), today)
    return Asked(f"Annual report {number}", dt.date(number, 1, 1), end, scope)


def preview(session: Session, actor: Actor, asked: Asked, *, now: dt.datetime) -> Report:
    """What would be frozen now; ``InvalidFields`` for a period that cannot be."""
    require(actor, Permission.REPORT_MAKE)
    partnership = _partnership(session, actor, asked)
    _check(asked, now.date())
    period = Period(asked.start, asked.end)
    before = _previous(session, asked)
    said = notes(period, f"{before.reference} ({before.title})" if before else "")
    report = Report(
        kind=asked.kind,
        title=_title(asked, partnership),
        scope=asked.scope,
        period_start=asked.start.isoformat(),
        period_end=asked.end.isoformat(),
        taken_on=now.date().isoformat(),
        rules=RULES,
        sections=report_partnership.told(session, period, partnership)
        if partnership
        else sections(gather(session, period)),
        notes=(*said, report_partnership.NOTE) if partnership else said,
        group=partnership.name if partnership else "",
        members=report_partnership.members(session, partnership) if partnership else (),
    )
    compared = changes(report, read(before)) if before else ()
    return replace(report, sections=(*report.sections, *compared))


def take(session: Session, actor: Actor, asked: Asked, *, now: dt.datetime) -> ReportSnapshot:
    """Freeze what ``preview`` says. Only figures that may be told reach the row."""
    report = preview(session, actor, asked, now=now)
    data = to_json(report)
    snapshot = ReportSnapshot(
        kind=report.kind,
        scope=report.scope,
        title=report.title,
        period_start=asked.start,
        period_end=asked.end,
        taken_at=now,
        taken_by=actor.name_in_log,
        rules=RULES,
        data=data,
        sha256=digest(data),
    )
    session.add(snapshot)
    session.flush()
    _log(session, actor, snapshot, "report.take", now, sha256=snapshot.sha256)
    return snapshot


def snapshots(session: Session, actor: Actor) -> Sequence[ReportSnapshot]:
    """Every frozen report, the latest first."""
    if not allows(actor, Permission.REPORT_READ):
        return []
    order = (ReportSnapshot.taken_at.desc(), ReportSnapshot.id.desc())
    return session.scalars(select(ReportSnapshot).order_by(*order)).all()


def of_partnership(
    session: Session, actor: Actor, partnership: Partnership
) -> Sequence[ReportSnapshot]:
    """The frozen reports of a partnership that the actor may read, the latest first."""
    query = (
        select(ReportSnapshot)
        .where(ReportSnapshot.scope == partnership.reference)
        .order_by(ReportSnapshot.taken_at.desc(), ReportSnapshot.id.desc())
    )
    return session.scalars(visible(query, actor, Permission.PARTNERSHIP_REPORT_READ)).all()


def overlapping(session: Session, asked: Asked) -> Sequence[ReportSnapshot]:
    """Frozen reports with some of the same days: the two could be subtracted from each other.

    Those of the same scope, and of the network around a partnership or a partnership in it.
    """
    nested = true() if not asked.scope else ReportSnapshot.scope.in_(("", asked.scope))
    query = select(ReportSnapshot).where(
        nested,
        ReportSnapshot.period_start <= asked.end,
        ReportSnapshot.period_end >= asked.start,
    )
    return session.scalars(query.order_by(ReportSnapshot.taken_at)).all()


def read(snapshot: ReportSnapshot) -> Report:
    """What was frozen; ``Conflict`` when the row is not what was written."""
    if digest(snapshot.data) != snapshot.sha256:
        raise Conflict(
            phrase(
                "The report %(reference)s is damaged: its digest does not fit.",
                reference=snapshot.reference,
            )
        )
    return from_json(snapshot.data)


def write(
    session: Session, actor: Actor, snapshot: ReportSnapshot, kind: str, *, now: dt.datetime
) -> File:
    """The report as a file, made from the snapshot alone; the log keeps who took it away."""
    if not allows(actor, Permission.REPORT_READ):
        require(actor, Permission.PARTNERSHIP_REPORT_READ, snapshot)
    form = FORMATS[kind]
    content = form.write(read(snapshot), snapshot.reference)
    _log(session, actor, snapshot, "report.download", now, format=kind)
    return File(f"{snapshot.reference}.{kind}", form.media_type, content)


def _previous(session: Session, asked: Asked) -> ReportSnapshot | None:
    """The latest report of a period before this one: of two of that, the one taken last."""
    query = (
        select(ReportSnapshot)
        .where(
            ReportSnapshot.kind == asked.kind,
            ReportSnapshot.scope == asked.scope,
            ReportSnapshot.period_end < asked.start,
        )
        .order_by(ReportSnapshot.period_end.desc(), ReportSnapshot.taken_at.desc())
    )
    return session.scalars(query.limit(1)).one_or_none()


def _partnership(session: Session, actor: Actor, asked: Asked) -> Partnership | None:
    """The one that is asked for; none for the whole network."""
    if not asked.scope:
        return None
    found = by_reference(session, actor, Partnership, asked.scope, Permission.PARTNERSHIP_READ)
    if found is None:
        raise InvalidFields({"scope": "there is no such partnership"})
    return found


def _title(asked: Asked, partnership: Partnership | None) -> str:
    """With the partnership's name behind it, cut to what fits."""
    title = asked.title.strip()
    if partnership is None:
        return title
    whole = f"{title}: report of {partnership.name}"
    return whole if len(whole) <= TITLE_MAX else f"{whole[: TITLE_MAX - 1].rstrip()}…"


def _check(asked: Asked, today: dt.date) -> None:
    problems = {}
    title = asked.title.strip()
    if not 0 < len(title) <= TITLE_MAX:
        problems["title"] = f"give a title of at most {TITLE_MAX} characters"
    elif not title.isprintable():  # a frozen title must go into every file, and XML takes not all
        problems["title"] = "leave out line breaks and control characters"
    if asked.end < asked.start:
        problems["end"] = "must not lie before the first day"
    elif asked.end > today:
        problems["end"] = "must not lie in the future"
    elif asked.end - asked.start > LONGEST:
        problems["end"] = "must be within five years of the first day"
    if problems:
        raise InvalidFields(problems)


def _log(
    session: Session,
    actor: Actor,
    snapshot: ReportSnapshot,
    action: str,
    now: dt.datetime,
    **details: str,
) -> None:
    audit.record(session, actor, action, "report", snapshot.reference, now=now, details=details)
