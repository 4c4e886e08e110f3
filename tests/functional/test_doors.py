"""Doors that somebody may try: the way back after signing in, an old session, a public listing."""

import datetime as dt

import pytest

from matchmaker.services import sign_in as sign_in_service
from models import Listing, User
from tests.factories.listings import NOW
from tests.helpers import PASSWORD, Browser


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example/",
        "/\\evil.example/",
        "/\t/evil.example/",
        "/\t\\evil.example/",
        "\\\\evil.example/",
        "javascript:alert(1)",
        "http:evil.example",
        " //evil.example",
        "/listings\r\nSet-Cookie: a=b",
    ],
)
def test_signing_in_leads_to_no_other_site(browser, cast, target):
    page = browser().get("/sign-in")
    token = page.page.find("input", {"name": "csrf_token"})["value"]
    data = {"csrf_token": token, "email": cast.asker.email, "password": PASSWORD, "next": target}
    answer = page.client.post("/sign-in", data=data)
    assert answer.headers["Location"] == "/"


def test_signing_in_leads_back_to_the_page_that_was_asked_for(browser, cast):
    page = browser().get("/listings?q=carbon")
    page.submit("/sign-in", email=cast.asker.email, password=PASSWORD)
    assert page.url == "/listings"


def test_signing_in_gives_a_new_cookie_and_signing_out_ends_the_old_one(app, browser, cast):
    page = browser().sign_in(cast.asker.email)
    with page.client.session_transaction() as cookie:
        first = dict(cookie)
    page.get("/account").submit("/sign-out")

    replayed = Browser(app)
    with replayed.client.session_transaction() as cookie:
        cookie.update(first)
    assert replayed.get("/account").url == "/sign-in"

    page.sign_in(cast.asker.email)
    with page.client.session_transaction() as cookie:
        assert cookie["_user_id"] != first["_user_id"]
        assert cookie.get("csrf_token") != first["csrf_token"]


def test_a_disabled_user_is_out_at_once(sessions, cast, sign_in):
    page = sign_in(cast.asker)
    with sessions.writing() as session:
        session.get_one(User, cast.asker.id).is_active = False
    assert page.get("/account").url == "/sign-in"


def test_a_known_and_an_unknown_address_get_the_same_answer(browser, cast):
    answers = set()
    for email in (cast.asker.email, "nobody@example.org"):
        page = browser().sign_in(email, "not the password at all")
        answers.add((page.status, page.page.find("main").get_text().replace(email, "")))
    assert len(answers) == 1


@pytest.mark.parametrize(
    ("state", "status"), [("published", 422), ("submitted", 422), ("draft", 200)]
)
def test_what_others_read_may_not_lose_what_it_has_to_have(sessions, cast, sign_in, state, status):
    with sessions.writing() as session:
        listing = session.get_one(Listing, cast.need.id)
        listing.state = state
    path = f"/listings/{listing.reference}"

    page = sign_in(cast.asker).get(f"{path}/edit").submit("/edit", teaser="", intent="save")

    assert page.status == status
    with sessions.reading() as session:
        assert bool(session.get_one(Listing, listing.id).teaser) == (status == 422)


def test_too_many_tries_are_counted_for_unknown_addresses_as_well(sessions):
    for email in ("known@example.org", "nobody@example.org"):
        for number in range(sign_in_service.ACCOUNT_LIMIT + 1):
            moment = NOW + dt.timedelta(seconds=number)
            with sessions.writing() as session:
                if number < sign_in_service.ACCOUNT_LIMIT:
                    _refuse(session, email, moment)
                else:
                    with pytest.raises(sign_in_service.NotPermitted):
                        _refuse(session, email, moment)


def _refuse(session, email, moment):
    address = f"192.0.2.{moment.second}"
    assert (
        sign_in_service.authenticate(session, email, "wrong", address=address, now=moment) is None
    )
