"""An introduction of several that is closed or asked for twice: who learns what of it."""

import pytest

from matchmaker.services.introduction_requests import Request, request
from matchmaker.services.sign_in import actor_of
from tests.factories.listings import (
    NOW,
    make_offer,
    make_user,
)
from tests.functional.test_consortia import (
    ABOUT_US,
    CANARIES,
    act,
    approved,
    ask,
    begin,
)


@pytest.fixture
def story(cast, sessions):
    return begin(cast, sessions)


@pytest.fixture
def people(story, sign_in):
    """Browsers by who sits at them."""
    cast = story.cast
    users = {"asker": cast.asker, "answerer": cast.answerer, "institute": story.institute}
    return {name: sign_in(user) for name, user in (users | {"officer": cast.officer}).items()}


def closed_by(people, story, who):
    """The pages of all three after ``who`` has ended the case, once another has consented."""
    path = approved(people, story)
    other = "institute" if who == "answerer" else "answerer"
    act(people[other], path, "consent")
    if who == "asker":
        act(people[who], path, "withdraw")
    else:
        act(people[who], path, "decline", reason="terms")
    return {name: people[name].get(path).text for name in CANARIES}


def test_nobody_learns_who_declined(story, people, post_office):
    pages = closed_by(people, story, "institute")
    sent = post_office.deliver()

    assert "Not taken up" in pages["asker"]
    assert "Closed without an introduction" in pages["asker"]
    assert "Third party Not needed any more" in pages["asker"]
    assert "Second party Not needed any more" in pages["asker"]  # although it has consented
    assert any("is closed" in text for text in sent.to(story.cast.answerer))
    assert not any("is closed" in text for text in sent.to(story.institute))


def test_who_has_consented_cannot_tell_a_refusal_from_a_withdrawal(story, people, sessions):
    declined = closed_by(people, story, "institute")["answerer"]
    withdrawn = closed_by(people, story, "asker")["answerer"]

    def without_reference(text):
        return " ".join(word for word in text.split() if not word.startswith("IN-"))

    assert without_reference(declined) == without_reference(withdrawn)


def test_consent_can_be_taken_back_until_the_last_key_turns(story, people):
    path = approved(people, story)
    act(people["answerer"], path, "consent")

    answerer = act(people["answerer"], path, "decline", reason="no_capacity")

    assert "Not taken up" in answerer.text
    institute = people["institute"].get(path)
    assert "Not taken up" in institute.text
    assert f"{path}/consent" not in institute.html


def test_the_secretariat_sees_who_declined_and_why(story, people):
    closed_by(people, story, "institute")
    officer = people["officer"]
    path = officer.get("/introductions").page.find("a", href=lambda h: h and "/IN-" in h)["href"]

    assert "Declined because: the cooperation wanted does not suit us" in officer.get(path).text


def test_a_second_request_for_the_same_parties_leads_to_the_first(story, people):
    path = ask(people["asker"], story)

    people["asker"].get(f"{story.url}/introduction")

    assert people["asker"].url == path


def test_the_other_side_that_asks_meanwhile_is_told_nothing_of_it(story, people):
    ask(people["asker"], story)
    answerer = people["answerer"].get(f"{story.url}/introduction")
    answerer.submit("/introduction", cooperation=["licence"], about_us="A supplier.")

    assert answerer.status == 409
    assert "cannot be requested at present" in answerer.text
    assert "A supplier." in answerer.html  # what was written is kept


@pytest.mark.parametrize("why", ["same owner", "full"])
def test_what_is_closed_about_the_others_is_not_told_by_refusing(story, people, sessions, why):
    with sessions.writing() as session:
        capability, offer = session.merge(story.capability), session.merge(story.cast.offer)
        if why == "same owner":
            capability.organization = offer.organization
        else:
            fill(session, capability)
    people["asker"].get(f"{story.url}/introduction")

    people["asker"].submit("/introduction", cooperation=["licence"], about_us=ABOUT_US)

    assert people["asker"].status == 409
    text = "An introduction of all these listings cannot be requested at present."
    assert text in people["asker"].text


def fill(session, listing):
    """Put the listing into as many open introductions as it may be in."""
    for _ in range(3):
        asking = make_offer(session)
        who = actor_of(make_user(session, asking.organization))
        request(session, who, asking, listing, Request(("licence",), "", "We."), now=NOW)
