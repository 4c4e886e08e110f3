"""A published open listing that becomes blind: checked first, like every blind one."""

import pytest
from sqlalchemy import select

from embeddings.hashing import HashingEncoder
from matchmaker.jobs.context import Context
from matchmaker.jobs.registry import HANDLERS
from matchmaker.jobs.worker import Worker
from matchmaker.services import introduction_requests, listing_changes
from matchmaker.services.introduction_requests import Request
from matchmaker.services.matching_engine import MatchingEngine
from matchmaker.services.sign_in import actor_of
from models import Introduction, Listing, ListingVersion, User
from tests.factories.cast import OTHER_CANARY
from tests.factories.listings import NOW, make_offer

OLD = f"{OTHER_CANARY.title()} sells a boiler that runs on slag."
NEW = "A quenching tower makes steam."


@pytest.fixture
def work(sessions, tmp_path):
    """Does all that waits, but for mail."""
    encoder = HashingEncoder()
    context = Context(
        clock=lambda: NOW,
        mailer=None,
        render=None,
        base_url="",
        engine=MatchingEngine(encoder.info),
        encoder=encoder,
        data_dir=tmp_path,
    )
    kinds = ("index_listing", "match_listings")
    return Worker(sessions, context, {kind: HANDLERS[kind] for kind in kinds}).drain


@pytest.fixture
def opened(cast, sessions, work):
    """A published open offer of the answerer, whose teaser names its owner; found by its words."""
    with sessions.writing() as session:
        owner = session.merge(cast.answerer.memberships[0].organization, load=False)
        offer = make_offer(session, owner, title="Waste heat boiler", teaser=OLD)
    work()
    return offer


def edit(page, listing, **fields):
    address = f"/listings/{listing.reference}/edit"
    page.get(address)
    return page.submit("/edit", **{**fields, "intent": "save"})


def everything(browser, listing):
    """What a member finds of it: its page, the list, and a search for old and new words."""
    pages = {}
    for url in ("/listings", "/listings?q=boiler", "/listings?q=quenching", "/listings/map"):
        pages[url] = browser.get(url).html.replace('value="quenching"', "")
    assert browser.get(f"/listings/{listing.reference}").status == 404
    return pages


def test_nobody_reads_old_or_new_words_until_the_secretariat_has(
    cast, opened, sessions, sign_in, work, post_office
):
    reader = sign_in(cast.asker)
    assert OLD in reader.get(f"/listings/{opened.reference}").text
    owner = edit(sign_in(cast.answerer), opened, teaser=NEW, disclosure="blind")
    assert "Your listing is with the secretariat" in owner.text
    for happened in (lambda: None, work):  # at once, and when the worker has been there
        happened()
        for url, html in everything(reader, opened).items():
            assert OLD not in html, url
            assert NEW not in html, url
            assert opened.reference not in html, url
    told = "".join(post_office.deliver().to(cast.officer))
    assert opened.reference in told

    officer = sign_in(cast.officer).get("/secretariat")
    assert opened.reference in officer.html
    officer.get(f"/secretariat/listings/{opened.reference}").submit("/publish")
    page = reader.get(f"/listings/{opened.reference}")
    assert NEW in page.text
    assert OLD not in page.html
    assert OTHER_CANARY not in page.html.lower()


def test_its_old_words_alone_are_checked_too(cast, opened, sign_in):
    owner = edit(sign_in(cast.answerer), opened, disclosure="blind")
    if "Is this meant for other members?" in owner.text:  # its teaser names it
        owner.submit("/edit", disclosure="blind", warnings_read="y", intent="save")
    assert "Your listing is with the secretariat" in owner.text
    assert sign_in(cast.asker).get(f"/listings/{opened.reference}").status == 404


def test_no_version_says_that_members_read_what_nobody_has_checked(cast, opened, sessions, sign_in):
    edit(sign_in(cast.answerer), opened, teaser=NEW, disclosure="blind")
    with sessions.reading() as session:
        query = select(ListingVersion).where(ListingVersion.listing_id == opened.id)
        rows = session.scalars(query.order_by(ListingVersion.id)).all()
        assert [(row.action, row.state) for row in rows] == [
            ("make_blind", "submitted"),
            ("changed", "submitted"),
        ]
        assert listing_changes.is_unchecked(session, session.get_one(Listing, opened.id))


def test_its_open_introductions_end(cast, opened, sessions, sign_in):
    with sessions.writing() as session:
        asker = actor_of(session.get_one(User, cast.asker.id))
        need, offer = (session.get_one(Listing, row.id) for row in (cast.need, opened))
        asked = Request(("licence",), "", "A steelworks.")
        case = introduction_requests.request(session, asker, need, offer, asked, now=NOW)
    edit(sign_in(cast.answerer), opened, teaser=NEW, disclosure="blind")
    with sessions.reading() as session:
        assert session.get_one(Introduction, case.id).state == "withdrawn"


def test_the_form_says_so_beforehand(cast, opened, sign_in):
    page = sign_in(cast.answerer).get(f"/listings/{opened.reference}/edit")
    assert "If you make it blind, the secretariat checks it first" in page.text
    assert "If you make it blind" not in page.get(f"/listings/{cast.offer.reference}/edit").text
