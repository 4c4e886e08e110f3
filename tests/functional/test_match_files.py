"""Long lists of matches as PDF: made by the worker, for one person, for one day."""

import datetime as dt
import io

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select

from matchmaker.jobs import attachments, match_files, wording
from matchmaker.jobs.context import Context
from matchmaker.jobs.worker import Worker
from matchmaker.services import match_files as service
from matchmaker.services.match_export import MOST_AT_ONCE, MOST_ROWS
from matchmaker.services.match_inbox import Wanted
from matchmaker.services.matching_engine import MatchingEngine
from matchmaker.services.sign_in import actor_of
from models import Job, Listing, MatchFile, Membership, User
from tests.factories.cast import OTHER_CANARY
from tests.factories.listings import NOW, make_offer, make_organization, make_user
from tests.factories.matches import make_match
from tests.functional.stories import MemoryMailer

FIRST = "Offer number 0."


@pytest.fixture
def many(cast, sessions):
    """More matches than a page sets at once."""
    with sessions.writing() as session:
        owner = make_organization(session, name="Curlew Works")
        for number in range(MOST_AT_ONCE + 1):
            offer = make_offer(session, owner, title=f"Offer number {number}.")
            make_match(session, session.merge(cast.need), offer, rank=number + 2)


@pytest.fixture
def work(sessions, tmp_path):
    """Does what is due at this hour, as the worker does."""

    def drain(hour=NOW):
        context = Context(
            lambda: hour,
            MemoryMailer(),
            wording.render,
            "https://matchmaker.example",
            MatchingEngine(None),
            None,
            data_dir=tmp_path,
        )
        handlers = {
            "make_match_file": match_files.MAKE,
            "end_match_file": match_files.END,
            "drop_file": attachments.DROP,
        }
        Worker(sessions, context, handlers).drain()

    return drain


@pytest.fixture
def asked(cast, many, sign_in):
    """The asker at the page of a file that is being made."""
    return sign_in(cast.asker).get("/matches").submit("/matches/files")


def pdf_of(browser):
    with browser.client.get(f"{browser.url}/pdf") as answer:
        assert answer.status_code == 200
        return PdfReader(io.BytesIO(answer.data))


def text_of(browser):
    pages = pdf_of(browser).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_a_long_list_is_prepared_and_then_there_for_who_asked(asked, work):
    assert "Your file is being prepared" in asked.text
    assert asked.page.find("meta", {"http-equiv": "refresh"})
    assert asked.client.get(f"{asked.url}/pdf").status_code == 404

    work()
    asked.get(asked.url)
    assert "Your file is ready" in asked.text
    assert f"It holds {MOST_AT_ONCE + 2} matches." in asked.text
    assert not asked.page.find("meta", {"http-equiv": "refresh"})
    text = text_of(asked)
    assert FIRST in text
    assert f"{MOST_AT_ONCE + 2} matches." in text


def test_it_is_for_that_person_alone(asked, cast, sessions, sign_in, work):
    work()
    with sessions.writing() as session:
        colleague = make_user(session, session.merge(cast.need.organization))
    for person in (colleague, cast.answerer, cast.officer, cast.auditor):
        browser = sign_in(person)
        assert browser.get(asked.url).status == 404
        assert browser.get(f"{asked.url}/pdf").status == 404


def test_who_has_left_the_organization_does_not_get_it(asked, cast, sessions, work):
    work()
    with sessions.writing() as session:
        session.scalars(of_person(cast)).one().organization = make_organization(session)
    assert asked.get(f"{asked.url}/pdf").status == 404


def test_nothing_is_made_for_who_leaves_before_it_is(asked, cast, sessions, work):
    with sessions.writing() as session:
        session.delete(session.scalars(of_person(cast)).one())
    work()
    with sessions.reading() as session:
        assert session.scalars(select(MatchFile)).all() == []


def of_person(cast):
    return select(Membership).where(Membership.user_id == cast.asker.id)


def test_what_is_hidden_when_it_is_made_is_not_in_it(asked, cast, sessions, work):
    with sessions.writing() as session:
        mine = session.get_one(Listing, cast.need.id).organization
        session.scalars(select(Listing).where(Listing.title == FIRST)).one().hidden_from = [mine]
    work()
    text = text_of(asked.get(asked.url))
    assert FIRST not in text
    assert "Offer number 1." in text


@pytest.mark.parametrize("change", ["hide", "turn blind", "rename"])
def test_a_file_is_not_handed_out_once_a_listing_in_it_has_changed(
    asked, cast, sessions, work, change
):
    work()
    with sessions.writing() as session:
        mine = session.get_one(Listing, cast.need.id).organization
        listing = session.scalars(select(Listing).where(Listing.title == FIRST)).one()
        if change == "hide":
            listing.hidden_from = [mine]
        elif change == "turn blind":
            listing.disclosure = "blind"
        else:
            listing.title = "Offer number nought."

    page = asked.get(f"{asked.url}/pdf")

    assert page.status == 409
    assert "A listing in this file has changed since it was made" in page.text


def test_a_change_elsewhere_leaves_the_file(asked, sessions, work):
    work()
    with sessions.writing() as session:
        make_offer(session, title="Published since")
    assert FIRST in text_of(asked)


def test_asking_twice_for_the_same_is_asking_once(asked, sessions, work):
    before = asked.url
    asked.get("/matches").submit("/matches/files")
    assert asked.url == before
    with sessions.reading() as session:
        assert len(session.scalars(select(Job).where(Job.kind == "make_match_file")).all()) == 1


def test_a_file_that_never_comes_can_be_asked_for_again(asked, sessions, work):
    with sessions.writing() as session:
        row = session.scalars(select(MatchFile)).one()
        row.created_at = NOW - service.LOST_AFTER - dt.timedelta(seconds=1)
    asked.get(asked.url)
    assert "The file could not be made" in asked.text
    assert not asked.page.find("meta", {"http-equiv": "refresh"})

    asked.submit("/matches/files")
    work()
    assert "Your file is ready" in asked.get(asked.url).text


def test_a_blind_listing_names_no_owner(asked, cast, work):
    work()
    text = text_of(asked.get(asked.url))
    assert cast.offer.title in text
    assert OTHER_CANARY not in text.lower()
    assert OTHER_CANARY not in asked.html.lower()


def test_it_is_gone_after_a_day_with_its_bytes(asked, sessions, tmp_path, work):
    work()
    (kept,) = (tmp_path / "attachments").iterdir()
    work(NOW + service.KEPT_FOR)
    assert asked.get(asked.url).status == 404
    assert not kept.exists()
    with sessions.reading() as session:
        assert session.scalar(select(func.count()).select_from(MatchFile)) == 0


def test_a_file_whose_time_is_over_is_gone_though_the_worker_is_late(asked, cast, sessions, work):
    work()
    with sessions.writing() as session:
        session.scalars(select(MatchFile)).one().ends_at = NOW
    assert asked.get(asked.url).status == 404


def test_asking_again_takes_the_place_of_what_was_asked_before(asked, sessions, tmp_path, work):
    work()
    before = asked.url
    asked.get("/matches?band=all").submit("/matches/files")
    assert asked.get(before).status == 404
    work()
    with sessions.reading() as session:
        (row,) = session.scalars(select(MatchFile))
        assert [path.name for path in (tmp_path / "attachments").iterdir()] == [row.sha256]
        assert {job.state for job in session.scalars(select(Job))} <= {"done", "waiting"}


def test_the_file_speaks_the_language_of_who_asked(many, cast, sessions, sign_in, work):
    page = sign_in(cast.asker).get("/matches").submit("/language", language="sv")
    page.get("/matches").submit("/matches/files")
    work()
    assert pdf_of(page).trailer["/Root"]["/Lang"] == "sv"


def test_what_is_cut_is_said_on_the_page(asked, sessions):
    with sessions.writing() as session:
        row = session.scalars(select(MatchFile)).one()
        row.state, row.sha256, row.size = "ready", "0" * 64, 9
        row.rows, row.total = MOST_ROWS, 1_234
    assert "The list has 1,234: the first 500 are printed." in asked.get(asked.url).text


def test_a_worker_that_is_away_is_said(asked, sessions):
    with sessions.writing() as session:
        row = session.scalars(select(MatchFile)).one()
        row.created_at = NOW - dt.timedelta(minutes=6)
    assert "It takes longer than usual" in asked.get(asked.url).text


def test_a_file_made_too_late_is_not_kept(many, cast, sessions, tmp_path):
    folder = tmp_path / "attachments"
    values = {"told": [("Tab", "New")], "language": "en", "now": NOW}
    with sessions.writing() as session:
        actor = actor_of(session.get_one(User, cast.asker.id))
        old = service.ask(session, actor, Wanted(), **values).reference
        new = service.ask(session, actor, Wanted(place="done"), **values).reference
        of = {"listings": [], "version": 0, "rows": 1, "total": 1}
        service.put(session, new, folder, b"%PDF", **of)
        service.put(session, old, folder, b"%PDF of the old one", **of)
        service.end(session, old, now=NOW)
        assert [path.read_bytes() for path in folder.iterdir()] == [b"%PDF"]
        assert session.scalars(select(MatchFile.reference)).all() == [new]


def test_a_short_list_is_made_at_once(cast, sign_in):
    page = sign_in(cast.asker).get("/matches")
    assert page.page.select_one(".page-actions a[href*='export.pdf']")
    assert not page.page.select("form[action$='/matches/files']")


def test_who_answers_for_nobody_has_no_list_to_ask_for(cast, sign_in):
    browser = sign_in(cast.auditor)
    assert browser.post("/matches/files", inbox="").status == 404
