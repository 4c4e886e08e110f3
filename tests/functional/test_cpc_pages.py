"""Finding CPC codes for a listing, with the script's part of a page and without a script."""

from collections.abc import Callable

from sqlalchemy import select

from matchmaker.importers.cpc_entries import CpcEntry
from matchmaker.policies.actor import Actor
from matchmaker.services import cpc_import
from models import Listing, User
from models.session import Sessions
from tests.factories.cast import Cast
from tests.factories.listings import NOW
from tests.helpers import Browser

SignIn = Callable[[User], Browser]


def test_without_a_script_codes_are_found_and_nothing_that_was_typed_is_lost(
    cast: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    page = sign_in(cast.asker).get("/needs/new")
    typed = {
        "title": "Slag & <b>“dust”</b>",
        "problem": "One\r\ntwo",
        "sectors": ["steel", "cement"],
    }
    page._take(page.client.post("/needs/cpc", data=_sent(page) | typed | {"cpc": "C22B7/04"}))
    assert page.page.find("input", value="C22B7/04").has_attr("checked")

    page.submit("/needs/cpc", cpc_query="portland cement", cpc_find="1")
    assert page.page.find("input", value="C04B7/02", type="checkbox")
    page.submit("/needs/cpc", cpc_chosen=["C22B7/04", "C04B7/02"], cpc_back="1")
    assert page.page.find("input", id="cpc")["value"] == "C22B7/04; C04B7/02"
    assert "Portland cement" in page.page.select_one("[data-cpc-chosen]").text
    page.submit("/needs/new", intent="save")

    with sessions.reading() as session:
        listing = session.scalars(select(Listing).where(Listing.state == "draft")).one()
        assert (listing.title, listing.problem) == (typed["title"], "One\ntwo")
        assert (listing.sectors, listing.cpc) == (["steel", "cement"], ["C22B7/04", "C04B7/02"])
    assert "Portland cement" in page.get(f"/listings/{listing.reference}").text


def _sent(page: Browser) -> dict[str, object]:
    form = page.page.find("form", id="listing-form")
    hidden = form.find_all("input", type="hidden")
    return {field["name"]: field.get("value", "") for field in hidden}


def test_the_part_for_the_script_offers_codes_with_what_stands_above(
    cast: Cast, sign_in: SignIn
) -> None:
    page = sign_in(cast.asker).get("/cpc?q=spongy+iron")
    first = page.page.find("button", attrs={"data-cpc": "C21B13/00"})
    assert "Manufacture of iron or steel" in first.get_text(" ")

    page.get("/cpc?q=<script>xyzzy</script>")
    assert "<script>" not in page.html
    assert "No code holds" in page.text
    assert page.get("/cpc").status == 200


def test_a_code_that_the_scheme_does_not_hold_is_refused_beside_its_field(
    cast: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    with sessions.writing() as session:
        entry = CpcEntry("C21B", 5, "MANUFACTURE OF IRON OR STEEL", "C21")
        cpc_import.load(session, Actor.operator(), [entry], edition="2026.01", now=NOW)
    page = sign_in(cast.asker).get("/needs/new")
    page.submit("/needs/new", title="Slag", cpc="C21B13/9999; C22B99/99", intent="save")

    assert page.status == 422
    said = page.page.select_one(".field-invalid").get_text(" ")
    assert "no such code: C21B13/9999" in said
    assert "C22B99/99" not in page.page.select_one(".error-summary").text


def test_a_blind_listing_shows_its_codes_to_nobody(
    cast: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    with sessions.writing() as session:
        session.get_one(Listing, cast.need.id).cpc = ["C04B7/02"]
    url = f"/listings/{cast.need.reference}"
    assert "Portland cement" not in sign_in(cast.answerer).get(url).html
    assert "Portland cement" not in sign_in(cast.asker).get(f"{url}?as=others").html
    assert "Portland cement" in sign_in(cast.asker).get(url).html
