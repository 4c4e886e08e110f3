"""Listings for programs: the same filters, the same pages, the same secrets as for people."""

from collections.abc import Callable

import pytest

from matchmaker.api.schemas.listings import ListingQuery
from matchmaker.services import listing_search
from matchmaker.services.browse import FACETS, PER_PAGE
from models import Listing, User
from models.session import Sessions
from tests.factories.cast import ASKING_CANARY, OTHER_CANARY, Cast
from tests.factories.listings import make_need, make_offer, make_organization, make_user
from tests.functional.api.program import Program

Programs = Callable[[User], Program]


def references(asked: Program) -> list[str]:
    return [listing["reference"] for listing in asked.json["listings"]]


def test_published_listings_come_newest_first_in_pages(
    cast: Cast, program: Programs, sessions: Sessions
) -> None:
    with sessions.writing() as session:
        for number in range(PER_PAGE):
            make_offer(session, title=f"Offer {number}")
        make_offer(session, state="draft")
    asked = program(cast.asker).get("/listings?kind=offer&sort=title")

    assert asked.status == 200
    assert (asked.json["total"], asked.json["page"], asked.json["pages"]) == (PER_PAGE + 1, 1, 2)
    assert len(references(asked)) == PER_PAGE
    first = references(asked)
    assert asked.json["next"] == "/api/v1/listings?kind=offer&sort=title&page=2"
    asked.get(asked.json["next"].removeprefix("/api/v1"))
    assert len({*first, *references(asked)}) == PER_PAGE + 1
    assert asked.json["next"] is None


def test_filters_narrow_and_several_codes_widen(
    cast: Cast, program: Programs, sessions: Sessions
) -> None:
    with sessions.writing() as session:
        steel = make_offer(session, sectors=["steel"], trl=9).reference
        glass = make_offer(session, sectors=["glass"], trl=9).reference
        make_need(session, sectors=["steel"], trl=9)
    asked = program(cast.asker)

    assert references(asked.get("/listings?kind=offer&trl=9&sector=steel")) == [steel]
    both = references(asked.get("/listings?kind=offer&trl=9&sector=steel&sector=glass"))
    assert set(both) == {steel, glass}


def test_every_filter_of_the_page_is_a_filter_here(cast: Cast, program: Programs) -> None:
    assert set(FACETS) <= set(ListingQuery().fields)


def test_words_find_public_text_in_order_of_fit(
    cast: Cast, program: Programs, sessions: Sessions
) -> None:
    with sessions.writing() as session:
        listing_search.put(session, session.get_one(Listing, cast.offer.id))
    asked = program(cast.asker)

    assert references(asked.get("/listings?q=ethanol")) == [cast.offer.reference]
    assert references(asked.get(f"/listings?q={OTHER_CANARY}")) == []


def test_an_open_listing_shows_all_of_it(cast: Cast, program: Programs, sessions: Sessions) -> None:
    with sessions.writing() as session:
        owner = make_organization(session, name="Åkers Järn", country="SE")
        offer = make_offer(session, owner, description="In full.", problem_solved="Slag.")
    asked = program(cast.asker).get(f"/listings/{offer.reference}")

    assert asked.json["full"] is True
    assert asked.json["description"] == "In full."
    assert asked.json["type"] == "know_how"
    assert {"label": "Problem it solves", "text": "Slag."} in asked.json["details"]
    assert asked.json["organization"]["name"] == "Åkers Järn"
    assert asked.json["organization"]["country"] == {"code": "SE", "label": "Sweden"}


def test_a_blind_listing_tells_nothing_of_its_owner(cast: Cast, program: Programs) -> None:
    asked = program(cast.asker)
    paths = (
        "/listings",
        f"/listings/{cast.offer.reference}",
        f"/listings/{cast.need.reference}/matches",
    )
    for path in paths:
        assert asked.get(path).status == 200, path
        assert "Gas fermentation to ethanol" in asked.text, path
        assert OTHER_CANARY not in asked.text.lower(), path
    found = asked.get(f"/listings/{cast.offer.reference}").json
    assert (found["organization"], found["full"], found["details"]) == (None, False, [])
    assert found["region"] == {"code": "northern_europe", "label": "Northern Europe"}
    assert found["collaborations"] == []
    assert "SE" not in {value for value in found.values() if isinstance(value, str)}


@pytest.mark.parametrize("query", ["country=SE", "collaboration=co_development", "technology=ccus"])
def test_a_hidden_code_of_a_blind_listing_neither_finds_nor_counts_it(
    cast: Cast, program: Programs, query: str
) -> None:
    assert program(cast.asker).get(f"/listings?{query}&type=patent").json["total"] == 0


def test_owner_and_secretariat_read_a_blind_listing_in_full(cast: Cast, program: Programs) -> None:
    path = f"/listings/{cast.offer.reference}"
    for person in (cast.answerer, cast.officer):
        asked = program(person).get(path)
        assert asked.json["full"] is True
        assert OTHER_CANARY in asked.json["description"]
        assert ASKING_CANARY not in asked.text.lower()


def test_what_is_hidden_or_a_draft_looks_like_what_is_not_there(
    cast: Cast, program: Programs, sessions: Sessions
) -> None:
    with sessions.writing() as session:
        mine = session.get_one(Listing, cast.need.id).organization
        hidden = make_offer(session, hidden_from=[mine]).reference
        draft = make_offer(session, state="draft").reference
    asked = program(cast.asker)
    answers = {asked.get(f"/listings/{ref}").text for ref in (hidden, draft, "OF-ABSENT99")}

    assert asked.status == 404
    assert len(answers) == 1
    assert hidden not in references(asked.get("/listings"))


def test_a_person_without_an_organization_reads_as_any_member(
    cast: Cast, program: Programs, sessions: Sessions
) -> None:
    with sessions.writing() as session:
        stranger = make_user(session)
    asked = program(stranger).get(f"/listings/{cast.offer.reference}")
    assert asked.json["organization"] is None


@pytest.mark.parametrize(
    ("query", "field", "sentence"),
    [
        ("kind=ned", "kind", 'kind: "ned" is not a known code, the nearest is "need".'),
        ("sector=' OR 1=1 --", "sector", 'sector: "\' OR 1=1 --" is not a known code.'),
        ("page=0", "page", "page: must be greater than or equal to 1"),
        ("page=many", "page", "page: not a valid integer."),
        ("page=9", "page", "page: the last page is 1."),
        (f"page={'9' * 5000}", "page", "page: "),
        (f"q={'x' * 201}", "q", "q: longer than maximum length 200."),
        ("sort=best", "sort", "sort: must be one of relevance, newest, title, trl, valid_until."),
        ("colour=red", "colour", "colour: unknown field."),
    ],
)
def test_what_cannot_be_taken_is_named_in_one_sentence(
    cast: Cast, program: Programs, query: str, field: str, sentence: str
) -> None:
    asked = program(cast.asker).get(f"/listings?{query}")

    assert asked.status == 422
    assert asked.answer.content_type == "application/problem+json"
    assert asked.wrong_fields == [field]
    assert asked.json["detail"].startswith(sentence)


def test_a_flood_of_wrong_fields_gets_a_short_answer(cast: Cast, program: Programs) -> None:
    query = "&".join(f"{'x' * 200}{number}=1" for number in range(100))
    asked = program(cast.asker).get(f"/listings?{query}")

    assert asked.status == 422
    assert len(asked.text) < 4_000


@pytest.mark.parametrize(
    "query",
    ["q=%00", "q=%FF%FE", 'q="', "q=NEAR(", "q=*", "q=%F0%9F%92%A9", "q=-" * 50, "kind=", "q="],
)
def test_hostile_words_are_only_words(cast: Cast, program: Programs, query: str) -> None:
    assert program(cast.asker).get(f"/listings?{query}").status in (200, 422)


@pytest.mark.parametrize("reference", ["%00", "..%2F..", "'", "%F0%9F%92%A9", "x" * 3000])
def test_a_hostile_reference_is_not_there(cast: Cast, program: Programs, reference: str) -> None:
    assert program(cast.asker).get(f"/listings/{reference}").status == 404
