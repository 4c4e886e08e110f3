"""Introductions that are decided, declined, withdrawn or left unanswered."""

import datetime as dt

import pytest

from tests.factories.cast import OTHER_CANARY
from tests.functional.test_introductions import act, ask


@pytest.fixture
def asker(cast, sign_in):
    return sign_in(cast.asker)


@pytest.fixture
def answerer(cast, sign_in):
    return sign_in(cast.answerer)


@pytest.fixture
def officer(cast, sign_in):
    return sign_in(cast.officer)


def test_the_secretariat_asks_for_more_and_gets_it(cast, asker, officer, post_office):
    path = ask(asker, cast)
    act(officer, path, "ask-information", reason="Which volume of gas?")
    assert "Which volume of gas?" in "".join(post_office.deliver().to(cast.asker))
    assert "Which volume of gas?" in asker.get(path).text

    act(asker, path, "give-information", about_us="A works with 50,000 m³ of gas per hour.")

    assert "Waiting for the secretariat" in asker.text
    assert "50,000 m³" in officer.get(path).text


def test_a_refusal_tells_the_asking_party_why_and_the_other_side_nothing(
    cast, asker, officer, answerer, post_office
):
    path = ask(asker, cast)

    act(officer, path, "refuse", rule="no_fit", reason="The gas is too cold.")

    assert "R4" in asker.get(path).text
    assert "The gas is too cold." in asker.text
    assert answerer.get(path).status == 404
    sent = post_office.deliver()
    assert sent.to(cast.answerer) == []
    assert "The gas is too cold." in "".join(sent.to(cast.asker))


@pytest.mark.parametrize(
    ("action", "data", "problem"),
    [
        ("refuse", {"rule": "", "reason": "x"}, "Choose the rule"),
        ("refuse", {"rule": "no_fit", "reason": " "}, "Write a sentence"),
        ("ask-information", {"reason": ""}, "Write what the asking party should add"),
    ],
)
def test_a_decision_without_its_reason_is_not_taken(cast, asker, officer, action, data, problem):
    path = ask(asker, cast)

    act(officer, path, action, **data)

    assert officer.status == 422
    assert problem in officer.text
    assert "Waiting for the secretariat" in asker.get(path).text


def test_nobody_but_the_secretariat_learns_who_declined_and_why(
    cast, asker, officer, answerer, post_office
):
    path = ask(asker, cast)
    act(officer, path, "approve")

    act(answerer, path, "decline", reason="terms")

    told = asker.get(path).text + "".join(post_office.deliver().to(cast.asker))
    assert "Not taken up" in told
    assert "does not suit" not in told
    assert OTHER_CANARY not in told.lower()
    assert "does not suit" in officer.get(path).text


def test_declining_needs_a_reason(cast, asker, officer, answerer):
    path = ask(asker, cast)
    act(officer, path, "approve")

    act(answerer, path, "decline")

    assert answerer.status == 422
    assert "Choose a reason" in answerer.text


def test_the_asking_party_withdraws_and_the_names_stay_closed(cast, asker, officer, answerer):
    path = ask(asker, cast)
    act(officer, path, "approve")

    act(asker, path, "withdraw")

    assert "Withdrawn" in asker.text
    assert "No names were released" in answerer.get(path).text
    assert "consent" not in [form["action"].split("/")[-1] for form in answerer.page("form")]


def test_an_unanswered_introduction_is_reminded_twice_and_then_closed(
    cast, asker, officer, answerer, post_office
):
    path = ask(asker, cast)
    act(officer, path, "approve")
    for days in (7, 12, 14):
        post_office.now += dt.timedelta(days=days) - (post_office.now - post_office.start)
        post_office.deliver()

    mails = post_office.mailer.to(cast.answerer)
    assert len([text for text in mails if "still waits for your answer" in text]) == 2
    assert "has expired" in mails[-1]
    assert "Expired" in asker.get(path).text
