"""What becomes of an introduction when one of its listings is withdrawn, expires or changes."""

import datetime as dt

import pytest

from matchmaker.errors import Conflict, NotPermitted
from matchmaker.services import introduction_requests, introductions, listing_change_check, listings
from matchmaker.services.introduction_requests import Request
from matchmaker.services.introduction_views import view_introduction
from matchmaker.services.sign_in import actor_of
from models import Introduction, Listing, Organization, User
from tests.factories.cast import ASKING_CANARY, OTHER_CANARY, TICKED
from tests.factories.listings import NOW, make_need, make_offer

DAY = dt.timedelta(days=1)


class Story:
    """The cast in one session: who is who, the two listings, and their introduction."""

    def __init__(self, session, cast, introduction=None):
        self.session = session
        self.need = session.get_one(Listing, cast.need.id)
        self.offer = session.get_one(Listing, cast.offer.id)
        people = ("asker", "answerer", "officer")
        self.asker, self.answerer, self.officer = (
            actor_of(session.get_one(User, getattr(cast, name).id)) for name in people
        )

    def request(self, asking=None, other=None, now=NOW):
        return introduction_requests.request(
            self.session,
            self.asker,
            asking or self.need,
            other or self.offer,
            Request(("licence",), "", "A steelworks."),
            now=now,
        )

    def approve(self, introduction, now=NOW):
        introductions.decide(
            self.session, self.officer, introduction, "approve", checklist=TICKED, now=now
        )
        return introduction

    def change(self, actor, listing, **values):
        listings.update(self.session, actor, listing, values, version=listing.version, now=NOW)


@pytest.fixture
def story(sessions, cast):
    with sessions.writing() as session:
        yield Story(session, cast)


def state_of(session, introduction):
    session.flush()
    return session.get_one(Introduction, introduction.id).state


@pytest.mark.parametrize("whose", ["need", "offer"])
@pytest.mark.parametrize("approved", [False, True])
def test_a_withdrawn_listing_ends_its_open_introductions(story, whose, approved):
    introduction = story.request()
    if approved:
        story.approve(introduction)
    listing, owner = {"need": (story.need, story.asker), "offer": (story.offer, story.answerer)}[
        whose
    ]

    listings.withdraw(story.session, owner, listing, now=NOW)

    assert introduction.state == "withdrawn"


def test_an_expired_listing_ends_its_open_introductions(story):
    introduction = story.approve(story.request())

    listings.expire_due(story.session, now=NOW + 400 * DAY)

    assert introduction.state == "withdrawn"


def test_what_is_introduced_or_closed_already_stays_as_it_is(story):
    introduction = story.approve(story.request())
    introductions.consent(story.session, story.answerer, introduction, now=NOW)

    listings.withdraw(story.session, story.asker, story.need, now=NOW)

    assert introduction.state == "introduced"


def test_both_sides_are_told_and_neither_learns_whose_listing_it_was(
    sessions, cast, sign_in, post_office
):
    with sessions.writing() as session:
        story = Story(session, cast)
        reference = story.approve(story.request()).reference
        listings.withdraw(session, story.answerer, story.offer, now=NOW)

    sent = post_office.deliver()
    for user, canary in ((cast.asker, OTHER_CANARY), (cast.answerer, ASKING_CANARY)):
        (mail,) = [text for text in sent.to(user) if "is closed" in text]
        page = sign_in(user).get(f"/introductions/{reference}")
        assert "Ended: one of the listings" in page.text
        assert canary not in mail.lower()
        assert canary not in page.text.lower()


def test_a_side_that_did_not_know_of_the_request_is_not_told_of_its_end(
    sessions, cast, sign_in, post_office
):
    with sessions.writing() as session:
        story = Story(session, cast)
        reference = story.request().reference
        listings.withdraw(session, story.answerer, story.offer, now=NOW)

    sent = post_office.deliver()
    assert sent.to(cast.answerer) == []
    assert len([text for text in sent.to(cast.asker) if "is closed" in text]) == 1
    assert sign_in(cast.answerer).get(f"/introductions/{reference}").status == 404


@pytest.mark.parametrize(
    "values",
    [{"technologies": ["ccus"]}, {"disclosure": "open"}, {"countries": ["SE"]}],
)
def test_a_change_in_substance_voids_the_consents_of_an_approved_introduction(story, values):
    introduction = story.approve(story.request())

    story.change(story.answerer, story.offer, **values)

    assert introduction.state == "withdrawn"
    assert story.request().state == "requested"  # it can be asked anew


def test_wording_and_completing_a_request_leave_the_introduction_open(story):
    approved = story.approve(story.request())
    story.change(story.asker, story.need, description="The same, better said.")
    assert approved.state == "approved"
    introductions.withdraw(story.session, story.asker, approved, now=NOW)

    requested = story.request()
    story.change(story.asker, story.need, technologies=["ccus"])
    assert requested.state == "requested"


def test_hiding_a_listing_from_the_other_side_ends_an_approved_introduction(story):
    introduction = story.approve(story.request())

    story.change(story.asker, story.need, hidden_from=[story.offer.organization])

    assert introduction.state == "withdrawn"
    seen = view_introduction(story.answerer, introduction).parties[0].listing
    assert (seen.teaser, seen.sectors) == ("", ())


@pytest.mark.parametrize("who", ["asker", "answerer"])
def test_nobody_is_introduced_over_a_listing_past_its_date(story, who):
    listing = story.need if who == "asker" else story.offer
    listing.valid_until = NOW.date()
    introduction = story.request()
    late = NOW + DAY
    with pytest.raises(Conflict, match="not published any more"):
        story.approve(introduction, now=late)
    story.approve(introduction)
    with pytest.raises(Conflict, match="not published any more"):
        introductions.consent(story.session, story.answerer, introduction, now=late)
    with pytest.raises(NotPermitted, match="Only two published listings"):
        story.request(
            make_need(story.session, story.need.organization, valid_until=NOW.date()), now=late
        )


def test_a_consent_after_the_time_to_answer_comes_too_late(story):
    introduction = story.approve(story.request())
    with pytest.raises(Conflict, match="time to answer is over"):
        introductions.consent(story.session, story.answerer, introduction, now=NOW + 14 * DAY)
    assert introduction.state == "approved"


def test_who_hides_from_a_blind_owner_learns_nothing_by_asking(story):
    """The request is taken; the secretariat alone sees why it cannot be approved."""
    story.change(story.asker, story.need, hidden_from=[story.offer.organization])
    introduction = story.request()
    with pytest.raises(Conflict, match="hidden from another side"):
        story.approve(introduction)
    assert introduction.state == "requested"


def test_who_hides_from_a_known_owner_is_reminded_of_it(story):
    offer = make_offer(
        story.session, story.session.get_one(Organization, story.offer.organization_id)
    )
    story.change(story.asker, story.need, hidden_from=[offer.organization])
    with pytest.raises(Conflict, match="is hidden from this organization"):
        story.request(other=offer)


def test_a_draft_made_of_an_introduced_listing_does_not_reach_the_other_side(story):
    introduction = story.approve(story.request())
    introductions.consent(story.session, story.answerer, introduction, now=NOW)
    title = story.need.title
    listings.withdraw(story.session, story.asker, story.need, now=NOW)
    story.change(story.asker, story.need, title="Not for them", teaser="Nor this.")

    seen = view_introduction(story.answerer, introduction).parties[0]

    assert seen.listing.title == title
    assert seen.listing.teaser == ""
    assert seen.contact is not None


def test_a_change_that_is_checked_first_voids_the_consents_when_it_is_published(story):
    introduction = story.approve(story.request())

    story.change(story.answerer, story.offer, trl=3)
    assert introduction.state == "approved"

    version = story.offer.version
    listing_change_check.review(
        story.session, story.officer, story.offer, "publish", version=version, now=NOW
    )
    assert introduction.state == "withdrawn"
