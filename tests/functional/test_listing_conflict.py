"""Two people edit one listing: the second sees what the first saved, decides, and loses nothing."""

import pytest
from sqlalchemy import select

from matchmaker.policies.actor import Actor
from matchmaker.services import listing_versions
from models import Listing, ListingVersion
from tests.factories.listings import make_organization, make_user
from tests.functional.test_listings import NEED, stored, write


@pytest.fixture
def two(cast, sessions, sign_in):
    """Two people of the asker's organization, both with the form of one draft open."""
    with sessions.writing() as session:
        owner = session.get_one(Listing, cast.need.id).organization
        colleague = make_user(session, owner, role="contributor", name="Carla Colleague")
    first, second = sign_in(colleague), sign_in(cast.asker)
    write(second, **NEED, tried="Nothing yet", intent="save")
    address = f"{second.url}/edit"
    return first.get(address), second.get(address)


def test_three_fields_and_two_editors(two, sessions):
    """Theirs alone: taken over. Mine alone: kept. Both: side by side, and a choice."""
    first, second = two
    first.submit("/edit", teaser="Carla’s teaser of fines.", tried="Fluidised bed", intent="save")
    second.submit("/edit", tried="Rotary kiln", we_bring="A hall with power", intent="save")

    assert second.status == 409
    assert "Carla Colleague has saved this listing" in second.text
    assert "taken over into the form below: Teaser ." in second.text
    assert "kept: What you bring ." in second.text
    both = second.page.select("fieldset.conflict")
    assert [one.legend.text for one in both] == ["What was tried"]
    assert "Saved by Carla Colleague at 1 September 2026, 17:30 IST" in both[0].text.replace(
        " ", " "
    )
    assert "Fluidised bed" in both[0].text
    assert "Rotary kiln" in both[0].text
    assert second.page.find("textarea", id="teaser").text.strip() == "Carla’s teaser of fines."

    second.submit("/edit", intent="save")
    found = stored(sessions)
    assert (found.teaser, found.tried, found.we_bring) == (
        "Carla’s teaser of fines.",
        "Rotary kiln",
        "A hall with power",
    )


def test_theirs_can_be_taken(two, sessions):
    first, second = two
    first.submit("/edit", tried="Fluidised bed", sectors=["cement"], intent="save")
    second.submit("/edit", tried="Rotary kiln", sectors=["steel", "glass"], intent="save")
    assert [one.legend.text for one in second.page.select("fieldset.conflict")] == [
        "Sectors",
        "What was tried",
    ]
    radio = {"take-tried": "theirs", "take-sectors": "mine"}
    second.submit("/edit", **radio, intent="save")
    found = stored(sessions)
    assert (found.tried, found.sectors) == ("Fluidised bed", ["steel", "glass"])


def test_a_third_save_in_between_is_a_conflict_again(two, sessions):
    first, second = two
    address = first.url
    first.submit("/edit", tried="Fluidised bed", intent="save")
    second.submit("/edit", tried="Rotary kiln", intent="save")
    first.get(address).submit("/edit", tried="Shaft furnace", intent="save")
    second.submit("/edit", intent="save")
    assert second.status == 409
    assert "Shaft furnace" in second.page.select_one("fieldset.conflict").text
    second.submit("/edit", intent="save")
    assert stored(sessions).tried == "Rotary kiln"


def test_equal_changes_are_no_conflict(two, sessions):
    first, second = two
    first.submit("/edit", tried="Fluidised bed", intent="save")
    second.submit("/edit", tried="Fluidised bed", intent="save")
    assert not second.page.select("fieldset.conflict")
    second.submit("/edit", intent="save")
    assert second.status == 200
    assert stored(sessions).tried == "Fluidised bed"


def test_without_the_version_that_was_opened_every_difference_is_asked(two, sessions):
    first, second = two
    first.submit("/edit", teaser="Carla’s teaser of fines.", intent="save")
    with sessions.writing() as session:
        for version in session.scalars(select(ListingVersion)):
            session.delete(version)
    second.submit("/edit", tried="Rotary kiln", intent="save")
    assert [one.legend.text for one in second.page.select("fieldset.conflict")] == [
        "Teaser",
        "What was tried",
    ]


def test_the_conflict_page_is_for_those_who_may_edit(two, cast, sessions, sign_in):
    first, _second = two
    first.submit("/edit", tried="A secret trial", intent="save")
    with sessions.writing() as session:
        outsider = make_user(session, make_organization(session))
    for person in (outsider, cast.answerer, cast.officer):
        page = sign_in(person).get("/account")
        answer = page.post(first.url + "/edit", title="Mine", version="1")
        assert answer.status == 404
        assert "secret trial" not in answer.html


def test_what_the_platform_saved_has_no_name(two, sessions, sign_in):
    _first, second = two
    with sessions.writing() as session:
        listing = session.scalars(select(Listing).where(Listing.title == NEED["title"])).one()
        listing.teaser = "Written by a program."
        session.flush()
        listing_versions.record(
            session, Actor.operator(), listing, "changed", now=listing.updated_at
        )
    second.submit("/edit", teaser="Mine", intent="save")
    assert "Somebody else has saved this listing" in second.text
