"""A partnership's report: narrowed to it, frozen, read by its members, telling of none of them."""

import csv
import datetime as dt
import io
import json

import pytest
from docx import Document
from pypdf import PdfReader

from matchmaker.documents.figures import Figures
from matchmaker.errors import InvalidFields, NotPermitted
from matchmaker.policies.actor import Actor
from matchmaker.services import report_partnership, reports
from matchmaker.services.report_facts import Period
from matchmaker.services.sign_in import actor_of
from models import Organization, Partnership, PartnershipMember, ReportSnapshot
from tests.factories.listings import NOW, make_need, make_offer, make_organization, make_user
from tests.factories.milestones import make_milestone
from tests.functional.console import Console
from tests.functional.test_reports import cell, introduce
from tests.unit.documents.test_suppression import bounded, equations

NAME = "Harbour–Hill Partnership"
START = NOW.date() - dt.timedelta(days=200)
SIDES = 4


@pytest.fixture
def scope(sessions, cast):
    """Eight members, sixteen introductions between each other; twenty of others around them."""
    with sessions.writing() as session:
        asia = [make_organization(session, country="IN") for _ in range(SIDES)]
        north = [make_organization(session, country="SE") for _ in range(SIDES)]
        outside = [make_organization(session) for _ in range(SIDES)]
        pair = Partnership(name=NAME, created_at=NOW)
        for one in (*asia, *north, session.get_one(Organization, cast.need.organization_id)):
            pair.members.append(PartnershipMember(organization=one, joined_at=NOW))
        session.add(pair)
        for buyer in asia:
            for number, seller in enumerate(north):
                need = make_need(session, buyer, partnership=NAME, collaborations=["licence"])
                offer = make_offer(session, seller, partnership=NAME, type="patent")
                introduce(session, need, offer, with_outcome=True, tonnes=1_000.0 + number)
            make_offer(session, buyer, partnership=NAME, disclosure="blind")
            make_milestone(session, buyer)
        for number in range(20):
            need = make_need(session, outside[number % 2], partnership=NAME)
            introduce(session, need, make_offer(session, outside[2 + number % 2]))
        return pair.reference


def take(sessions, scope, now=NOW):
    asked = reports.Asked("The year", START, NOW.date(), scope)
    with sessions.writing() as session:
        return reports.take(session, Actor.operator(), asked, now=now)


def test_a_partnerships_report_counts_what_belongs_to_it(sessions, scope):
    snapshot = take(sessions, scope)
    report = reports.read(snapshot)

    assert (snapshot.kind, snapshot.scope) == ("partnership", scope)
    assert report.title == f"The year: report of {NAME}"
    assert cell(report, "introductions", "all", "requested") == 16
    with sessions.reading() as session:
        facts, network = facts_of(session, scope)
    assert len(facts.supply) == 16  # neither blind ones nor strangers'
    assert len(facts.listings) == 32
    assert (len(facts.requested), len(network.requested)) == (16, 36)
    assert len(facts.milestones) == 4
    assert cell(report, "milestones", "all", "all") == "[c]"  # four
    assert len(report.members) == 2 * SIDES + 1
    tables = {table.code for table in report.tables()}
    assert tables.isdisjoint({"institutes", "refusals", "methods"})
    assert "leaves out" in dict(report.notes).popitem()[0]


def test_the_three_files_tell_the_same_and_are_the_same_again(sessions, scope):
    snapshot = take(sessions, scope)
    first = written(sessions, snapshot, NOW)
    with sessions.writing() as session:
        make_offer(session, type="patent")
        session.query(PartnershipMember).delete()

    assert written(sessions, snapshot, NOW + dt.timedelta(days=90)) == first
    report = reports.read(snapshot)
    lines = list(csv.DictReader(io.StringIO(first["csv"].content.decode("utf-8-sig"))))
    word = Document(io.BytesIO(first["docx"].content))
    cover = " ".join(PdfReader(io.BytesIO(first["pdf"].content)).pages[0].extract_text().split())
    told = [str(v) for t in report.tables() for r in t.rows for v in r.cells if isinstance(v, int)]
    cells = [c.text for t in word.tables for r in t.rows[1:] for c in r.cells[1:]]
    members = [line["value"] for line in lines if line["row"] == "member"]
    numbers = [line["value"] for line in lines[2:] if line["row"] != "member"]

    assert [n for n in numbers if n.isdecimal()] == told
    assert [c.replace(",", "") for c in cells if c.replace(",", "").isdecimal()] == told
    assert members == list(report.members)
    assert all(member in cover for member in (NAME, *members))
    assert any(members[0] in p.text for p in word.paragraphs)


def written(sessions, snapshot, now):
    with sessions.writing() as session:
        row = session.get_one(ReportSnapshot, snapshot.id)
        return {
            k: reports.write(session, Actor.operator(), row, k, now=now) for k in reports.FORMATS
        }


def facts_of(session, scope):
    pair = session.query(Partnership).filter_by(reference=scope).one()
    period = Period(START, NOW.date())
    return report_partnership.narrowed(session, period, pair), report_partnership.gather(
        session, period
    )


def test_no_member_finds_a_small_count_by_taking_away_its_own(sessions, scope):
    with sessions.reading() as session:
        facts, network = facts_of(session, scope)
    figures = guarded(facts, network)
    hidden = figures.withheld()
    printed = figures.counts.keys() - hidden - figures.implied - figures.slack

    assert "requested|all" in printed
    for one in {o for case in facts.requested for o in case.organizations}:
        left = counted(report_partnership.facts_without(facts, one)).counts
        assert {key: left[key] for key in printed if left[key] < 5} == {}


def test_the_attack_on_the_narrowed_tables_finds_no_withheld_count(sessions, scope):
    with sessions.reading() as session:
        figures = guarded(*facts_of(session, scope))
    hidden = figures.withheld()
    unknown = hidden | figures.implied | figures.slack
    tied = {key for one in figures.sums for key in one.keys}
    at, left, right = equations(figures.counts, figures.sums, unknown & tied)

    widths = bounded(at, left, right)
    small = {key for key in hidden & tied if figures.counts[key] < 5}
    assert small
    assert {key: widths[key] for key in small if widths[key] < 4 - 1e-6} == {}


def counted(facts):
    figures = Figures()
    for plan in report_partnership.PLANS:
        for make in plan.makers:
            make(facts, figures)
    return figures


def guarded(facts, network):
    figures = counted(facts)
    report_partnership.protect(figures, facts, network)
    return figures


def test_what_is_nearly_all_of_the_network_is_not_told(sessions, scope):
    with sessions.reading() as session:
        facts, _network = facts_of(session, scope)

    assert "requested|all" in guarded(facts, facts).withheld()


def test_members_read_and_take_away_and_strangers_find_nothing(
    cast, sessions, scope, sign_in, password_hash
):
    snapshot = take(sessions, scope)
    path = f"/partnerships/reports/{snapshot.reference}"
    with sessions.writing() as session:
        own = session.get_one(Organization, cast.need.organization_id)
        writer = make_user(session, own, role="contributor", password_hash=password_hash)
        government = make_organization(session, type="government", country="IN")
        minister = make_user(session, government, role="focal_point", password_hash=password_hash)
    for reader in (cast.asker, writer, cast.officer, cast.auditor):
        browser = sign_in(reader).get(f"/partnerships/{scope}")
        assert browser.page.find("a", href=path)
        assert browser.get(path).status == 200
        token = browser.page.find("input", {"name": "csrf_token"})["value"]
        for kind in reports.FORMATS:
            fields = {"csrf_token": token, "format": kind}
            assert browser.client.post(f"{path}/download", data=fields).status_code == 200
        assert browser.post(f"{path}/download", format="exe").status == 404
    for stranger in (cast.answerer, minister):
        browser = sign_in(stranger).get(f"/partnerships/{scope}")
        assert snapshot.reference not in browser.html
        assert browser.get(path).status == 404
        browser.get(f"/partnerships/{scope}")
        assert browser.post(f"{path}/download", format="pdf").status == 404
    with sessions.writing() as session:
        answerer, row = actor_of(session.merge(cast.answerer)), session.merge(snapshot)
        with pytest.raises(NotPermitted):
            reports.write(session, answerer, row, "pdf", now=NOW)


def test_a_member_reads_no_report_of_the_network(cast, sessions, scope, sign_in):
    annual = take(sessions, "")
    browser = sign_in(cast.asker)
    assert browser.get(f"/partnerships/reports/{annual.reference}").status == 404
    assert browser.get(f"/secretariat/reports/{annual.reference}").status == 404


def test_an_officer_makes_one_from_the_partnerships_page(cast, sessions, scope, sign_in):
    take(sessions, "")
    browser = sign_in(cast.officer).get(f"/partnerships/{scope}")
    browser.get(browser.page.select_one("a[href*='/reports/new']")["href"])
    chosen = browser.page.select_one("select[name=scope] option[selected]")
    assert chosen["value"] == scope
    browser.submit("/preview", title="Two thousand")
    assert "in another report already" in browser.text
    browser.submit("/secretariat/reports")
    assert f"Two thousand: report of {NAME}" in browser.text
    assert browser.get("/secretariat/reports/new").submit("/preview", scope="PA-1").status == 422


def test_members_are_offered_no_report_to_make(cast, scope, sign_in):
    assert "Make a report" not in sign_in(cast.asker).get(f"/partnerships/{scope}").text


def test_a_report_of_no_partnership_is_refused_and_a_long_name_is_cut(sessions, scope):
    with pytest.raises(InvalidFields):
        take(sessions, "PA-GONE")
    with sessions.writing() as session:
        long = Partnership(name="x" * 200, created_at=NOW)
        session.add(long)
        session.flush()
        reference = long.reference
    assert len(take(sessions, reference).title) == reports.TITLE_MAX


def test_the_next_report_is_compared_with_the_partnerships_own(sessions, scope):
    take(sessions, "")
    own = take(sessions, scope)
    day = NOW.date() + dt.timedelta(days=1)
    asked = reports.Asked("Next", day, day, scope)
    with sessions.writing() as session:
        later = NOW + dt.timedelta(days=2)
        report = reports.preview(session, Actor.operator(), asked, now=later)
    assert own.reference in dict(report.notes)["Period"]


def test_an_operator_makes_one(tmp_path):
    console = Console(tmp_path)
    console("db", "upgrade")
    made = console.run("report", "make", "--year", "2025", "--partnership", "PA-1")
    assert made.exit_code == 1
    assert (
        json.loads(console("report", "make", "--year", "2025", "--json"))["report"]["group"] == ""
    )
