"""A report from preview to file: frozen, the same for ever, in the log, and telling of nobody."""

import csv
import datetime as dt
import io
import json

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from matchmaker.documents.report import from_json
from matchmaker.errors import Conflict, InvalidFields, NotPermitted
from matchmaker.policies.actor import Actor
from matchmaker.services import reports
from matchmaker.services.sign_in import actor_of
from models import AuditEvent, Introduction, IntroductionParty, Outcome, ReportSnapshot
from tests.factories.listings import (
    NOW,
    make_capability,
    make_need,
    make_offer,
    make_organization,
)
from tests.factories.milestones import make_milestone
from tests.functional.console import Console

START = NOW.date() - dt.timedelta(days=200)
ASKED = reports.Asked("Annual report", START, NOW.date())


@pytest.fixture
def network(sessions):
    """Twelve introductions of a Swedish offer's like with Indian needs; outcomes of eight."""
    with sessions.writing() as session:
        institute = make_organization(session, type="institute", country="SE")
        for number in range(12):
            steel = make_organization(session, country="IN")
            make_milestone(session, steel, state="planned")
            need = make_need(session, steel, collaborations=["licence"])
            offer = make_offer(session, make_organization(session, country="SE"), type="patent")
            make_capability(session, institute)
            introduce(session, need, offer, with_outcome=number < 8, tonnes=1_000.0 * (number + 1))
        for state in ["requested"] * 6:
            waiting = make_need(session, collaborations=["licence"])
            introduce(session, waiting, make_offer(session, type="patent"), state=state)
    return sessions


def introduce(session, need, offer, *, with_outcome=False, tonnes=None, state="introduced"):
    approved = state == "introduced"
    parties = [
        IntroductionParty(position=at, listing=side, organization=side.organization)
        for at, side in enumerate((need, offer))
    ]
    case = Introduction(
        pair=f"{need.id}-{offer.id}",
        state=state,
        cooperation=["licence"],
        requested_at=NOW - dt.timedelta(days=20),
        decided_at=NOW - dt.timedelta(days=18) if approved else None,
        introduced_at=NOW - dt.timedelta(days=14) if approved else None,
        parties=parties,
    )
    session.add(case)
    session.flush()
    if with_outcome:
        case.outcomes.append(
            Outcome(
                stage="in_operation",
                happened_on=NOW.date(),
                state="confirmed",
                attribution="only_by_it",
                abatement_t_per_year=tonnes,
                abatement_method="measured",
                reported_by_id=parties[0].id,
                reported_at=NOW,
                confirmed_at=NOW,
            )
        )
        session.flush()


def cell(report, table, row, column):
    found = next(t for t in report.tables() if t.code == table)
    at = [code for code, _label in found.columns].index(column)
    return next(r for r in found.rows if r.code == row).cells[at]


def take(sessions, asked=ASKED, now=NOW):
    with sessions.writing() as session:
        return reports.take(session, Actor.operator(), asked, now=now)


def test_a_report_counts_what_happened(network):
    report = reports.read(take(network))

    assert cell(report, "listings", "shared_patents", "supply") == 18
    assert cell(report, "introductions", "all", "requested") == 18
    assert cell(report, "waiting", "decision", "days") == 2
    assert cell(report, "abatement", "all", "tonnes") == 36_000
    assert cell(report, "milestones", "all", "all") == 12
    assert cell(report, "milestones", "all", "planned") == "[c]"  # no other state is told


def test_no_name_and_no_raw_count_is_frozen(cast, sessions):
    with sessions.writing() as session:
        introduce(session, session.merge(cast.need), session.merge(cast.offer))
    snapshot = take(sessions)
    report = reports.read(snapshot)

    assert "kestrel" not in snapshot.data.lower()
    assert "plover" not in snapshot.data.lower()
    values = {v for t in report.tables() for row in t.rows for v in row.cells}
    assert values <= {"[c]", "[z]"}


def test_a_frozen_report_cannot_be_changed_or_deleted(network):
    take(network)
    for statement in (
        "UPDATE report_snapshots SET title = 'other'",
        "DELETE FROM report_snapshots",
    ):
        with pytest.raises(IntegrityError, match="never changed"), network.writing() as session:
            session.execute(text(statement))


def test_files_made_later_are_the_same_to_the_byte(network):
    snapshot = take(network)
    first = written(network, snapshot, NOW)
    with network.writing() as session:
        for _ in range(9):
            make_offer(session, make_organization(session, country="DE"), type="patent")

    assert written(network, snapshot, NOW + dt.timedelta(days=400)) == first
    assert reports.read(take(network)) != reports.read(snapshot)


def written(sessions, snapshot, now):
    with sessions.writing() as session:
        row = session.get_one(ReportSnapshot, snapshot.id)
        operator = Actor.operator()
        return {k: reports.write(session, operator, row, k, now=now) for k in reports.FORMATS}


def test_the_next_year_is_compared_by_what_both_tell(network):
    before = take(network)
    with network.writing() as session:
        for _ in range(6):
            make_offer(session, type="software", published_at=NOW + dt.timedelta(days=30))
        for _ in range(7):
            make_offer(session, type="patent", published_at=NOW + dt.timedelta(days=30))
    later = NOW + dt.timedelta(days=60)
    next_year = reports.Asked("Next", NOW.date() + dt.timedelta(days=1), later.date())
    report = reports.read(take(network, next_year, later))

    row = next(
        r
        for t in report.tables()
        if t.code == "change-listings-supply"
        for r in t.rows
        if r.code == "shared_patents"
    )
    assert row.cells == (18, 7, -11)
    assert before.reference in dict(report.notes)["Period"]


def test_a_damaged_report_is_refused(network):
    snapshot = take(network)
    damaged = ReportSnapshot(reference="RP-1", data=snapshot.data + " ", sha256=snapshot.sha256)

    with pytest.raises(Conflict, match="damaged"):
        reports.read(damaged)


@pytest.mark.parametrize(
    ("start", "end", "field"),
    [(0, -1, "end"), (0, 1, "end"), (-9_000, 0, "end")],
)
def test_a_period_that_cannot_be_is_refused(sessions, start, end, field):
    day = NOW.date()
    asked = reports.Asked("X", day + dt.timedelta(days=start), day + dt.timedelta(days=end))
    with sessions.writing() as session, pytest.raises(InvalidFields) as refused:
        reports.take(session, Actor.operator(), asked, now=NOW)
    assert field in refused.value.problems


def test_an_officer_looks_freezes_and_takes_it_away(cast, network, sign_in):
    browser = sign_in(cast.officer).get("/secretariat/reports")
    browser.get("/secretariat/reports/new").submit("/preview", title="The year")

    assert "not frozen yet" in browser.text
    assert "South–South" in browser.text
    with network.reading() as session:
        assert session.scalar(select(ReportSnapshot)) is None

    browser.submit("/secretariat/reports")
    assert "The report is frozen." in browser.text
    for kind, start in (("pdf", b"%PDF"), ("docx", b"PK"), ("csv", b"\xef\xbb\xbf")):
        form = browser.page.find("input", {"name": "format", "value": kind}).parent
        fields = {i["name"]: i["value"] for i in form.find_all("input")}
        answer = browser.client.post(form["action"], data=fields)
        assert answer.status_code == 200
        assert answer.data.startswith(start)
        assert answer.headers["Content-Disposition"].startswith("attachment; filename=RP-")
    with network.reading() as session:
        logged = session.scalars(
            select(AuditEvent.action).where(AuditEvent.subject_type == "report")
        ).all()
    assert logged == ["report.take", *["report.download"] * 3]


def test_the_preview_warns_of_days_that_another_report_has(cast, network, sign_in):
    take(network)
    browser = sign_in(cast.officer).get("/secretariat/reports/new")

    browser.submit("/preview", title="Again")

    assert "in another report already" in browser.text


def test_a_form_that_is_wrong_is_shown_again(cast, sign_in):
    browser = sign_in(cast.officer).get("/secretariat/reports/new")
    assert browser.submit("/preview", start="").status == 422
    browser.get("/secretariat/reports/new").submit("/preview", end="2199-01-01")
    assert browser.status == 422
    assert "Must not lie in the future" in browser.text
    for end in ("", "2199-01-01"):
        answer = browser.post("/secretariat/reports", title="X", start="2026-01-01", end=end)
        assert answer.status == 422


def test_an_auditor_reads_and_makes_none(cast, network, sign_in):
    snapshot = take(network)
    browser = sign_in(cast.auditor).get("/secretariat/reports")
    assert "Annual report" in browser.text
    assert "New report" not in browser.text
    assert browser.get("/secretariat/reports/new").status == 404
    assert browser.get(f"/secretariat/reports/{snapshot.reference}").status == 200
    assert browser.post("/secretariat/reports", title="X").status == 404
    path = f"/secretariat/reports/{snapshot.reference}/download"
    assert browser.get("/secretariat/reports").post(path, format="exe").status == 404
    with network.writing() as session, pytest.raises(NotPermitted):
        reports.take(session, actor_of(session.merge(cast.auditor)), ASKED, now=NOW)


def test_a_member_reaches_no_report(cast, network, sign_in):
    snapshot = take(network)
    browser = sign_in(cast.asker)
    for path in ("", "/new", f"/{snapshot.reference}"):
        assert browser.get(f"/secretariat/reports{path}").status == 404
    with network.writing() as session:
        asker = actor_of(session.merge(cast.asker))
        assert reports.snapshots(session, asker) == []


def test_an_operator_makes_and_writes_a_report(tmp_path):
    console = Console(tmp_path)
    console("db", "upgrade")
    told = json.loads(console("report", "make", "--year", "2025", "--json"))
    assert from_json(json.dumps(told["report"])).title == "Annual report 2025"
    path = tmp_path / "report.csv"

    console("report", "write", told["reference"], "--format", "csv", "--to", str(path))

    lines = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))
    assert lines[0] == ["table", "row", "column", "value", "note"]
    assert "is frozen as RP-" in console("report", "make", "--year", "2025")
    assert console.run("report", "write", "RP-0", "--to", str(path)).exit_code == 1
    nowhere = tmp_path / "absent" / "x.pdf"
    assert console.run("report", "write", told["reference"], "--to", str(nowhere)).exit_code == 1
