"""Outcomes told by both sides in the browser, and check-ins answered from the mail."""

import datetime as dt
import re

import pytest

from matchmaker.app import create_app
from matchmaker.config import Config
from matchmaker.services.check_ins import DAYS
from models import CheckIn, User
from tests.factories.cast import ASKING_CANARY, OTHER_CANARY
from tests.factories.introductions import make_introduced, make_trio
from tests.factories.listings import NOW
from tests.functional.conftest import SECRET
from tests.helpers import Browser

DAY = dt.timedelta(days=1)
TODAY = "2026-09-01"
_LINK = re.compile(r"https://matchmaker\.example(/check-in/\S+)")
RESULT = {"stage": "licence", "happened_on": TODAY, "attribution": "only_by_it"}


class Clock:
    """The application's time, moved by the tests."""

    now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def app(database, tmp_path, clock):
    url = f"sqlite:///{database}"
    config = Config(database_url=url, secret_key=SECRET, encoder="hashing", data_dir=tmp_path)
    app = create_app(config, clock=clock)
    app.testing = True
    return app


@pytest.fixture
def path(sessions, cast):
    """The page of an introduction whose names are out."""
    with sessions.writing() as session:
        asker, answerer, officer, need, offer = (
            session.merge(row)
            for row in (cast.asker, cast.answerer, cast.officer, cast.need, cast.offer)
        )
        made = make_introduced(session, [need, offer], [asker, answerer], officer)
        return f"/introductions/{made.reference}"


def report(browser, path, **data):
    return browser.get(path).submit(f"{path}/outcomes", **data)


def test_a_result_is_disputed_corrected_and_confirmed(cast, sign_in, path):
    asker, answerer = sign_in(cast.asker), sign_in(cast.answerer)
    figure = {"abatement_t_per_year": "1200", "abatement_method": "modelled"}
    report(asker, path, note="For one furnace.", **RESULT, **figure)
    assert "Waits for confirmation" in asker.text

    assert "Outcomes waiting for you" in answerer.get("/").text
    assert "Licence signed" in answerer.get("/introductions").text
    assert "Waits for your word" in answerer.get(path).text
    link = answerer.page.find("a", href=re.compile("/dispute$"))["href"]
    answerer.get(link).submit("/dispute", note="")
    assert answerer.status == 422
    answerer.submit("/dispute", note="The figure is 900 t.")
    assert "Disputed" in answerer.text

    assert "Your report is disputed" in asker.get("/introductions").text
    assert "The figure is 900 t." in asker.get(path).text
    link = asker.page.find("a", href=re.compile("/correct$"))["href"]
    asker.get(link).submit("/correct", abatement_t_per_year="nine hundred")
    assert (asker.status, "Enter a number" in asker.text) == (422, True)
    assert 'value="nine hundred"' in asker.html
    asker.submit("/correct", abatement_t_per_year="900", abatement_method="")
    assert "Say how the figure was found" in asker.text
    asker.submit("/correct", abatement_t_per_year="900", abatement_method="modelled")
    assert "900 t CO₂e per year" in asker.text

    answerer.get(path).submit("/confirm")
    assert "Confirmed by both" in answerer.text
    assert "1,200" not in answerer.text
    for step in ("Outcome disputed", "Outcome corrected", "Outcome confirmed"):
        assert step in answerer.text


def test_what_was_typed_is_there_again_beside_its_error(cast, sign_in, path):
    asker = sign_in(cast.asker)
    report(
        asker, path, stage="licence", happened_on=TODAY, note="Signed.", baseline="Kiln of 2024",
        abatement_t_per_year="12", abatement_method="lca",
    )  # fmt: skip
    assert asker.status == 422
    assert "Say what part the introduction had" in asker.text
    for typed in ("Signed.", "Kiln of 2024", 'value="12"', 'selected value="lca"'):
        assert typed in asker.html
    assert asker.page.find("details", {"class": "outcome-part"}).has_attr("open")


def test_a_report_is_taken_back(cast, sign_in, path):
    asker = sign_in(cast.asker)
    report(asker, path, stage="met", happened_on=TODAY)
    asker.submit("/take-back")
    assert "taken back" in asker.text
    assert "Nothing is reported yet" in asker.text


def test_the_forms_of_a_report_are_for_those_who_may_use_them(cast, sign_in, path):
    asker, answerer = sign_in(cast.asker), sign_in(cast.answerer)
    report(asker, path, stage="met", happened_on=TODAY)
    for browser, action in ((asker, "dispute"), (answerer, "correct")):
        assert browser.get(f"{path}/outcomes/1/{action}").status == 404
    assert answerer.get(f"{path}/outcomes/99/dispute").status == 404
    assert answerer.get(f"{path}/outcomes/99/correct").status == 404
    assert sign_in(cast.officer).get(f"{path}/outcomes/1/dispute").status == 404


def test_of_three_parties_each_has_its_own_word(sessions, sign_in):
    with sessions.writing() as session:
        made, people = make_trio(session)
        path = f"/introductions/{made.reference}"
    first, second, third = map(sign_in, people)
    report(first, path, stage="nda", happened_on=TODAY)
    second.get(path).submit("/confirm")
    assert "Confirmed" in second.text
    third.get(third.get(path).page.find("a", href=re.compile("/dispute$"))["href"])
    third.submit("/dispute", note="We have not signed.")
    assert "Disputed" in third.text
    assert "We have not signed." in first.get(path).text


def links(post_office, clock, user, day=30):
    """The links in the mail of that day to ``user``."""
    post_office.now = clock.now = NOW + day * DAY
    return _LINK.findall(post_office.deliver().to(user)[-1])


def answers(sessions):
    with sessions.reading() as session:
        return [row.answer for row in session.query(CheckIn).order_by(CheckIn.id) if row.answer]


def test_one_click_in_the_mail_and_one_button_answer_a_check_in(
    app, cast, sessions, sign_in, path, post_office, clock
):
    found = links(post_office, clock, cast.asker)
    step = next(link for link in found if link.endswith("?answer=nda"))
    visitor = Browser(app)

    visitor.get(step)
    assert visitor.page.find("input", {"name": "answer", "checked": True})["value"] == "nda"
    assert cast.need.title in visitor.text
    for secret in (OTHER_CANARY, ASKING_CANARY, cast.offer.title, cast.asker.name, "@"):
        assert secret.lower() not in visitor.text.lower()
    assert answers(sessions) == []  # a mail scanner has been here as well

    visitor.submit()
    assert "Your answer is: A step further: Non-disclosure agreement" in visitor.text
    visitor.submit(answer="ended")
    assert answers(sessions) == ["ended"]
    clock.now = NOW  # the test's sign-in is of that day
    asker = sign_in(cast.asker).get(path)
    assert "You told a check-in: Closed" in asker.text
    assert "30 November 2026" in asker.text  # the next one


def test_an_answer_that_is_none_is_refused_beside_its_question(
    app, cast, sessions, path, post_office, clock
):
    visitor = Browser(app).get(links(post_office, clock, cast.asker)[0])
    visitor.submit(answer="wedding")
    assert visitor.status == 422
    assert answers(sessions) == []


def test_a_link_that_does_not_work_says_so_and_nothing_else(
    app, cast, sessions, path, post_office, clock
):
    good = links(post_office, clock, cast.asker)[0].partition("?")[0]
    visitor = Browser(app)
    pages = [visitor.get(bad).text for bad in (good[:-1] + "!", good + "A", "/check-in/x")]
    clock.now += 31 * DAY
    pages.append(visitor.get(good).text)
    clock.now = NOW + 31 * DAY
    with sessions.writing() as session:
        session.get_one(User, cast.asker.id).is_active = False
    pages.append(visitor.get(good).text)
    assert visitor.status == 404
    assert len(set(pages)) == 1
    assert "does not work" in pages[0]


def test_through_the_year_everybody_is_asked_five_times(cast, path, post_office, clock):
    for count, day in enumerate(DAYS, start=1):
        for _round in range(2):
            assert links(post_office, clock, cast.answerer, day)
        asked = [m for m in post_office.mailer.to(cast.answerer) if "How far is your" in m]
        assert len(asked) == count


def test_officers_and_auditors_see_the_pictures_and_the_cases_behind(cast, sign_in, path):
    asker, answerer = sign_in(cast.asker), sign_in(cast.answerer)
    officer = sign_in(cast.officer).get("/secretariat/outcomes")
    assert "No outcome is reported yet" in officer.text
    figure = {"abatement_t_per_year": "1200", "abatement_method": "lca"}
    report(asker, path, **RESULT, **figure)
    answerer.get(path).submit("/confirm")
    report(asker, path, stage="closed", happened_on=TODAY, closing_reason="completed")

    for person in (cast.officer, cast.auditor):
        browser = sign_in(person).get("/secretariat/outcomes")
        assert "1 of 1" in browser.text
        assert len(browser.page.select("svg.chart[role=img] > title")) == 2
        found = {a["href"] for a in browser.page.select("table a")}
        assert len(found) >= 6
        for link in found:
            assert path.rpartition("/")[2] in browser.get(link).text, link
    assert "No case" in officer.get("/secretariat/outcomes/cases?stage=met").text
    assert officer.get("/secretariat/outcomes/cases?stage=x&quarter=2026-Q9&page=7").status == 200
    assert asker.get("/secretariat/outcomes").status == 404
