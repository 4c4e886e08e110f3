"""The secretariat's pages for sanctions, the operator's commands, and the nightly round."""

import datetime as dt
import json

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from matchmaker.jobs import registry
from matchmaker.jobs import sanctions as sanctions_jobs
from matchmaker.jobs.context import Context, Work
from matchmaker.services import job_queue, notification_settings, notifications, sanctions_check
from matchmaker.services.matching_engine import MatchingEngine
from matchmaker.services.sign_in import actor_of
from models import AuditEvent, Job, Notification, Organization, SanctionsHit, User
from tests.factories.listings import NOW, make_organization, make_user
from tests.factories.sanctions import listed, load_list, make_hit
from tests.functional.console import Console
from tests.functional.stories import MemoryMailer

PATH = "/secretariat/sanctions"
LIST = "name,aliases,type,country,programme,remark\nKestrel Works Trading,,organization,,P,\n"


@pytest.fixture
def officer(cast, sign_in):
    return sign_in(cast.officer)


@pytest.fixture
def hit(cast, sessions):
    """The asking party resembles an entry of the list in use."""
    with sessions.writing() as session:
        load_list(session, listed("Kestrel Works Trading", "K. W.", programme="P 7"), label="May")
        members = session.scalars(select(Organization)).all()
        sanctions_check.write(session, sanctions_check.plan(session, members), now=NOW)
        return session.scalars(select(SanctionsHit)).one().reference


def test_without_a_list_the_page_says_so_in_plain_words(officer) -> None:
    page = officer.get(PATH)
    assert "No sanctions list is loaded" in page.text
    assert "Nothing waits for you" in page.text
    assert "Nothing to decide." in officer.get("/secretariat").text


def test_the_desk_counts_and_the_page_shows_both_names_side_by_side(officer, hit) -> None:
    assert "1 possible match to decide." in officer.get("/secretariat").text

    page = officer.get(PATH)

    for words in ("May", "Kestrel Works", "Kestrel Works Trading", "P 7", "Alike to 95 of 100"):
        assert words in page.text


def test_an_officer_clears_a_hit_with_a_note_and_the_log_has_it(officer, hit, sessions) -> None:
    officer.get(f"{PATH}/{hit}").submit(hit, decision="clear", note="")
    assert officer.status == 422
    assert "Say what your decision rests on." in officer.text
    officer.submit(hit, decision="", note="Another firm.")
    assert officer.status == 422
    assert "Choose one of them." in officer.text

    officer.submit(hit, decision="clear", note="Another register number.")

    assert "The decision is kept" in officer.html
    assert "Nothing waits for you" in officer.text
    assert "Another register number." in officer.get(f"{PATH}?state=cleared").text
    with sessions.reading() as session:
        events = session.scalars(select(AuditEvent).where(AuditEvent.subject_reference == hit))
        assert [event.action for event in events] == ["sanctions.found", "sanctions.clear"]


def test_a_confirmed_hit_is_shown_strongly_and_can_be_looked_at_again(officer, hit) -> None:
    officer.get(f"{PATH}/{hit}").submit(hit, decision="confirm", note="Same register number.")

    page = officer.get(PATH)
    assert "1 match confirmed: do not introduce" in page.text
    assert page.page.select_one(".alert-danger, [class*=danger]")
    assert "1 confirmed." in officer.get("/secretariat").text

    again = officer.get(f"{PATH}/{hit}")
    assert "Decide again" in again.text
    assert [box["value"] for box in again.page.select("input[name=decision]")] == ["clear"]


def test_an_entry_that_has_left_the_list_is_marked(officer, hit, sessions) -> None:
    with sessions.writing() as session:
        load_list(session, listed("Somebody Else"), label="June")
    assert "not in the list in use any more" in officer.get(PATH).text
    assert "Waiting to be compared 2 organizations" in officer.get(PATH).text


def test_a_country_says_what_it_is(officer, cast, sessions) -> None:
    with sessions.writing() as session:
        owner = session.get_one(Organization, cast.need.organization_id)
        hit = make_hit(session, owner, type="country", country="IN", score=100, name="India")
    assert "Country of a listed country" in officer.get(f"{PATH}/{hit.reference}").text


def test_open_hits_are_the_oldest_first_page_by_page(officer, cast, sessions) -> None:
    with sessions.writing() as session:
        for days in range(21):
            firm = make_organization(session, name=f"Firm {days:02}")
            make_hit(session, firm, found_at=NOW - dt.timedelta(days=days))

    def names(page):
        rows = BeautifulSoup(page.html, "html.parser").select("article td:first-of-type strong")
        return [row.get_text() for row in rows]

    first = names(officer.get(PATH))
    assert first == [f"Firm {days:02}" for days in range(20, 0, -1)]
    assert names(officer.get(f"{PATH}?page=2")) == ["Firm 00"]
    assert names(officer.get(f"{PATH}?page=99&state=nonsense")) == ["Firm 00"]


@pytest.mark.parametrize("who", ["asker", "answerer", "auditor"])
def test_nobody_else_sees_the_pages(cast, sign_in, hit, who) -> None:
    browser = sign_in(getattr(cast, who))
    assert browser.get(PATH).status == 404
    assert browser.get(f"{PATH}/{hit}").status == 404


def test_an_administrator_does_not_see_them_either(cast, sign_in, sessions, hit) -> None:
    with sessions.writing() as session:
        staff = session.scalars(
            select(Organization).where(Organization.type == "secretariat")
        ).first()
        administrator = make_user(session, staff, role="administrator")
    assert sign_in(administrator).get(PATH).status == 404


def test_an_officer_of_the_organization_itself_sees_nothing_of_it(
    cast, sign_in, sessions, hit
) -> None:
    with sessions.writing() as session:
        owner = session.get_one(Organization, cast.need.organization_id)
        both = make_user(session, owner, role="representative")
        staff = session.scalars(
            select(Organization).where(Organization.type == "secretariat")
        ).first()
        both.memberships += make_user(session, staff, role="officer").memberships
    browser = sign_in(both)
    assert "Nothing waits for you" in browser.get(PATH).text
    assert browser.get(f"{PATH}/{hit}").status == 404


# The operator


@pytest.fixture
def console(tmp_path) -> Console:
    console = Console(tmp_path)
    console("db", "upgrade")
    return console


def test_the_operator_loads_a_list_once_and_compares(console, tmp_path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(LIST)
    load = ("sanctions", "load", str(path), "--label", "May")

    assert "No sanctions list is loaded." in console("sanctions", "lists")
    assert "No sanctions list is in use" in console("sanctions", "check")
    assert "Dry run, nothing kept. 1 entries" in console(*load, "--dry-run")
    assert json.loads(console("sanctions", "lists", "--json")) == []
    assert "May is in use: 1 entries." in console(*load, "--source", "Ministry")
    assert "Nothing has changed." in console(*load)
    assert json.loads(console(*load, "--json"))["is_new"] is False
    (row,) = json.loads(console("sanctions", "lists", "--json"))
    assert (row["label"], row["source"], row["entries"], row["in_use"]) == (
        "May",
        "Ministry",
        1,
        True,
    )
    assert "May  in use" in console("sanctions", "lists")
    console("demo", "load")
    found = json.loads(console("sanctions", "check", "--json"))
    assert found["organizations"] > 40
    assert "organizations compared with" in console("sanctions", "check")


def test_a_bad_list_is_refused_with_its_rows(console, tmp_path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(LIST + ",,person,,,\n")
    refused = console.run("sanctions", "load", str(path), "--label", "May")
    assert "row 3, field name" in str(refused.exception)
    assert "No sanctions list is loaded." in console("sanctions", "lists")


# The round


def night(session, at):
    """One nightly round, as the worker does it."""
    context = Context(lambda: at, MemoryMailer(), str, "", MatchingEngine(None), None)
    works = [Work(1, {})]
    prepared = sanctions_jobs.NIGHTLY.prepare(session, context, works)
    sanctions_jobs.NIGHTLY.run(session, context, works, prepared)


def mails(session):
    jobs = session.scalars(select(Job).where(Job.kind == "send_mail")).all()
    return [job.payload["user_id"] for job in jobs if job.payload["template"] == "sanctions_open"]


def test_the_round_finds_whom_nobody_asked_about_and_tells_officers_once_a_day(
    cast, sessions
) -> None:
    with sessions.writing() as session:
        load_list(session, listed("Kestrel Works Trading"))
        night(session, NOW)
        assert session.scalars(select(SanctionsHit)).one().state == "open"
        assert mails(session) == [cast.officer.id]
        for job in session.scalars(select(Job).where(Job.kind == "send_mail")):
            job_queue.finish(session, [job.id], now=NOW)
        night(session, NOW + dt.timedelta(hours=5))
        assert mails(session) == [cast.officer.id]
        night(session, NOW + dt.timedelta(days=1))
        assert mails(session) == [cast.officer.id] * 2
        following = select(Job.run_at).where(Job.kind == "check_sanctions_nightly")
        assert session.scalar(following) == dt.datetime(2026, 9, 2, 5, tzinfo=dt.UTC)


def test_who_reads_it_on_the_site_alone_is_told_once_a_day_too(cast, hit, sessions) -> None:
    with sessions.writing() as session:
        officer = actor_of(session.get_one(User, cast.officer.id))
        notification_settings.choose(session, officer, {"decision": "site"})
        told = select(Notification.created_at).where(Notification.template == "sanctions_open")
        for hours in (0, 1, 2):
            night(session, NOW + dt.timedelta(hours=hours))
            notifications.read_all(session, officer, now=NOW)
        assert session.scalars(told).all() == [NOW]
        assert mails(session) == []


def test_nobody_is_told_when_nothing_waits(cast, sessions) -> None:
    with sessions.writing() as session:
        night(session, NOW)
        assert mails(session) == []


def test_the_mail_names_nobody(cast, hit, sessions, post_office) -> None:
    with sessions.writing() as session:
        night(session, NOW)
    (mail,) = [m for m in post_office.deliver().to(cast.officer) if "sanctions" in m]
    assert "https://matchmaker.example/secretariat/sanctions" in mail
    assert "estrel" not in mail


def test_the_worker_knows_both_jobs() -> None:
    assert registry.HANDLERS["check_sanctions"] is sanctions_jobs.CHECK
    assert registry.HANDLERS["check_sanctions_nightly"] is sanctions_jobs.NIGHTLY
