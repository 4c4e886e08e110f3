"""An introduction from the first key to the outcome, and every other way that it can end."""

import re

import pytest

from matchmaker.services import introduction_lists
from models import vocabulary as v
from tests.factories.cast import ASKING_CANARY, OTHER_CANARY
from tests.factories.listings import make_need, make_offer, make_user

ABOUT_US = "A steelworks in Asia with a pilot site."
_OTHER = re.compile(
    r"static|/new$|/edit$|^/organizations"
)  # what the crawl of a member's pages leaves out
QUESTION = "How much hydrogen sulphide is tolerated?"


@pytest.fixture
def asker(cast, sign_in):
    return sign_in(cast.asker)


@pytest.fixture
def answerer(cast, sign_in):
    return sign_in(cast.answerer)


@pytest.fixture
def officer(cast, sign_in):
    return sign_in(cast.officer)


def ask(browser, cast):
    """Ask for an introduction from the matches page; the path of the new introduction."""
    browser.get(f"/listings/{cast.need.reference}/matches")
    assert "Request introduction" in browser.text
    path = f"/listings/{cast.need.reference}/matches/{cast.offer.reference}/introduction"
    browser.get(path).submit(
        "/introduction", cooperation=["co_development"], question=QUESTION, about_us=ABOUT_US
    )
    assert browser.status == 200
    assert browser.url.startswith("/introductions/IN-")
    return browser.url


def act(browser, path, action, **data):
    if action == "approve":
        data = {**dict.fromkeys(v.SCREENING_POINTS, "y"), **data}
    return browser.get(path).submit(f"{path}/{action}", **data)


def introduce(cast, asker, officer, answerer):
    path = ask(asker, cast)
    act(officer, path, "approve")
    act(answerer, path, "consent")
    return path


def every_page(browser, *paths):
    """Everything that a member can open from the start and from the list, as one text.

    Not the listing form and the directory: they name every member, whoever posted what.
    """
    found = set(paths)
    for path in ("/", "/listings", "/introductions", "/organization", "/account"):
        links = re.findall(r'href="(/[^"#?]*)', browser.get(path).html)
        found.update([path], (link for link in links if not _OTHER.search(link)))
    return "\n".join(browser.get(path).html for path in sorted(found))


def test_three_keys_release_the_names_to_both_sides(cast, asker, officer, answerer):
    path = ask(asker, cast)
    assert "1 of 3 keys turned" in asker.text

    act(officer, path, "approve")
    assert "2 of 3 keys turned" in officer.text
    assert OTHER_CANARY not in asker.get(path).text.lower()

    act(answerer, path, "consent")

    assert "3 of 3 keys turned" in answerer.text
    assert cast.asker.email in answerer.html
    assert cast.answerer.email in asker.get(path).html
    assert "Next steps" in asker.text


def test_before_the_last_key_neither_side_learns_of_the_other_anywhere(
    cast, asker, officer, answerer, post_office
):
    path = ask(asker, cast)
    act(officer, path, "approve")
    sent = post_office.deliver()
    listings = [
        f"/listings/{reference}{end}"
        for reference in (cast.need.reference, cast.offer.reference)
        for end in ("", "/matches")
    ]

    seen_by_answerer = every_page(answerer, path, *listings).lower()
    seen_by_asker = every_page(asker, path, *listings).lower()

    assert cast.need.title.lower() in seen_by_answerer
    assert ABOUT_US.lower() in seen_by_answerer
    assert ASKING_CANARY not in seen_by_answerer
    assert OTHER_CANARY not in seen_by_asker
    assert sent.to(cast.answerer)
    assert ASKING_CANARY not in "".join(sent.to(cast.answerer)).lower()
    assert OTHER_CANARY not in "".join(sent.to(cast.asker)).lower()


@pytest.mark.parametrize("words", [ASKING_CANARY, f"{ASKING_CANARY.title()} Works", "problem with"])
def test_what_a_blind_listing_hides_is_not_found_by_its_words(cast, answerer, words):
    answerer.get(f"/listings?q={words}")

    assert answerer.status == 200
    assert cast.need.title not in answerer.text


def test_the_page_of_a_release_gives_contacts_and_leaves_the_texts_to_the_pack(
    cast, asker, officer, answerer, post_office
):
    path = introduce(cast, asker, officer, answerer)

    shown = answerer.get(path).text
    assert f"{ASKING_CANARY.title()} Works" in shown
    mails = "".join(post_office.deliver().to(cast.answerer)).lower()
    confidential = [f"problem with {ASKING_CANARY}", f"description with {ASKING_CANARY}"]
    assert not [text for text in confidential if text in shown.lower() or text in mails]


def test_until_the_approval_the_other_side_does_not_know_of_the_request(
    cast, asker, answerer, post_office
):
    path = ask(asker, cast)

    assert answerer.get(path).status == 404
    assert path not in answerer.get("/").html
    assert path not in answerer.get("/introductions").html
    assert path not in answerer.get(f"/listings/{cast.offer.reference}/matches").html
    assert post_office.deliver().to(cast.answerer) == []


def test_asking_back_meanwhile_does_not_tell_that_the_other_side_has_asked(cast, asker, answerer):
    ask(asker, cast)
    path = f"/listings/{cast.offer.reference}/matches/{cast.need.reference}/introduction"

    answerer.get(path).submit(
        "/introduction", cooperation=["co_development"], about_us="A supplier."
    )

    assert answerer.status == 409
    assert "cannot be requested at present" in answerer.text
    assert "already" not in answerer.text


def test_a_second_request_leads_to_the_first(cast, asker):
    path = ask(asker, cast)

    asker.get(f"/listings/{cast.need.reference}/matches/{cast.offer.reference}/introduction")

    assert asker.url == path


def test_a_request_without_words_is_shown_again_with_what_is_missing(cast, asker):
    path = f"/listings/{cast.need.reference}/matches/{cast.offer.reference}/introduction"

    asker.get(path).submit("/introduction", question="Only this", about_us="  ", cooperation=[])

    assert asker.status == 422
    assert "Please check the form" in asker.text
    assert "Choose at least one kind of cooperation." in asker.text
    assert "Only this" in asker.html


def test_what_both_want_is_chosen_already_and_what_is_hidden_is_not(cast, asker, sessions):
    with sessions.writing() as session:
        offer = make_offer(session, collaborations=["licence", "co_development"])
    matches = f"/listings/{cast.need.reference}/matches"

    def chosen(other):
        page = asker.get(f"{matches}/{other.reference}/introduction").page
        return [box["value"] for box in page.select("input[name=cooperation][checked]")]

    assert chosen(offer) == ["co_development"]
    assert chosen(cast.offer) == []


def test_an_outcome_is_reported_by_one_and_confirmed_by_the_other(
    cast, asker, officer, answerer, post_office
):
    path = introduce(cast, asker, officer, answerer)

    act(asker, path, "outcomes", stage="pilot", happened_on="2026-09-01", note="One furnace.")
    assert "Waits for confirmation" in asker.text
    assert "Please confirm" in "".join(post_office.deliver().to(cast.answerer))
    answerer.get(path).submit("/confirm")

    assert "Confirmed by both" in answerer.text
    assert "One furnace." in asker.get(path).text


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ({"stage": "", "happened_on": "2026-08-30"}, "Choose a stage"),
        ({"stage": "met", "happened_on": ""}, "Enter the day"),
        ({"stage": "met", "happened_on": "2026-12-30"}, "Must not lie in the future"),
    ],
)
def test_an_outcome_that_cannot_be_is_not_taken(cast, asker, officer, answerer, data, problem):
    path = introduce(cast, asker, officer, answerer)

    act(asker, path, "outcomes", **data)

    assert asker.status == 422
    assert problem in asker.text
    assert "Nothing is reported yet" in asker.get(path).text


def test_a_second_decision_comes_too_late(cast, asker, officer, sign_in):
    path = ask(asker, cast)
    other = sign_in(cast.approver).get(path)
    act(officer, path, "approve")

    other.submit(f"{path}/approve", **dict.fromkeys(v.SCREENING_POINTS, "y"))

    assert other.status == 409


def test_nobody_turns_a_key_of_another(cast, asker, officer, answerer):
    path = ask(asker, cast)
    assert asker.post(f"{path}/approve").status == 404
    act(officer, path, "approve")

    assert asker.get(path).post(f"{path}/consent").status == 403
    assert officer.get(path).post(f"{path}/consent").status == 404
    assert answerer.get(path).post(f"{path}/withdraw").status == 403


def test_a_stranger_finds_nothing(cast, asker, sessions, password_hash, sign_in):
    path = ask(asker, cast)
    with sessions.writing() as session:
        stranger = make_user(session, password_hash=password_hash)

    browser = sign_in(stranger)

    assert browser.get(path).status == 404
    assert "No introductions yet" in browser.get("/introductions").text


def test_the_inbox_says_what_waits_for_whom(cast, asker, officer, answerer):
    path = ask(asker, cast)
    assert "Waiting for others" in asker.get("/introductions").text
    assert "Waiting for you" in officer.get("/introductions").text
    act(officer, path, "approve")
    assert "Waiting for you" in answerer.get("/introductions").text
    act(answerer, path, "consent")
    assert "Introduced" in answerer.get("/introductions").text


def test_competitors_are_pointed_out_to_the_secretariat(cast, asker, officer, sessions):
    with sessions.writing() as session:
        session.merge(cast.offer.organization).sectors = ["steel"]
        need = make_need(session, session.merge(cast.need.organization), countries=["IN", "SE"])
    asker.get(f"/listings/{need.reference}/matches/{cast.offer.reference}/introduction")
    asker.submit("/introduction", cooperation=["licence"], about_us=ABOUT_US)

    officer.get(asker.url)

    assert "This case is flagged" in officer.text
    assert "Same sector: Iron and steel" in officer.text
    assert "flagged" not in asker.text


def test_of_many_the_latest_are_shown_and_all_of_them_page_by_page(
    cast, asker, officer, monkeypatch
):
    monkeypatch.setattr(introduction_lists, "LATEST", 0)
    monkeypatch.setattr(introduction_lists, "PER_PAGE", 1)
    path = ask(asker, cast)
    assert officer.get("/introductions/all/closed").text.count("None") == 1

    officer.get("/introductions/all/open?page=99")

    assert path in officer.html
    assert officer.get("/introductions/all/nothing").status == 404
