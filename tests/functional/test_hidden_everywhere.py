"""For whom a listing is hidden, it does not exist: on no page, in no count, no mail, no program."""

import re

import pytest
from sqlalchemy import select

from embeddings.hashing import HashingEncoder
from matchmaker.config import Config
from matchmaker.jobs.registry import build_worker
from matchmaker.services import api_tokens, listing_search, listings
from matchmaker.services.sign_in import actor_of
from models import Job, Listing, User
from tests.factories.cast import make_blind_need
from tests.factories.exchange import TOPICS
from tests.factories.listings import (
    NOW,
    make_capability,
    make_need,
    make_offer,
    make_organization,
    make_user,
)
from tests.functional.test_canaries_of_the_desk import pages_of

CANARY = "zygodactyl"
TEXT = {"title": f"Plasma lime kiln {CANARY}", "teaser": f"{TOPICS['kiln']} {CANARY}."}
PUBLIC = {"title": "Plasma for a lime kiln", "teaser": f"{TOPICS['kiln']}."}
#: What differs from one page to the next although nothing of what it tells does.
VOLATILE = re.compile(
    r'name="csrf_token"[^>]*|csrf-token" content="[^"]*"|\b[A-Z]{2,3}-[2-9B-Z]{8}\b'
)
WORDS = ("kiln", CANARY, "plasma lime", "organ")


@pytest.fixture
def world(cast, sessions):
    """A reader with listings that would be matched with those that are hidden from it."""
    with sessions.writing() as session:
        home = make_organization(session, name="Reader Works", type="institute", country="IN")
        for make in (make_need, make_offer, make_capability):
            make(session, home, **PUBLIC)
        other = make_organization(session, name="Somebody Ltd", country="SE")
        make_offer(session, other, **PUBLIC)
        officer = actor_of(session.get_one(User, cast.officer.id))
        return make_user(session, home), home, other, officer


def plant(session, owner, home):
    """Listings of every kind, open and blind, that the reader's organization is not to see."""
    made = []
    for make in (make_offer, make_need, make_capability):
        for disclosure in ("open", "blind"):
            fields = {"disclosure": disclosure, "hidden_from": [home], "partnership": CANARY}
            made.append(make(session, owner, **TEXT, description=f"All of {CANARY}", **fields))
    made.append(make_blind_need(session, owner))
    made[-1].hidden_from, made[-1].teaser = [home], f"{CANARY} {made[-1].teaser}"
    return made


@pytest.fixture
def work(database, sessions, tmp_path):
    """The worker does all that waits, with the encoder of tests."""
    config = Config(
        database_url=f"sqlite:///{database}",
        secret_key="a key for tests, as long as it has to be",
        encoder="hashing",
        data_dir=tmp_path,
    )

    def run():
        with sessions.writing() as session:
            for listing in session.scalars(select(Listing).where(Listing.state == "published")):
                payload = {"listing_id": listing.id}
                session.add(
                    Job(kind="index_listing", key="", payload=payload, run_at=NOW, created_at=NOW)
                )
        build_worker(config, sessions, HashingEncoder(), clock=lambda: NOW).drain()

    return run


def crawled(browser, app):
    """Address → what a page of it says, without tokens and references."""
    found = pages_of(browser, app)
    for word in WORDS:
        for more in ("", "&kind=offer", "&sort=new", "&sector=steel"):
            url = f"/listings?q={word}{more}".replace(" ", "+")
            found[url] = browser.get(url).html
    return {VOLATILE.sub("", url): VOLATILE.sub("", text) for url, text in found.items()}


def test_no_page_tells_of_it_and_every_count_is_as_without_it(
    app, world, work, sessions, sign_in, tmp_path
):
    reader, home, other, _officer = world
    work()
    without = crawled(sign_in(reader), app)
    with sessions.writing() as session:
        hidden = plant(session, session.merge(other), session.merge(home))
        references = [listing.reference for listing in hidden]
    work()
    browser = sign_in(reader)
    with_it = crawled(browser, app)

    assert {
        url
        for url, text in with_it.items()
        if CANARY in text.replace(f"q={CANARY}", "") and CANARY not in url
    } == set()
    counts = re.compile(r'class="(?:facet-count|count|stat-value)"[^>]*>([^<]*)<')
    for url in without.keys() & with_it.keys():
        if url.startswith(("/listings", "/country", "/partnerships")) or url == "/":
            assert counts.findall(without[url]) == counts.findall(with_it[url]), url
    for reference in references:
        assert not any(reference in text for text in with_it.values())
        for page in ("", "/matches", "/history", "/history/1..2", "/edit", "/renew", "?as=others"):
            assert browser.get(f"/listings/{reference}{page}").status == 404, page
    for file in (tmp_path / "outbox").glob("*"):
        text = file.read_text()
        assert not (reader.email in text and CANARY in text)


def test_no_program_finds_it(app, world, work, sessions):
    reader, home, other, _officer = world
    with sessions.writing() as session:
        hidden = plant(session, session.merge(other), session.merge(home))
        references = [listing.reference for listing in hidden]
        for listing in hidden:
            listing_search.put(session, listing)
    work()
    with sessions.writing() as session:
        actor = actor_of(session.get_one(User, reader.id))
        token = api_tokens.create(session, actor, name="A program", days=30, now=NOW)
        own = list(
            session.scalars(select(Listing.reference).where(Listing.organization_id == home.id))
        )
    client = app.test_client()
    headers = {"Authorization": f"Bearer {token}"}

    def ask(path):
        return client.get(f"/api/v1{path}", headers=headers)

    assert ask("/listings").status_code == 200
    paths = ["/listings", f"/listings?q={CANARY}", "/me"]
    paths += [
        f"/listings/{reference}/{page}" for reference in own for page in ("matches", "consortia")
    ]
    for path in paths:
        text = ask(path).get_data(as_text=True)
        assert CANARY not in text.replace(f"q={CANARY}", ""), path
        assert not [reference for reference in references if reference in text], path
    for reference in references:
        assert ask(f"/listings/{reference}").status_code == 404


def test_a_listing_that_is_hidden_later_is_gone_at_once(app, world, work, cast, sessions, sign_in):
    reader, home, other, _officer = world
    with sessions.writing() as session:
        offer = make_offer(session, session.merge(other), **TEXT)
        owner = make_user(session, session.merge(other))
    work()
    browser = sign_in(reader)
    assert browser.get(f"/listings/{offer.reference}").status == 200
    with sessions.writing() as session:
        row = session.get_one(Listing, offer.id)
        values = {"hidden_from": [session.merge(home)]}
        listings.update(
            session,
            actor_of(session.get_one(User, owner.id)),
            row,
            values,
            version=row.version,
            now=NOW,
        )
    assert {
        url for url, text in crawled(browser, app).items() if CANARY in text and CANARY not in url
    } == set()
