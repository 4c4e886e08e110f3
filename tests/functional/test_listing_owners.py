"""Whose a listing is: who edits and takes it back, and from whom it is hidden."""

from collections.abc import Callable

from models import Listing
from models.session import Sessions
from tests.factories.cast import Cast
from tests.factories.listings import make_organization, make_user
from tests.functional.test_listings import NEED, SignIn, stored, write
from tests.helpers import Browser


def test_a_listing_is_hidden_from_those_whom_its_owner_chose(
    cast: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    rival = cast.offer.organization
    page = sign_in(cast.asker).get("/needs/new")
    page.submit("/needs/new", **NEED, hidden_from=[rival.reference], intent="publish")

    listing = stored(sessions)
    assert [organization.id for organization in listing.hidden_from] == [rival.id]
    assert sign_in(cast.answerer).get(f"/listings/{listing.reference}").status == 404
    page.get(f"/listings/{listing.reference}/edit")
    assert page.page.find("input", value=rival.reference).has_attr("checked")
    page.submit("/edit", hidden_from=[], intent="save")
    assert stored(sessions).hidden_from == []


def test_only_organizations_with_people_are_offered_to_hide_from_and_never_the_own(
    cast: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    with sessions.writing() as session:
        make_organization(session, name="Nobody is here")
    page = sign_in(cast.asker).get("/needs/new")
    assert cast.offer.organization.name in page.text
    assert "Nobody is here" not in page.text
    assert not page.page.find("input", value=cast.need.organization.reference)
    assert not page.page.find("label", string="Secretariat")


def test_nobody_else_edits_hands_in_or_takes_back(
    cast: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    address = f"/listings/{cast.need.reference}"
    for person in (cast.answerer, cast.officer, cast.auditor):
        page = sign_in(person)
        assert page.get(f"{address}/edit").status == 404
        page.get("/account")
        for action in ("edit", "submit", "withdraw", "renew", "attachments"):
            assert page.post(f"{address}/{action}", title="Mine now").status == 404
    with sessions.reading() as session:
        assert session.get_one(Listing, cast.need.id).state == "published"


def test_the_secretariat_and_strangers_write_no_listings(
    cast: Cast, sign_in: SignIn, browser: Callable[[], Browser]
) -> None:
    assert sign_in(cast.officer).get("/needs/new").status == 404
    assert browser().get("/needs/new").url == "/sign-in"


def test_who_acts_for_two_organizations_chooses_one(
    cast: Cast, sessions: Sessions, sign_in: SignIn, password_hash: str
) -> None:
    with sessions.writing() as session:
        first = make_organization(session, name="A first")
        second = make_organization(session, name="B second")
        user = make_user(session, first, password_hash=password_hash)
        other = make_user(session, second)
        other.memberships[0].user = user
    page = sign_in(user).get("/needs/new")
    page.submit("/needs/new", **NEED, organization=second.reference, intent="save")
    assert stored(sessions).organization_id == second.id

    page = write(page, **{**NEED, "title": "Forged"}, organization="ORG-FOREIGN9", intent="save")
    assert stored(sessions, "Forged").organization_id == first.id
