"""The secretariat sees what answers say of matches, and lets a better ranking rank."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from matchmaker.policies.actor import Actor
from matchmaker.services import ranker_switch, ranker_versions
from matchmaker.services.feedback_labels import labels
from matchmaker.services.matching_engine import MatchingEngine
from matchmaker.services.ranker_training import plan_challenger, write_challenger
from models import Feedback, Match, RankerVersion, User
from models.session import Sessions
from tests.factories.answers import ENCODER
from tests.factories.listings import NOW, make_organization, make_user
from tests.helpers import Browser

PAGE = "/secretariat/ranking"


@pytest.fixture
def database(answered: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(answered, tmp_path / "matchmaker.db"))


@pytest.fixture
def staff(sessions: Sessions, sign_in: Callable[[User], Browser]) -> Callable[[str], Browser]:
    """A browser of somebody with this role at the secretariat."""

    def open_browser(role: str) -> Browser:
        with sessions.writing() as session:
            desk = make_organization(session, type="secretariat")
            user = make_user(session, desk, role=role)
        return sign_in(user)

    return open_browser


@pytest.fixture
def challenger(sessions: Sessions) -> int:
    with sessions.writing() as session:
        plan = plan_challenger(session, MatchingEngine(ENCODER.info), now=NOW)
        return write_challenger(session, Actor.worker(), plan, now=NOW).id


def turn_against(sessions: Sessions) -> None:
    with sessions.writing() as session:
        version = session.get_one(RankerVersion, 1)
        version.report = {**version.report, "is_better": False, "verdict": "It is not better."}


def champion(sessions: Sessions) -> int | None:
    with sessions.reading() as session:
        return ranker_versions.champion_id(session)


def test_answers_and_bands_are_shown_before_anything_is_learnt(staff, sessions: Sessions) -> None:
    browser = staff("officer").get(PAGE)

    assert browser.status == 200
    with sessions.reading() as session:
        assert f"Answered pairs {len(labels(session))}" in browser.text
    assert "at least 200 to learn from" in browser.text
    table = browser.page.select_one("[aria-label=Bands]")
    assert [cell.get_text() for cell in table.select("thead th")] == [
        "Band",
        "Answered",
        "Promised",
        "Fit",
        "Range",
    ]
    assert "its weights are set by judgement" in browser.text
    assert "No challenger" in browser.text
    assert "Promote" not in browser.text
    assert "Go back" not in browser.text


def test_without_any_answer_the_page_says_how_they_come(staff, sessions: Sessions) -> None:
    with sessions.writing() as session:
        session.execute(delete(Feedback))

    browser = staff("officer").get(PAGE)

    assert "Too few to learn from yet" in browser.text
    assert "No answered proposal yet" in browser.text


def test_a_challenger_stands_beside_the_champion_with_its_comparison(staff, challenger) -> None:
    browser = staff("officer").get(PAGE)

    table = browser.page.select_one("[aria-label=Comparison]")
    assert [row.th.get_text() for row in table.select("tbody tr")] == [
        "How surely answers are told (log-loss)",
        "Order of the answered proposals (nDCG@10)",
        "Gap between promise and answers (ECE)",
    ]
    assert "– better" in table.get_text()
    assert "Kind of cooperation" in browser.text
    assert "Something speaks against it" not in browser.text


@pytest.mark.parametrize("role", ["officer", "administrator"])
def test_a_better_challenger_is_promoted_and_taken_back(
    staff, challenger, sessions: Sessions, role: str
) -> None:
    browser = staff(role).get(PAGE).submit("/promote", reason="It is better.")

    assert browser.url == PAGE
    assert "Version 1 ranks. All matches are being made again." in browser.text
    assert "Go back to the shipped ranking" in browser.text
    assert "It is better." in browser.text
    assert "No challenger" in browser.text
    assert champion(sessions) == challenger

    browser.submit("/roll-back")
    assert "What ranked before ranks again." in browser.text
    assert champion(sessions) is None


def test_what_is_not_better_needs_force_and_a_reason(staff, challenger, sessions: Sessions) -> None:
    turn_against(sessions)
    browser = staff("officer").get(PAGE)
    assert "Something speaks against it It is not better." in browser.text

    assert browser.submit("/promote").status == 409
    assert "It is not better." in browser.page.select_one(".error-summary").get_text()
    assert browser.submit("/promote", force="y").status == 422
    assert "Why: Say why it shall rank all the same." in browser.text
    assert champion(sessions) is None

    assert browser.submit("/promote", force="y", reason="The board asks for it.").status == 200
    assert champion(sessions) == challenger


def test_a_number_that_is_none_changes_nothing(staff, challenger, sessions: Sessions) -> None:
    browser = staff("officer").get(PAGE)

    assert browser.submit("/promote", version="one").status == 422
    assert browser.get(PAGE).submit("/promote", version="7").status == 404
    assert champion(sessions) is None


def test_the_auditor_reads_and_turns_no_key(staff, challenger, sessions: Sessions) -> None:
    browser = staff("auditor").get(PAGE)

    assert browser.status == 200
    assert "Promote version" not in browser.text
    assert browser.post(f"{PAGE}/promote", version="1").status in (400, 404)
    assert champion(sessions) is None


@pytest.mark.parametrize("role", ["representative", "contributor"])
def test_members_do_not_see_the_page(
    sessions: Sessions, sign_in: Callable[[User], Browser], role: str
) -> None:
    with sessions.writing() as session:
        user = make_user(session, role=role)

    browser = sign_in(user).get(PAGE)

    assert browser.status == 404
    assert "Match quality" not in browser.page.find("header").get_text()


def test_a_champion_learnt_for_another_model_is_said_to_be_stood_in_for(
    staff, challenger, sessions: Sessions
) -> None:
    with sessions.writing() as session:
        ranker_switch.promote(session, Actor.operator(), challenger, now=NOW)
        session.execute(update(Match).values(encoder="another@2"))

    assert "learnt for another language model" in staff("officer").get(PAGE).text


def test_the_page_has_a_place_of_its_own_in_the_navigation(staff) -> None:
    browser = staff("officer").get(PAGE)

    (here,) = browser.page.select(".site-nav a[aria-current]")
    assert here.get_text() == "Match quality"


def test_a_champion_that_was_not_learnt_from_answers_is_named_all_the_same(
    staff, sessions: Sessions
) -> None:
    with sessions.writing() as session:
        version = RankerVersion(
            made_at=NOW, origin="judgements", encoder="", parameters={}, report={}
        )
        session.add(version)
        session.flush()
        ranker_switch.promote(
            session, Actor.operator(), version.id, now=NOW, force=True, reason="Measured elsewhere."
        )

    browser = staff("officer").get(PAGE)

    assert "Version 1 , learnt 1 September 2026." in browser.text
    assert "What it changes" not in browser.text
