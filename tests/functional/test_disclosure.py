"""What a blind listing keeps to itself, also from those who try to find it out by asking around."""

import datetime as dt

import pytest
from sqlalchemy import select

from matchmaker.services import dashboard, introduction_requests, matches
from matchmaker.services.indexing import index_listings
from matchmaker.services.introduction_requests import Request
from matchmaker.services.listing_views import preview, view
from matchmaker.services.matching import MatchingEngine, match_listings
from matchmaker.services.sign_in import actor_of
from models import Listing, Match, Membership, Organization, User
from tests.factories.listings import (
    NOW,
    make_need,
    make_offer,
    make_organization,
    make_user,
)

TEXT = {
    "title": "Lime kiln",
    "teaser": "Electric heating of a lime kiln by plasma torches replaces gas burners.",
}


@pytest.fixture
def session(sessions):
    with sessions.writing() as session:
        yield session


def match_all(session):
    """Index and match everything anew, by words alone."""
    session.flush()
    ids = list(session.scalars(select(Listing.id)))
    index_listings(session, None, ids, now=NOW)
    match_listings(session, MatchingEngine(), None, ids, now=NOW)


def proposed(session, listing):
    query = select(Match).where(Match.listing_id == listing.id).order_by(Match.rank)
    return list(session.scalars(query.execution_options(populate_existing=True)))


def order(session, listing):
    return [match.counterpart_id for match in proposed(session, listing)]


def officer_of(session, listing):
    """An officer of the secretariat who also belongs to the organization of ``listing``."""
    officer = make_user(session, make_organization(session, type="secretariat"), role="officer")
    own = Membership(organization_id=listing.organization_id, role="contributor")
    officer.memberships.append(own)
    return officer


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ({"countries": ["IN"]}, {"countries": ["SE"]}),
        ({"countries": ["IN"], "disclosure": "blind"}, {"countries": ["SE"]}),
        ({"lowest_trl": 9, "disclosure": "blind"}, {"trl": 4}),
        ({"deadline": NOW.date() - dt.timedelta(days=1), "disclosure": "blind"}, {}),
    ],
)
def test_a_hidden_code_keeps_no_pair_apart(session, ours, theirs):
    """Else its reader would find the code by changing the own listing until the pair appears."""
    need = make_need(session, **TEXT, **{"lowest_trl": None, **ours})
    offer = make_offer(session, **TEXT, **{"disclosure": "blind", **theirs})
    match_all(session)
    assert order(session, need) == [offer.id]


def test_score_and_reasons_are_the_same_whatever_a_blind_listing_hides(session):
    need = make_need(session, **TEXT, collaborations=["research_service", "licence"])
    offers = [
        make_offer(session, organization, **TEXT, **hidden, disclosure="blind")
        for organization, hidden in (
            (make_organization(session), {}),
            (
                make_organization(session, type="institute", country="IN"),
                {
                    "technologies": ["ccus"],
                    "collaborations": ["licence"],
                    "countries": ["IN"],
                    "cpc": ["C21B 5/00"],
                    "licence_terms": ["exclusive"],
                    "valid_until": NOW.date(),
                },
            ),
        )
    ]
    need.deadline = dt.date(2026, 12, 24)
    match_all(session)

    first, second = proposed(session, need)
    assert {first.counterpart_id, second.counterpart_id} == {offer.id for offer in offers}
    assert (first.score, first.band, first.reasons) == (second.score, second.band, second.reasons)


def test_the_order_of_a_list_does_not_tell_whose_a_blind_listing_is(session):
    """One organization has two places at the top; its blind listings are not counted among them."""
    need = make_need(session, **TEXT, collaborations=[])
    owner = make_organization(session)
    owned = [make_offer(session, owner, **TEXT) for _ in range(2)]
    blind = make_offer(session, owner, **TEXT, disclosure="blind")
    others = [make_offer(session, **TEXT) for _ in range(9)]
    match_all(session)

    found = order(session, need)
    equal_ones_by_age = [offer.id for offer in (*owned, blind, *others)]
    assert sorted(found) == equal_ones_by_age  # who stands behind the window may be lifted once
    by_age = [key for key in found if key in equal_ones_by_age[:10]]
    assert by_age == equal_ones_by_age[:10]


def test_hiding_from_everybody_in_turn_does_not_find_the_owner_of_a_blind_listing(session):
    owner = make_organization(session)
    offer = make_offer(session, owner, **TEXT, disclosure="blind")
    need = make_need(session, **TEXT, hidden_from=[owner])
    match_all(session)

    assert order(session, need) == [offer.id]
    reader = actor_of(make_user(session, owner))
    assert matches.cards(session, reader, offer) == []  # they see nothing of the need
    assert matches.counts(session, reader, [offer.id]) == {}


@pytest.mark.parametrize("hides", ["need", "offer"])
def test_two_open_listings_are_kept_apart_both_ways_when_one_hides_from_the_other(session, hides):
    need, offer = make_need(session, **TEXT), make_offer(session, **TEXT)
    one, other = (need, offer) if hides == "need" else (offer, need)
    one.hidden_from = [other.organization]
    match_all(session)
    assert order(session, need) == order(session, offer) == []


def test_a_reader_is_not_told_what_kind_of_organization_posted_a_blind_listing(session):
    offer = make_offer(session, make_organization(session, type="institute"), disclosure="blind")
    for seen in (view(actor_of(make_user(session)), offer), preview(offer)):
        assert (seen.organization, seen.organization_type, seen.country) == (None, "", "")
    assert view(actor_of(make_user(session, offer.organization)), offer).organization_type


def test_no_count_tells_the_country_of_a_blind_listing(session):
    """Browsing counts the open ones exactly, so a total with blind ones would give these away."""
    offers = [make_offer(session, make_organization(session, country="NO")) for _ in range(5)]
    reader = actor_of(make_user(session))
    assert dashboard.country_counts(session, reader, "NO")[0].counts == ("5", "< 5", "< 5")
    offers[0].disclosure = "blind"
    session.flush()
    assert dashboard.country_counts(session, reader, "NO")[0].counts == ("< 5", "< 5", "< 5")


def test_an_officer_who_belongs_to_a_member_reads_and_checks_as_that_member(
    cast, sessions, sign_in
):
    with sessions.writing() as session:
        officer = officer_of(session, cast.need)
        waiting = make_need(
            session, session.get_one(Organization, cast.need.organization_id), state="submitted"
        )
    page = sign_in(officer)

    assert "plover" not in page.get(f"/listings/{cast.offer.reference}").text.lower()
    assert page.get(f"/secretariat/listings/{waiting.reference}").status == 404


def test_the_desk_does_not_lead_an_officer_to_a_draft(cast, sessions, sign_in):
    with sessions.writing() as session:
        draft = make_need(session, state="draft")
    page = sign_in(cast.officer)
    assert page.get(f"/secretariat/listings/{draft.reference}").status == 404


def test_an_officer_of_a_party_sees_no_names_on_the_desk(cast, sessions, sign_in, introduction):
    with sessions.writing() as session:
        officer = officer_of(session, cast.need)
    page = sign_in(officer)
    for path in ("/secretariat", "/", f"/introductions/{introduction}"):
        assert "Plover Works" not in page.get(path).text, path
    assert cast.offer.title in page.get("/secretariat").text


@pytest.fixture
def introduction(cast, sessions):
    """The reference of a request that waits for the secretariat."""
    with sessions.writing() as session:
        return introduction_requests.request(
            session,
            actor_of(session.get_one(User, cast.asker.id)),
            session.get_one(Listing, cast.need.id),
            session.get_one(Listing, cast.offer.id),
            Request(("licence",), "", "A steelworks."),
            now=NOW,
        ).reference
