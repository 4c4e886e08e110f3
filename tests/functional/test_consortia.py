"""A consortium on the pages, and the introduction of three parties, two of them blind."""

from dataclasses import dataclass

import pytest

from models import Capability, Consortium, User
from models import vocabulary as v
from tests.factories.cast import ASKING_CANARY, OTHER_CANARY, Cast
from tests.factories.consortia import ANSWER, PART, make_consortium
from tests.factories.listings import (
    make_capability,
    make_organization,
    make_user,
)
from tests.functional.test_introductions import every_page

THIRD_CANARY = "dunlin"
CANARIES = {"asker": ASKING_CANARY, "answerer": OTHER_CANARY, "institute": THIRD_CANARY}
ABOUT_US = "A steelworks in Asia with a pilot site."


@dataclass(frozen=True, slots=True)
class Story:
    """The cast's blind need and offer, a blind capability of a third, and their proposal."""

    cast: Cast
    capability: Capability
    institute: User
    proposal: Consortium

    @property
    def url(self) -> str:
        return f"/consortia/{self.proposal.reference}"

    @property
    def listings(self) -> tuple[str, ...]:
        rows = (self.cast.need, self.cast.offer, self.capability)
        return tuple(row.reference for row in rows)


def begin(cast, sessions):
    with sessions.writing() as session:
        need, offer = session.merge(cast.need), session.merge(cast.offer)
        owner = make_organization(
            session, name=f"{THIRD_CANARY.title()} Institute", type="institute", country="DE"
        )
        capability = make_capability(
            session,
            owner,
            title="Tests of gas fermentation",
            teaser="A laboratory for bacteria that eat carbon monoxide.",
            disclosure="blind",
            description=f"description with {THIRD_CANARY}",
            facilities=f"facilities with {THIRD_CANARY}",
        )
        person = make_user(
            session, owner, name=f"Doro {THIRD_CANARY}", email=f"doro@{THIRD_CANARY}.example"
        )
        proposal = make_consortium(session, need, [offer, capability], missing=["engineering"])
    return Story(cast, capability, person, proposal)


@pytest.fixture
def story(cast, sessions):
    return begin(cast, sessions)


@pytest.fixture
def people(story, sign_in):
    """Browsers by who sits at them."""
    cast = story.cast
    users = {"asker": cast.asker, "answerer": cast.answerer, "institute": story.institute}
    return {name: sign_in(user) for name, user in (users | {"officer": cast.officer}).items()}


def ask(browser, story):
    browser.get(story.url)
    assert "Request an introduction of all" in browser.text
    browser.get(f"{story.url}/introduction").submit(
        "/introduction", cooperation=["co_development"], about_us=ABOUT_US
    )
    assert browser.url.startswith("/introductions/IN-")
    return browser.url


def act(browser, path, action, **data):
    if action == "approve":
        data = {**dict.fromkeys(v.SCREENING_POINTS, "y"), **data}
    return browser.get(path).submit(f"{path}/{action}", **data)


def approved(people, story, by="asker"):
    path = ask(people[by], story)
    act(people["officer"], path, "approve")
    return path


def everything(browser, path, story):
    listings = [f"/listings/{r}{end}" for r in story.listings for end in ("", "/consortia")]
    return every_page(browser, path, story.url, *listings).lower()


# The pages


def test_a_proposal_shows_roles_sentences_and_what_is_missing(story, people):
    asker = people["asker"].get(f"/listings/{story.cast.need.reference}/consortia")
    assert story.proposal.reference in asker.text

    asker.get(story.url)

    assert asker.status == 200
    for text in (PART, ANSWER, "Technology provider", "Research partner", "3 of 4 parts"):
        assert text in asker.text
    assert "Supplier and engineering Nobody yet" in asker.text


def test_the_way_leads_from_the_listing_to_its_consortia(story, people):
    asker = people["asker"].get(f"/listings/{story.cast.need.reference}")

    assert f'href="/listings/{story.cast.need.reference}/consortia"' in asker.html


def test_a_member_finds_what_its_own_listing_is_in(story, people):
    institute = people["institute"].get(f"/listings/{story.capability.reference}/consortia")

    assert story.proposal.reference in institute.text


def test_nobody_else_finds_it(story, sessions, sign_in):
    with sessions.writing() as session:
        stranger = make_user(session)
    browser = sign_in(stranger)

    for path in (
        story.url,
        f"{story.url}/introduction",
        *(f"/listings/{reference}/consortia" for reference in story.listings),
    ):
        assert browser.get(path).status == 404


def test_with_a_member_that_is_hidden_from_the_reader_there_is_no_page(story, sessions, people):
    with sessions.writing() as session:
        capability = session.merge(story.capability)
        capability.hidden_from = [session.merge(story.cast.asker).memberships[0].organization]

    assert people["asker"].get(story.url).status == 404
    assert people["answerer"].get(story.url).status == 200
    listed = people["asker"].get(f"/listings/{story.cast.need.reference}/consortia")
    assert "No consortium found yet" in listed.text


@pytest.mark.parametrize("state", ["draft", "published"])
def test_a_need_without_any_says_what_to_do(cast, sessions, sign_in, state):
    with sessions.writing() as session:
        session.merge(cast.need).state = state
    browser = sign_in(cast.asker).get(f"/listings/{cast.need.reference}/consortia")

    assert browser.status == 200
    expected = "before publication" if state == "draft" else "No consortium found yet"
    assert expected in browser.text


def test_only_a_representative_asks(story, sessions, sign_in):
    with sessions.writing() as session:
        owner = session.merge(story.cast.asker).memberships[0].organization
        writer = make_user(session, owner, role="contributor")
    browser = sign_in(writer).get(story.url)

    assert "Request an introduction of all" not in browser.text
    assert browser.get(f"{story.url}/introduction").status == 404


# The introduction of all


def test_the_last_of_four_keys_releases_all_names_at_once(story, people, post_office):
    path = approved(people, story)
    act(people["answerer"], path, "consent")
    for name in ("asker", "answerer", "institute"):
        seen = people[name].get(path).html.lower()
        assert not [c for who, c in CANARIES.items() if who != name and c in seen]

    act(people["institute"], path, "consent")

    assert "All sides have the names" in people["institute"].text
    emails = [u.email for u in (story.cast.asker, story.cast.answerer, story.institute)]
    mailer = post_office.deliver()
    for name, user in zip(
        ("asker", "answerer", "institute"),
        (story.cast.asker, story.cast.answerer, story.institute),
        strict=True,
    ):
        page = people[name].get(path).html
        assert all(email in page for email in emails if email != user.email)
        assert any("You are introduced" in text for text in mailer.to(user))


@pytest.mark.parametrize("by", ["asker", "answerer", "institute"])
def test_before_the_last_key_nobody_learns_of_anybody_anywhere(story, people, post_office, by):
    path = approved(people, story, by)
    sent = post_office.deliver()
    users = {"asker": story.cast.asker, "answerer": story.cast.answerer}
    users["institute"] = story.institute

    for name, user in users.items():
        seen = everything(people[name], path, story) + "".join(sent.to(user)).lower()
        assert story.capability.title.lower() in seen
        assert not [c for who, c in CANARIES.items() if who != name and c in seen], name


def test_the_secretariat_sees_all_parties(story, people):
    path = ask(people["asker"], story)
    officer = people["officer"].get(path)

    for canary in CANARIES.values():
        assert canary.title() in officer.text
    for label in ("Asking party", "Second party", "Third party"):
        assert label in officer.text


def test_the_others_learn_of_a_request_only_with_the_approval(story, people):
    path = ask(people["asker"], story)

    assert people["answerer"].get(path).status == 404
    assert people["institute"].get(path).status == 404


def test_an_incomplete_request_is_shown_again(story, people):
    asker = people["asker"].get(f"{story.url}/introduction").submit("/introduction")

    assert asker.status == 422
    assert "without the name" in asker.text
