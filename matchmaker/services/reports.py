"""Frozen reports: look at what one would say, freeze it, and write it as a file again and again."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.documents.report import Report, digest, from_json, to_json
from matchmaker.documents.report_csv import report_csv
from matchmaker.documents.report_docx import report_docx
from matchmaker.documents.report_pdf import report_pdf
from matchmaker.errors import Conflict, InvalidFields
from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import allows, require
from matchmaker.services import audit
from matchmaker.services.report_changes import changes
from matchmaker.services.report_facts import Period
from matchmaker.services.report_figures import RULES, gather, sections
from matchmaker.services.report_notes import notes
from models import ReportSnapshot

TITLE_MAX: Final = 160
LONGEST: Final = dt.timedelta(days=5 * 366)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is to be about; the last day counts."""

    title: str
    start: dt.date
    end: dt.date


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


def year(number: int, today: dt.date) -> Asked:
    """The annual report of a year; of the present one up to today."""
    end = min(dt.date(number, 12, 31), today)
    return Asked(f"Annual report {number}", dt.date(number, 1, 1), end)


def preview(session: Session, actor: Actor, asked: Asked, *, now: dt.datetime) -> Report:
    """What would be frozen now; ``InvalidFields`` for a period that cannot be."""
    require(actor, Permission.REPORT_MAKE)
    _check(asked, now.date())
    period = Period(asked.start, asked.end)
    before = _previous(session, asked)
    report = Report(
        kind="annual",
        title=asked.title.strip(),
        scope="",
        period_start=asked.start.isoformat(),
        period_end=asked.end.isoformat(),
        taken_on=now.date().isoformat(),
        rules=RULES,
        sections=sections(gather(session, period)),
        notes=notes(period, f"{before.reference} ({before.title})" if before else ""),
    )
    compared = changes(report, read(before)) if before else ()
    return replace(report, sections=(*report.sections, *compared))


def take(session: Session, actor: Actor, asked: Asked, *, now: dt.datetime) -> ReportSnapshot:
    """Freeze what ``preview`` says. Only figures that may be told reach the row."""
    data = to_json(preview(session, actor, asked, now=now))
    snapshot = ReportSnapshot(
        title=asked.title.strip(),
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


def overlapping(session: Session, asked: Asked) -> Sequence[ReportSnapshot]:
    """Frozen reports with some of the same days: the two could be subtracted from each other."""
    query = select(ReportSnapshot).where(
        ReportSnapshot.kind == "annual",
        ReportSnapshot.scope == "",
        ReportSnapshot.period_start <= asked.end,
        ReportSnapshot.period_end >= asked.start,
    )
    return session.scalars(query.order_by(ReportSnapshot.taken_at)).all()


def read(snapshot: ReportSnapshot) -> Report:
    """What was frozen; ``Conflict`` when the row is not what was written."""
    if digest(snapshot.data) != snapshot.sha256:
        raise Conflict(f"The report {snapshot.reference} is damaged: its digest does not fit.")
    return from_json(snapshot.data)


def write(
    session: Session, actor: Actor, snapshot: ReportSnapshot, kind: str, *, now: dt.datetime
) -> File:
    """The report as a file, made from the snapshot alone; the log keeps who took it away."""
    require(actor, Permission.REPORT_READ)
    form = FORMATS[kind]
    content = form.write(read(snapshot), snapshot.reference)
    _log(session, actor, snapshot, "report.download", now, format=kind)
    return File(f"{snapshot.reference}.{kind}", form.media_type, content)


def _previous(session: Session, asked: Asked) -> ReportSnapshot | None:
    """The latest report of a period before this one: of two of that, the one taken last."""
    query = (
        select(ReportSnapshot)
        .where(
            ReportSnapshot.kind == "annual",
            ReportSnapshot.scope == "",
            ReportSnapshot.period_end < asked.start,
        )
        .order_by(ReportSnapshot.period_end.desc(), ReportSnapshot.taken_at.desc())
    )
    return session.scalars(query.limit(1)).one_or_none()


def _check(asked: Asked, today: dt.date) -> None:
    problems = {}
    if not 0 < len(asked.title.strip()) <= TITLE_MAX:
        problems["title"] = f"give a title of at most {TITLE_MAX} characters"
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
