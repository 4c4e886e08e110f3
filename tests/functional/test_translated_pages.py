"""Pages in another language than English: every message here is itself in brackets."""

import datetime as dt
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from matchmaker import locales
from matchmaker.importers.messages import messages
from matchmaker.policies.actor import Actor
from matchmaker.services import introduction_requests, introductions, reports, saying
from matchmaker.services.match_export import match_table
from matchmaker.services.match_inbox import Wanted
from matchmaker.services.sign_in import actor_of
from matchmaker.web.inbox_sheets import sheets, told_filter
from matchmaker.web.report_parts import cell_text
from models import Introduction, User
from models.session import Sessions
from tests.factories.cast import TICKED, Cast
from tests.factories.listings import NOW, make_need, make_offer, make_organization, make_user
from tests.factories.translations import bracketed
from tests.helpers import Browser

SignIn = Callable[[User], Browser]
#: The tables of a report, and what it says of itself.
FIGURES = ".report-table, #notes"


@pytest.fixture(scope="module")
def catalogues(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("translations")
    bracketed(messages(), "sv", folder)
    return folder


@pytest.fixture(autouse=True)
def _swedish(catalogues: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Before the application is made, which takes the folder then."""
    monkeypatch.setattr(locales, "FOLDER", catalogues)
    _forget()
    yield
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    locales.messages_of.cache_clear()
    saying._said.cache_clear()


def swedish(browser: Browser) -> Browser:
    return browser.get("/listings").submit("/language", language="sv")


def texts(browser: Browser, where: str) -> list[str]:
    found = [text for part in browser.page.select(where) for text in part.stripped_strings]
    assert found, f"nothing is {where} at {browser.url}"
    return [text for text in found if re.search("[A-Za-z]{3}", text)]


def left_in_english(browser: Browser, url: str, where: str) -> set[str]:
    """What a page says in the same words to an English and to a Swedish reader."""
    english = texts(browser.get(url), where)
    return set(english) & set(texts(swedish(browser).get(url), where))


def requested(sessions: Sessions, cast: Cast) -> str:
    """The reference of an introduction that the asker has asked for."""
    with sessions.writing() as session:
        need, offer = session.merge(cast.need), session.merge(cast.offer)
        content = introduction_requests.Request(("co_development",), "", "A works.")
        asker = actor_of(session.merge(cast.asker))
        case = introduction_requests.request(session, asker, need, offer, content, now=NOW)
        return case.reference


def test_a_form_says_its_labels_help_and_errors_in_the_language(
    browser: Callable[[], Browser],
) -> None:
    page = swedish(browser().get("/sign-in"))
    page.get("/sign-in").submit("/sign-in", email="", password="")
    assert "[Enter your e-mail address.]" in page.text
    assert page.page.find("label", {"for": "email"}).get_text(strip=True) == "[E-mail]"


def test_a_listing_keeps_its_own_language_on_a_page_in_another(sign_in: SignIn, cast: Cast) -> None:
    page = swedish(sign_in(cast.asker)).get(f"/listings/{cast.need.reference}")
    assert page.page.html["lang"] == "sv"
    assert page.page.h1["lang"] == cast.need.language
    assert "[At a glance]" in page.text
    assert "[Iron and steel]" in page.text


def test_navigation_and_an_error_page_are_in_the_language(sign_in: SignIn, cast: Cast) -> None:
    page = swedish(sign_in(cast.asker))
    assert "[Browse]" in page.page.find("nav", {"class": "site-nav"}).get_text()
    page.get("/listings/N-UNKNOWN")
    assert page.status == 404
    assert page.page.h1.get_text() == "[This page was not found]"


def test_a_template_of_constants_is_read_in_each_readers_language(app: Flask) -> None:
    template = app.jinja_env.from_string('{{ "not_relevant" | label("feedback_answers") }}')
    told = []
    for asked in ("en", "sv"):
        with app.test_request_context("/", headers={"Accept-Language": asked}):
            told.append(template.render())
    assert told == ["Not relevant", "[Not relevant]"]


def test_a_listings_figure_is_typed_and_shown_with_a_decimal_comma(
    sign_in: SignIn, cast: Cast
) -> None:
    page = swedish(sign_in(cast.answerer)).get("/offers/new")
    page.submit("/offers/new", title="Slag heat", abatement_t_per_t="1,25")
    page.get(f"{page.url}/edit")
    assert page.page.find(id="abatement_t_per_t")["value"] == "1,25"
    page.submit("/edit", abatement_t_per_t="1.250")
    assert page.status == 422
    assert page.page.find(id="abatement_t_per_t")["value"] == "1.250"


def test_what_is_not_among_the_choices_is_told_in_the_language(sign_in: SignIn, cast: Cast) -> None:
    page = swedish(sign_in(cast.asker)).get("/searches/new")
    assert "[Every week]" in page.text
    page.post("/searches/new", name="Slag", alert="hourly")
    assert page.status == 422
    assert "[Choose one of those that are offered.]" in page.text


def test_quotation_marks_and_the_words_of_a_search_are_the_languages(
    sign_in: SignIn, cast: Cast
) -> None:
    page = swedish(sign_in(cast.asker)).get("/listings?q=slag&sector=steel")
    assert "[“slag”]" in page.text
    page.get("/searches/new?q=slag&sector=steel")
    assert page.page.find(id="name")["value"] == "[“slag”] · [Iron and steel]"


def test_dates_and_numbers_are_written_as_the_language_does(app: Flask) -> None:
    with app.test_request_context("/", headers={"Accept-Language": "sv"}):
        template = app.jinja_env.from_string("{{ day | date }}; {{ 12345.5 | number(1) }}")
        assert template.render(day=dt.date(2027, 5, 3)) == "3 maj 2027; 12\xa0345,5"


def test_the_view_of_a_country_is_whole_in_the_language(
    sign_in: SignIn, cast: Cast, sessions: Sessions
) -> None:
    with sessions.writing() as session:
        government = make_organization(session, type="government", country="NO")
        person = make_user(session, government, role="focal_point")
        for _ in range(6):
            make_need(session, make_organization(session, country="NO"), technologies=["ccus"])
    page = sign_in(person)
    assert left_in_english(page, "/country", FIGURES) == set()
    assert "[Here and in the network]" in page.text


def test_a_frozen_report_is_told_in_the_language(
    sign_in: SignIn, cast: Cast, sessions: Sessions
) -> None:
    asked = reports.Asked("Annual report 2026", dt.date(2026, 1, 1), NOW.date())
    earlier = reports.Asked("Annual report 2025", dt.date(2025, 1, 1), dt.date(2025, 12, 31))
    with sessions.writing() as session:
        reports.take(session, Actor.operator(), earlier, now=NOW)
        taken = reports.take(session, Actor.operator(), asked, now=NOW)
    page = sign_in(cast.officer)
    url = f"/secretariat/reports/{taken.reference}"
    assert left_in_english(page, url, FIGURES) == set()
    assert "[The files are in English.]" in page.text


def test_the_details_of_a_listing_are_told_and_its_owners_words_stay(
    sign_in: SignIn, cast: Cast, sessions: Sessions
) -> None:
    said = {
        "countries": ["SE", "IN"],
        "licence_terms": ["non_exclusive"],
        "dual_use_listed": True,
        "abatement_t_per_t": 1.6,
        "patent_priority_date": dt.date(2027, 5, 3),
        "incumbent": "Yes",
    }
    with sessions.writing() as session:
        offer = make_offer(session, **said)
    page = sign_in(cast.asker)
    assert left_in_english(page, f"/listings/{offer.reference}", ".details") == {"Yes"}
    told = texts(page, ".details")
    assert {"Sverige, Indien", "[Yes]", "Yes", "3 maj 2027"} <= set(told)
    assert "1,6" in page.page.select_one(".details").get_text()


def test_the_trail_and_the_checklist_of_an_introduction_are_in_the_language(
    sign_in: SignIn, cast: Cast, sessions: Sessions
) -> None:
    url = f"/introductions/{requested(sessions, cast)}"
    assert left_in_english(sign_in(cast.officer), url, ".timeline, .point-facts") == set()


def test_the_audit_log_says_whole_sentences_in_the_language(
    sign_in: SignIn, cast: Cast, sessions: Sessions
) -> None:
    reference = requested(sessions, cast)
    page = sign_in(cast.auditor)
    assert left_in_english(page, "/audit", "#action") == set()
    cells = [cell.get_text() for cell in page.page.select(".audit-what")]
    assert any(f"[{cast.asker.name} requested [introduction] {reference}]." in c for c in cells)
    assert all(cell.strip().startswith("[") for cell in cells)
    page.get(f"/audit/introduction/{reference}")
    assert all(text.startswith("[") for text in texts(page, ".event-title"))


def test_the_inbox_as_a_file_is_in_the_language(app: Flask, cast: Cast, sessions: Sessions) -> None:
    wanted = Wanted()
    with sessions.writing() as session:
        actor = actor_of(session.merge(cast.asker))
        table = match_table(session, actor, wanted, now=NOW)
    with app.test_request_context("/", headers={"Accept-Language": "sv"}):
        matches, about = sheets(table, told_filter(wanted))
    heads = [heading for heading, _width in matches.columns]
    assert all(text.startswith("[") for text in (*heads, *(row[0] for row in about.rows)))
    first = dict(zip(heads, next(iter(matches.rows)), strict=True))
    assert first["[Kind]"] == "[Offer]"
    assert first["[Candidate]"] == cast.offer.title


def test_numbers_and_shares_of_a_report_are_written_as_the_language_does(app: Flask) -> None:
    with app.test_request_context("/", headers={"Accept-Language": "sv"}):
        told = [cell_text(value) for value in (12345, "50%", "3 of 17", "[c]", "Needs")]
    assert told == ["12\xa0345", "50\xa0%", "[3 of 17]", "[c]", "[Needs]"]
    with app.test_request_context("/"):
        assert [cell_text(value) for value in (12345, "50%", "3 of 17")] == [
            *("12,345", "50%", "3 of 17")
        ]


def test_the_foot_of_a_packs_pages_is_in_the_readers_language(
    sessions: Sessions, cast: Cast, sign_in: SignIn
) -> None:
    reference = requested(sessions, cast)
    with sessions.writing() as session:
        made = session.scalars(select(Introduction)).one()
        officer = actor_of(session.merge(cast.officer))
        introductions.decide(session, officer, made, "approve", checklist=TICKED, now=NOW)
        introductions.consent(session, actor_of(session.merge(cast.answerer)), made, now=NOW)
    reader = swedish(sign_in(cast.asker))

    file = reader.client.get(f"/introductions/{reference}/pack.pdf").data
    for page in PdfReader(io.BytesIO(file)).pages:
        told = f"[Introduction {reference} · confidential to its parties]"
        assert told in " ".join(page.extract_text().split())
