"""Questions between the parties of a case, before and after the release."""

import pytest

from matchmaker.services import exchange, introduction_requests, introductions
from matchmaker.services.introduction_requests import Request
from matchmaker.services.sign_in import actor_of
from models import Listing, User
from tests.factories.cast import ASKING_CANARY, OTHER_CANARY, TICKED
from tests.factories.listings import NOW, make_capability, make_organization, make_user
from tests.functional.test_questions import ANSWER, QUESTION, ask_url, everything, reference_of


@pytest.fixture
def asked(sign_in, cast, sessions):
    """A question that waits at the desk; its reference."""
    sign_in(cast.asker).get(ask_url(cast)).submit(ask_url(cast), text=QUESTION)
    return reference_of(sessions)


@pytest.fixture
def direct(sessions, cast):
    with sessions.writing() as session:
        officer = actor_of(session.get_one(User, cast.officer.id))
        exchange.set_relay(session, officer, relay="direct", note="A trial.", now=NOW)


def introduce(sessions, cast, *, until):
    """A request of the two, up to ``requested``, ``approved`` or ``introduced``."""
    with sessions.writing() as session:
        people = {n: actor_of(session.get_one(User, getattr(cast, n).id)) for n in KEYS}
        sides = [session.get_one(Listing, x.id) for x in (cast.need, cast.offer)]
        content = Request(("licence",), "", "A steelworks.")
        made = introduction_requests.request(session, people["asker"], *sides, content, now=NOW)
        if until != "requested":
            officer = people["officer"]
            introductions.decide(session, officer, made, "approve", checklist=TICKED, now=NOW)
        if until == "introduced":
            introductions.consent(session, people["answerer"], made, now=NOW)
        return made.reference


KEYS = ("asker", "officer", "answerer")


def test_a_question_within_a_request_does_not_tell_of_the_request(direct, sign_in, cast, sessions):
    case = introduce(sessions, cast, until="requested")
    asker = sign_in(cast.asker).get(f"/introductions/{case}/questions/1")
    asker.submit("/questions/1", text=QUESTION)
    url = f"/questions/{reference_of(sessions)}"
    assert case in asker.text
    answerer = sign_in(cast.answerer)
    assert case not in everything(answerer, cast, url).upper()
    assert answerer.get(f"/introductions/{case}/questions/0").status == 404


def test_either_party_asks_and_names_stand_beside_the_thread_after_the_release(
    direct, sign_in, cast, sessions
):
    case = introduce(sessions, cast, until="approved")
    answerer = sign_in(cast.answerer).get(f"/introductions/{case}/questions/0")
    answerer.submit("/questions/0", text="How much dust is in the gas?")
    url = f"/questions/{reference_of(sessions)}"
    asker = sign_in(cast.asker).get(url)
    assert "Other party · Northern Europe asks" in asker.text
    assert OTHER_CANARY not in asker.html.lower()
    asker.submit("/answer", text=ANSWER)
    assert ASKING_CANARY not in answerer.get(url).html.lower()

    answerer.get(f"/introductions/{case}").submit("/consent")
    assert f"{ASKING_CANARY.title()} Works" in answerer.get(url).text
    assert f"{OTHER_CANARY.title()} Works" in asker.get(url).text
    assert "How much dust" in asker.get(f"/introductions/{case}").text
    assert (
        asker.get(f"/introductions/{case}/questions/1").submit("/questions/1", text="More?").status
        == 409
    )


def test_of_three_parties_the_third_sees_neither_question_nor_answer(
    direct, sign_in, cast, sessions
):
    with sessions.writing() as session:
        third = make_organization(session, name="Whimbrel Works", type="institute")
        capability = make_capability(session, third, disclosure="blind")
        member = make_user(session, third)
        asker = actor_of(session.get_one(User, cast.asker.id))
        sides = [session.get_one(Listing, x.id) for x in (cast.need, cast.offer)]
        content = Request(("licence",), "", "A steelworks.")
        made = introduction_requests.request_all(
            session, asker, sides[0], [sides[1], capability], content, now=NOW
        )
        officer = actor_of(session.get_one(User, cast.officer.id))
        introductions.decide(session, officer, made, "approve", checklist=TICKED, now=NOW)
        case = made.reference
    answerer = sign_in(cast.answerer).get(f"/introductions/{case}")
    assert "Ask the third party" in answerer.text
    answerer.get(f"/introductions/{case}/questions/2").submit("/questions/2", text=QUESTION)
    url = f"/questions/{reference_of(sessions)}"
    asked = sign_in(member).get(url)
    assert "Second party" in asked.text
    assert OTHER_CANARY not in asked.html.lower()
    asked.submit("/answer", text=ANSWER)
    assert ANSWER in answerer.get(url).text
    assert "whimbrel" not in answerer.html.lower()
    onlooker = sign_in(cast.asker)
    assert onlooker.get(url).status == 404
    assert QUESTION not in onlooker.get(f"/introductions/{case}").html
