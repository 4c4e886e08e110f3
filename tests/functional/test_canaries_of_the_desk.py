"""Who may not know yet finds no page or mail that joins the other side of a case to its name."""

import io
import re
import zipfile

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from matchmaker.services import (
    desk_figures,
    desk_store,
    interests,
    introduction_requests,
    introductions,
    partnership_desk,
    question_asking,
)
from matchmaker.services.introduction_requests import Request
from matchmaker.services.sign_in import actor_of
from models import Introduction, Listing, Membership, User
from tests.factories.cast import OTHER_CANARY, TICKED
from tests.factories.listings import NOW, make_capability, make_organization, make_user
from tests.factories.milestones import make_milestone
from tests.factories.sanctions import make_hit

MOST_PAGES = 120
PARTNERSHIP = "Harbour–Hill Partnership"
WANTED = Request(("licence",), "How hot?", "A steelworks.")
#: Shown last: pages of much the same kind, which tests of their own look through.
APART = ("/listings", "/matches", "/account", "/docs", "/api")
READERS = (
    "asker",
    "stranger",
    "government",
    "officer of the asking side",
    "auditor of the asking side",
    "officer with an interest",
)


def kind_of(url):
    """The address without the values that only narrow or order a list."""
    path, _, query = url.partition("?")
    return path, tuple(sorted(part.partition("=")[0] for part in query.split("&")))


def text_of(answer):
    """What an answer says: of a workbook its parts, of a PDF its words."""
    if answer.mimetype == "application/pdf":
        pages = PdfReader(io.BytesIO(answer.data)).pages
        return "\n".join(page.extract_text() for page in pages)
    if answer.data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
            return "\n".join(archive.read(name).decode() for name in archive.namelist())
    return answer.get_data(as_text=True)


def pages_of(browser, app):
    """``(address, text)`` of the pages that links lead to, one of each kind of address."""
    todo = [
        str(rule)
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.arguments and "sign-" not in str(rule)
    ]
    seen, found = set(), {}
    while todo and len(found) < MOST_PAGES:
        url = todo.pop(0).partition("#")[0]
        if kind_of(url) in seen or not url.startswith("/") or "static/" in url or url[:2] == "//":
            continue
        seen.add(kind_of(url))
        with browser.client.get(url, follow_redirects=True) as answer:
            assert answer.status_code < 500, url
            found[url] = text_of(answer)
        links = re.findall(r'href="([^"]+)"', found[url])
        todo += [link.replace("&amp;", "&") for link in links]
        todo.sort(key=lambda url: url.startswith(APART))
    return found


@pytest.fixture
def case(cast, sessions):
    """An approved case of two blind listings, with everything around that a page could tell of."""
    with sessions.writing() as session:
        need, offer = (session.get_one(Listing, x.id) for x in (cast.need, cast.offer))
        asker, officer = (actor_of(session.get_one(User, x.id)) for x in (cast.asker, cast.officer))
        profile = partnership_desk.Profile(PARTNERSHIP, members=(offer.organization.reference,))
        partnership_desk.found(session, officer, profile, now=NOW)
        need.partnership = offer.partnership = PARTNERSHIP
        make_milestone(session, offer.organization)
        make_hit(session, offer.organization)
        made = introduction_requests.request(session, asker, need, offer, WANTED, now=NOW)
        introductions.decide(session, officer, made, "approve", checklist=TICKED, now=NOW)
        question_asking.ask(
            session, asker, need, offer, "How hot is it?", now=NOW, introduction=made
        )
        third = make_organization(session)
        other_case = introduction_requests.request(
            session,
            actor_of(make_user(session, third)),
            make_capability(session, third),
            offer,
            WANTED,
            now=NOW,
        )
        assert (made.state, other_case.state) == ("approved", "requested")
        desk_store.write(session, desk_figures.count(session, now=NOW), now=NOW)
        return made.reference


def reader(sessions, cast, kind):
    with sessions.writing() as session:
        asking = session.get_one(Listing, cast.need.id).organization
        secretariat = session.get_one(User, cast.officer.id).memberships[0].organization
        if kind == "asker":
            return cast.asker
        if kind == "stranger":
            return make_user(session, make_organization(session))
        if kind == "government":
            government = make_organization(session, type="government", country="SE")
            return make_user(session, government, role="focal_point")
        user = make_user(session, secretariat, role=kind.partition(" ")[0])
        if "interest" in kind:
            interests.declare(session, actor_of(user), asking, reason="Shares.", now=NOW)
        else:
            user.memberships.append(Membership(organization=asking, role="contributor"))
        return user


@pytest.mark.parametrize("kind", READERS)
def test_no_page_joins_the_closed_side_to_its_name(app, case, kind, cast, sessions, sign_in):
    pages = pages_of(sign_in(reader(sessions, cast, kind)), app)

    joined = (case, cast.offer.title, cast.offer.reference)
    assert [
        url
        for url, page in pages.items()
        if OTHER_CANARY in page.lower() and any(words in page for words in joined)
    ] == []


def test_an_officer_without_an_interest_still_reads_whose_it_is(app, case, cast, sign_in):
    browser = sign_in(cast.officer)
    assert OTHER_CANARY in browser.get(f"/listings/{cast.offer.reference}").text.lower()
    assert OTHER_CANARY in browser.get(f"/introductions/{case}").text.lower()


def test_asking_for_a_blind_listing_moves_no_count_of_its_partnership(cast, sessions, sign_in):
    with sessions.writing() as session:
        offer = session.get_one(Listing, cast.offer.id)
        offer.partnership = PARTNERSHIP
        profile = partnership_desk.Profile(PARTNERSHIP, members=(offer.organization.reference,))
        officer = actor_of(session.get_one(User, cast.officer.id))
        address = (
            f"/partnerships/{partnership_desk.found(session, officer, profile, now=NOW).reference}"
        )
    before = sign_in(cast.asker).get(address).text
    with sessions.writing() as session:
        need, offer = (session.get_one(Listing, x.id) for x in (cast.need, cast.offer))
        asker = actor_of(session.get_one(User, cast.asker.id))
        introduction_requests.request(session, asker, need, offer, WANTED, now=NOW)

    assert sign_in(cast.asker).get(address).text == before
    assert "Requested" not in before
    assert "Requested 1" in sign_in(cast.officer).get(address).text


def test_why_a_case_was_declined_is_no_filter_for_the_recused(case, cast, sessions, sign_in):
    with sessions.writing() as session:
        made = session.scalars(select(Introduction).where(Introduction.reference == case)).one()
        answerer = actor_of(session.get_one(User, cast.answerer.id))
        introductions.decline(session, answerer, made, reason="no_capacity", now=NOW)
    address = "/secretariat/funnel/cases?reason=no_capacity"
    assert case in sign_in(cast.officer).get(address).text
    recused = sign_in(reader(sessions, cast, "officer of the asking side"))
    assert case not in recused.get(address).text
    assert case in recused.get("/secretariat/funnel/cases").text
