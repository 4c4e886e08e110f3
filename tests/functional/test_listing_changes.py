"""What members read of a published blind listing changes only after the secretariat has looked."""

import pytest

from matchmaker.services import listings
from matchmaker.services.sign_in import actor_of
from models import Listing, ListingChange, User
from tests.factories.listings import NOW

TEASER = "Microbes turn furnace gas into ethanol."


def edit(page, listing, **fields):
    address = f"/listings/{listing.reference}/edit"
    return page.get(address).submit("/edit", **{**fields, "intent": "save"})


def stored(sessions, listing):
    with sessions.reading() as session:
        found = session.get_one(Listing, listing.id)
        _ = found.hidden_from, found.incumbent
        return found


@pytest.fixture
def changed(cast, sign_in):
    """The blind offer of the answerer with a new teaser that waits."""
    return edit(sign_in(cast.answerer), cast.offer, teaser=TEASER, incumbent="Flaring")


def test_members_read_the_old_text_and_the_owner_what_waits(cast, changed, sessions, sign_in):
    assert "Your change is with the secretariat" in changed.text
    assert "Your change is waiting for the secretariat" in changed.text
    reader = sign_in(cast.asker)
    for url in (f"/listings/{cast.offer.reference}", "/listings"):
        html = reader.get(url).html
        assert "Bacteria turn carbon monoxide" in html
        assert TEASER not in html
        assert "waiting for the secretariat" not in html
    assert stored(sessions, cast.offer).incumbent == "Flaring"  # members do not read it
    form = changed.get(f"/listings/{cast.offer.reference}/edit")
    assert form.page.find("textarea", id="teaser").text.strip() == TEASER


def test_the_secretariat_compares_and_publishes(cast, changed, sessions, sign_in, post_office):
    page = sign_in(cast.officer).get("/secretariat")
    assert "Offer: a change to check" in page.text
    page.get(f"/secretariat/listings/{cast.offer.reference}")
    assert "added: Microbes" in page.text
    shown = page.page.find("h2", string="What members will see").find_parent("section")
    assert TEASER in shown.text
    assert f"To check: a change of offer {cast.offer.reference}" in "".join(
        post_office.deliver().to(cast.officer)
    )
    page.submit("/change/publish")
    assert "The change is published" in page.text
    assert stored(sessions, cast.offer).teaser == TEASER
    assert TEASER in sign_in(cast.asker).get(f"/listings/{cast.offer.reference}").text
    assert "is published" in post_office.deliver().to(cast.answerer)[-1]
    assert page.get(f"/secretariat/listings/{cast.offer.reference}").status == 200
    assert "does not wait for a check" in page.text


def test_a_returned_change_comes_back_with_the_reason(cast, changed, sessions, sign_in):
    page = sign_in(cast.officer).get(f"/secretariat/listings/{cast.offer.reference}")
    assert page.submit("/change/return", note="").status == 422
    page.submit("/change/return", note="The microbe gives you away.")
    assert stored(sessions, cast.offer).teaser != TEASER
    owner = changed.get(f"/listings/{cast.offer.reference}")
    assert "The microbe gives you away." in owner.text
    owner.get(owner.page.find("a", string="Go on from what you wrote")["href"])
    assert owner.page.find("textarea", id="teaser").text.strip() == TEASER
    assert "gives you away" not in sign_in(cast.asker).get(f"/listings/{cast.offer.reference}").html


def test_an_officer_decides_on_what_was_read(cast, changed, sessions, sign_in):
    page = sign_in(cast.officer).get(f"/secretariat/listings/{cast.offer.reference}")
    edit(changed, cast.offer, teaser="Kestrels turn furnace gas into ethanol.")
    assert page.submit("/change/publish").status == 409
    assert "Bacteria" in stored(sessions, cast.offer).teaser


def test_the_owner_takes_a_change_back(cast, changed, sessions, sign_in):
    changed.get(f"/listings/{cast.offer.reference}").submit("/change/take-back")
    assert "waiting for the secretariat" not in changed.text
    with sessions.reading() as session:
        assert [c.state for c in session.query(ListingChange)] == ["taken_back"]
    assert "change to check" not in sign_in(cast.officer).get("/secretariat").text


def test_what_narrows_takes_effect_at_once(cast, sessions, sign_in):
    page = sign_in(cast.answerer)
    hidden = cast.need.organization
    edit(page, cast.offer, teaser=TEASER, hidden_from=[hidden.reference])
    assert [o.id for o in stored(sessions, cast.offer).hidden_from] == [hidden.id]
    assert "Bacteria" in stored(sessions, cast.offer).teaser
    page.get(f"/listings/{cast.offer.reference}").submit("/withdraw")
    assert stored(sessions, cast.offer).state == "withdrawn"
    with sessions.reading() as session:
        assert [c.state for c in session.query(ListingChange)] == ["lapsed"]


def test_an_owner_who_opens_the_listing_needs_nobody(cast, changed, sessions):
    edit(changed, cast.offer, teaser=TEASER, disclosure="open")
    found = stored(sessions, cast.offer)
    assert (found.disclosure, found.teaser) == ("open", TEASER)
    with sessions.reading() as session:
        assert [c.state for c in session.query(ListingChange)] == ["taken_back"]


def test_nobody_else_decides_or_takes_back(cast, changed, sign_in):
    address = cast.offer.reference
    for person in (cast.asker, cast.auditor, cast.answerer):
        page = sign_in(person).get("/account")
        for action in ("publish", "return"):
            url = f"/secretariat/listings/{address}/change/{action}"
            assert page.post(url, note="Mine").status == 404
    for person in (cast.asker, cast.officer):
        page = sign_in(person).get("/account")
        assert page.post(f"/listings/{address}/change/take-back").status == 404


def test_an_expired_blind_listing_that_was_changed_is_checked_before_it_is_back(
    cast, sessions, sign_in
):
    with sessions.writing() as session:
        actor = actor_of(session.get_one(User, cast.answerer.id))
        offer = session.get_one(Listing, cast.offer.id)
        listings.renew(session, actor, offer, now=NOW)
        listings.perform(session, actor, offer, "expire", now=NOW)
        listings.renew(session, actor, offer, now=NOW)
        assert offer.state == "published"
        listings.perform(session, actor, offer, "expire", now=NOW)
        listings.update(session, actor, offer, {"teaser": TEASER}, version=offer.version, now=NOW)
        listings.renew(session, actor, offer, version=offer.version, now=NOW)
        assert offer.state == "submitted"
