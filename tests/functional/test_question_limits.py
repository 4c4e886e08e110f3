"""How many questions there may be, and how they end."""

import datetime as dt

import pytest

from matchmaker.services import exchange
from matchmaker.services.sign_in import actor_of
from models import User
from tests.factories.cast import OTHER_CANARY
from tests.factories.listings import NOW
from tests.functional.test_questions import ANSWER, QUESTION, ask_url, reference_of, state_of


@pytest.fixture
def asked(sign_in, cast, sessions):
    """A question that waits at the desk; its reference."""
    sign_in(cast.asker).get(ask_url(cast)).submit(ask_url(cast), text=QUESTION)
    return reference_of(sessions)


@pytest.fixture
def relayed(asked, sign_in, cast):
    sign_in(cast.officer).get(f"/questions/{asked}").submit("/relay")
    return asked


@pytest.fixture
def direct(sessions, cast):
    with sessions.writing() as session:
        officer = actor_of(session.get_one(User, cast.officer.id))
        exchange.set_relay(session, officer, relay="direct", note="A trial.", now=NOW)


def test_three_open_questions_about_a_listing_and_no_more(sign_in, cast):
    asker = sign_in(cast.asker)
    for number in range(3):
        asker.get(ask_url(cast)).submit(ask_url(cast), text=f"Is step {number} dry?")
        assert asker.status == 200
    asker.get(ask_url(cast)).submit(ask_url(cast), text="And one more?")
    assert asker.status == 409
    assert "3 open questions" in asker.text
    assert asker.page.select_one("#text").text.strip() == "And one more?"
    asker.get("/questions").get(str(asker.page.select_one("article h3 a")["href"]))
    asker.submit("/withdraw")
    asker.get(ask_url(cast)).submit(ask_url(cast), text="And one more?")
    assert asker.status == 200


def test_ten_a_day_for_an_organization(sign_in, cast, sessions):
    asker = sign_in(cast.asker)
    for number in range(10):
        asker.get(ask_url(cast)).submit(ask_url(cast), text=f"Is step {number} dry?")
        asker.submit("/withdraw")
    asker.get(ask_url(cast)).submit(ask_url(cast), text="And one more?")
    assert asker.status == 409
    assert "10 questions within a day" in asker.text


def test_one_follow_up_at_a_time_goes_on_from_an_answer(direct, sign_in, cast, sessions):
    asker = sign_in(cast.asker).get(ask_url(cast)).submit(ask_url(cast), text=QUESTION)
    first = f"/questions/{reference_of(sessions)}"
    sign_in(cast.answerer).get(first).submit("/answer", text=ANSWER)
    asker.get(first).submit("/follow-up", text="And how dusty?")
    assert ANSWER in asker.text
    assert "And how dusty?" in asker.text
    asker.get(first).submit("/follow-up", text="And how dry?")
    assert asker.status == 409
    assert "One follow-up is open already" in asker.text


def test_without_an_answer_it_ends_after_fourteen_days(
    relayed, sign_in, cast, sessions, post_office
):
    post_office.now = NOW + dt.timedelta(days=13, hours=23)
    post_office.deliver()
    assert state_of(sessions, relayed) == "relayed"
    post_office.now = NOW + dt.timedelta(days=14)
    mails = post_office.deliver()
    assert state_of(sessions, relayed) == "unanswered"
    for user in (cast.asker, cast.answerer):
        assert any("ended without an answer" in mail for mail in mails.to(user))


def test_a_listings_end_closes_its_questions(relayed, sign_in, cast, sessions):
    sign_in(cast.answerer).get(f"/listings/{cast.offer.reference}").submit("/withdraw")
    assert state_of(sessions, relayed) == "closed"
    page = sign_in(cast.asker).get(f"/questions/{relayed}")
    assert "Ended with one of the listings" in page.text
    assert OTHER_CANARY not in page.html.lower()


def test_the_other_side_may_prefer_not_to_answer(relayed, sign_in, cast, sessions, post_office):
    sign_in(cast.answerer).get(f"/questions/{relayed}").submit("/decline")
    assert "prefers not to" in sign_in(cast.asker).get(f"/questions/{relayed}").text
    assert any("without an answer" in m for m in post_office.deliver().to(cast.asker))


def test_what_was_withdrawn_before_it_was_passed_on_never_existed_for_the_other_side(
    asked, sign_in, cast, post_office
):
    sign_in(cast.asker).get(f"/questions/{asked}").submit("/withdraw")
    assert sign_in(cast.answerer).get(f"/questions/{asked}").status == 404
    assert post_office.deliver().to(cast.answerer) == []
