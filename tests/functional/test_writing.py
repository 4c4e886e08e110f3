"""Help while writing: looked at without saving, warned before publishing, never in the way."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from matchmaker.services import listing_changes, listing_search
from models import AuditEvent, Listing, User
from models.session import Sessions
from tests.factories.cast import Cast
from tests.factories.listings import make_need, make_offer, make_organization, make_user
from tests.helpers import Browser

SignIn = Callable[[User], Browser]
NEED = {
    "title": "Dust-free charging of iron ore fines",
    "teaser": "Fines below 1 mm are to be charged without dust.",
    "problem": "Our ore fines cannot be charged into a shaft furnace.",
    "sectors": ["steel"],
    "collaborations": ["co_development"],
}
NAMED = {**NEED, "title": "Kestrel Works: charging of fines", "disclosure": "blind"}
CONFIRM = "I have read the warnings"


@pytest.fixture
def market(cast: Cast, sessions: Sessions) -> Cast:
    """Others' listings in the word search: one that fits the need, one that is hidden from it."""
    with sessions.writing() as session:
        asking = session.merge(cast.need.organization, load=False)
        texts = {"title": "Charging of ore fines without dust", "teaser": "Fines into a furnace."}
        shown = make_offer(session, **texts)
        hidden = make_offer(session, title="Dust and fines", teaser="Hidden", hidden_from=[asking])
        alike = make_need(session, title="Ore fines wanted for charging", teaser="Without dust.")
        for listing in (shown, hidden, alike):
            listing_search.put(session, listing)
    return cast


def state_of(sessions: Sessions) -> tuple[int | None, int | None]:
    with sessions.reading() as session:
        rows = (Listing, AuditEvent)
        return tuple(session.scalar(select(func.count()).select_from(row)) for row in rows)


def newest(sessions: Sessions) -> Listing:
    with sessions.reading() as session:
        return session.scalars(select(Listing).order_by(Listing.id.desc()).limit(1)).one()


def check(page: Browser, **fields: object) -> Browser:
    """Press "Check my text" on the form at hand."""
    (button,) = (one for one in page.page.select("[formaction]") if "Check my text" in one.text)
    address = button["formaction"].partition("#")[0]
    return page.post(address, **fields)


def panel(page: Browser) -> str:
    return " ".join(page.page.find(id="writing").get_text(" ").split())


def test_a_blank_form_says_what_checking_gives(market: Cast, sign_in: SignIn) -> None:
    page = sign_in(market.asker).get("/needs/new")

    assert "Write a title and a teaser, then check" in panel(page)
    assert "points of a good" not in panel(page)


def test_checking_shows_partners_alike_listings_and_what_is_missing_and_saves_nothing(
    market: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    page = sign_in(market.asker).get("/needs/new")
    before = state_of(sessions)
    check(page, **NEED)

    assert page.status == 200
    told = panel(page)
    assert "1 offer and 0 capabilities share its words" in told
    assert "Charging of ore fines without dust" in told
    assert "Hidden" not in page.html
    assert "Listings like this one Ore fines wanted for charging" in told
    assert "Missing: What “done” means can be measured" in told
    assert "Met: The collaboration wanted is named" in told
    assert "No warnings" in told
    assert page.page.find("input", id="title")["value"] == NEED["title"]
    assert state_of(sessions) == before

    page.submit("/needs/new", intent="save")
    assert newest(sessions).title == NEED["title"]


def test_a_saved_draft_is_helped_when_its_form_opens(market: Cast, sign_in: SignIn) -> None:
    page = sign_in(market.asker).get("/needs/new")
    page.submit("/needs/new", **{**NEED, "tried": "At 40 EUR/t"}, intent="save")

    desk = panel(page)
    assert "What was tried: a price or sum of money (“40 EUR”)" in desk
    assert "points of a good need are met" in desk
    page.get(page.page.find("a", string="See the advice")["href"])
    assert "1 warning" in panel(page)
    assert "Your own" not in panel(page), "it is not like itself"


def test_the_form_and_its_part_for_the_script_say_the_same(market: Cast, sign_in: SignIn) -> None:
    page = check(sign_in(market.asker).get("/needs/new"), **NEED)
    whole = page.page.select_one("[data-writing]")
    part = page.post("/needs/check", **NEED, part="help")

    assert "<html" not in part.html
    assert part.page.get_text(" ").split() == whole.get_text(" ").split()


def test_checking_waits_for_nobody_who_writes(
    market: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    page = sign_in(market.asker).get("/needs/new")
    with sessions.writing():
        assert check(page, **NEED).status == 200


def test_only_who_may_edit_a_listing_has_its_text_checked(
    market: Cast, sign_in: SignIn, browser: Callable[[], Browser]
) -> None:
    address = f"/listings/{market.need.reference}/check"
    for person in (market.answerer, market.officer):
        page = sign_in(person).get("/account")
        assert page.post(address, **NEED).status == 404
    assert sign_in(market.officer).get("/account").post("/needs/check").status == 404
    page = sign_in(market.asker).get(f"/listings/{market.need.reference}/edit")
    assert page.post(address, **NEED).status == 200
    assert page.client.post(address, data=NEED).status_code == 400


@pytest.mark.parametrize("kind", ["offers", "needs", "capabilities"])
@pytest.mark.parametrize(
    "text", ["", "🔥🔥🔥", "x" * 100_000, "<script>alert(1)</script>", '"" OR * NEAR(', "\0\ud800 ­"]
)
def test_any_text_is_checked_without_an_error(
    market: Cast, sign_in: SignIn, kind: str, text: str
) -> None:
    page = sign_in(market.asker).get(f"/{kind}/new")
    typed = text.encode(errors="replace").decode()
    check(page, title=typed, teaser=typed, description=typed, disclosure="blind", trl=typed[:9])

    assert page.status == 200
    assert "points of a good" in panel(page)
    assert "<script>alert" not in page.html


def test_what_cannot_be_taken_is_told_beside_its_field_and_the_rest_is_looked_at(
    market: Cast, sign_in: SignIn
) -> None:
    typed = {**NEED, "deadline": "soon", "description": "Our customers pay. " * 1_000}
    page = check(sign_in(market.asker).get("/needs/new"), **typed)

    problems = page.page.select_one(".error-summary").get_text(" ")
    assert "a date such as" in problems
    assert "at most 8,000" in problems
    assert "Description : customers (“Our customers”)" in panel(page)
    page = check(page.get("/needs/new"), title="")
    assert not page.page.select(".field-invalid"), "nothing is required yet"


def test_a_capability_with_too_many_statements_is_looked_at(market: Cast, sign_in: SignIn) -> None:
    statements = "\n".join(f"Tests of slag number {n} at 900 EUR" for n in range(12))
    page = check(sign_in(market.asker).get("/capabilities/new"), expertise=statements)

    assert "What you can do : a price or sum of money (“900 EUR”)" in panel(page)


def test_a_blind_listing_that_names_its_owner_is_confirmed_before_it_is_handed_in(
    market: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    page = sign_in(market.asker).get("/needs/new")
    before = state_of(sessions)
    page.submit("/needs/new", **NAMED, intent="publish")
    assert page.status == 422
    assert "the organization’s name (“Kestrel Works”)" in page.text
    assert page.page.find("label", string=CONFIRM)

    page.submit("/needs/new", intent="publish")
    assert page.status == 422
    assert "Please confirm it" in page.page.select_one(".error-summary").get_text()
    assert state_of(sessions) == before

    page.submit("/needs/new", warnings_read="y", intent="publish")
    assert newest(sessions).state == "submitted"


def test_a_box_ticked_before_the_warning_was_shown_confirms_nothing(
    market: Cast, sign_in: SignIn
) -> None:
    page = sign_in(market.asker).get("/needs/new")
    page.submit("/needs/new", **NAMED, warnings_read="y", intent="publish")
    assert page.status == 422

    page.submit("/needs/new", warnings_read="y", teaser="Ask Asha Kestrel.", intent="publish")
    assert page.status == 422, "another warning, not read yet"
    assert not page.page.find(id="warnings_read").has_attr("checked")


def test_a_draft_that_names_its_owner_is_saved_and_changed_freely(
    market: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    page = sign_in(market.asker).get("/needs/new")
    page.submit("/needs/new", **NAMED, intent="save")
    assert newest(sessions).state == "draft"


def test_the_desk_asks_for_the_same_confirmation(
    market: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    page = sign_in(market.asker).get("/needs/new")
    page.submit("/needs/new", **NAMED, intent="save")
    assert "Title: the organization’s name (“Kestrel Works”)" in panel(page)

    page.submit("/submit")
    assert newest(sessions).state == "draft"
    assert "Please read the warnings" in page.text
    page.submit("/submit", warnings_read="y")
    assert newest(sessions).state == "submitted"


def test_an_open_listing_may_name_its_owner(
    market: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    page = sign_in(market.asker).get("/needs/new")
    page.submit("/needs/new", **{**NAMED, "disclosure": "open"}, intent="publish")
    assert newest(sessions).state == "published"


def test_a_warning_is_asked_about_once_and_a_new_one_again(
    market: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    page = sign_in(market.asker).get("/needs/new")
    page.submit("/needs/new", **NEED, tried="At 40 EUR/t", intent="publish")
    page.submit("/needs/new", must_haves="Our customers ask", intent="publish")
    assert page.status == 422
    assert "“Our customers”" in page.text

    page.submit("/needs/new", intent="publish")
    assert newest(sessions).state == "published"


def test_a_change_of_a_published_listing_is_asked_about_before_others_read_it(
    market: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    page = sign_in(market.asker).get(f"/listings/{market.need.reference}/edit")
    page.submit("/edit", teaser="By Asha Kestrel of Kestrel Works.", intent="save")
    assert page.status == 422
    assert "the name of one of your people (“Asha Kestrel”)" in page.text

    page.submit("/edit", warnings_read="y", intent="save")
    with sessions.reading() as session:
        need = session.get_one(Listing, market.need.id)
        waiting = listing_changes.pending(session, need)
        assert waiting is not None
        assert "Asha" in waiting.version.content["teaser"]
        assert "Asha" not in need.teaser


def test_who_writes_for_two_is_warned_of_the_one_that_was_chosen(
    market: Cast, sessions: Sessions, sign_in: SignIn, password_hash: str
) -> None:
    with sessions.writing() as session:
        first = make_organization(session, name="Aardvark Works")
        second = make_organization(session, name="Wombat Works")
        user = make_user(session, first, password_hash=password_hash)
        make_user(session, second).memberships[0].user = user
    typed = {**NEED, "title": "Ore for Wombat", "disclosure": "blind"}
    page = sign_in(user).get("/needs/new")

    assert "No warnings" in panel(check(page, **typed, organization=first.reference))
    assert "“Wombat”" in panel(check(page, **typed, organization=second.reference))
