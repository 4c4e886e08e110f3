"""A blind listing tells its readers a title, a teaser, codes and a region, and nothing else."""

import io
from collections.abc import Callable

import pytest

from matchmaker.services import listing_search
from models import Listing, User
from models.session import Sessions
from tests.factories.cast import OTHER_CANARY, Cast
from tests.factories.files import pdf
from tests.helpers import Browser

SignIn = Callable[[User], Browser]
PLOVER = pdf("plover")


@pytest.fixture
def searchable(cast: Cast, sessions: Sessions) -> Cast:
    """The cast, with its listings in the word search."""
    with sessions.writing() as session:
        for listing in (cast.need, cast.offer):
            listing_search.put(session, session.get_one(Listing, listing.id))
    return cast


def test_no_page_tells_a_reader_whose_it_is(searchable: Cast, sign_in: SignIn) -> None:
    page = sign_in(searchable.asker)
    address = f"/listings/{searchable.offer.reference}"
    for url in ("/listings", "/listings?q=ethanol", address, f"{address}?as=others"):
        page.get(url)
        assert "Gas fermentation to ethanol" in page.text, url
        assert OTHER_CANARY not in page.html.lower(), url


def test_the_reader_sees_title_teaser_sectors_trl_and_region(
    searchable: Cast, sign_in: SignIn
) -> None:
    page = sign_in(searchable.asker).get(f"/listings/{searchable.offer.reference}")
    for shown in ("Bacteria turn carbon monoxide", "TRL 7", "Iron and steel", "Northern Europe"):
        assert shown in page.text
    assert "Sweden" not in page.html
    assert "Co-development" not in page.text


def test_words_of_its_confidential_text_do_not_find_it(searchable: Cast, sign_in: SignIn) -> None:
    page = sign_in(searchable.asker).get(f"/listings?q={OTHER_CANARY}")
    assert "Nothing fits all of that" in page.text


def test_its_country_and_collaboration_are_not_counted(searchable: Cast, sign_in: SignIn) -> None:
    page = sign_in(searchable.asker)
    for query in ("country=SE", "collaboration=co_development", "technology=bio_based"):
        page.get(f"/listings?type=patent&{query}")
        assert "Gas fermentation" not in page.text


def test_its_owner_sees_all_of_it_and_what_others_see(searchable: Cast, sign_in: SignIn) -> None:
    address = f"/listings/{searchable.offer.reference}"
    page = sign_in(searchable.answerer).get(address)
    assert f"description with {OTHER_CANARY}" in page.text
    assert "EPplover" in page.text

    page.get(f"{address}?as=others")
    main = str(page.page.find("main"))
    assert "This is what other members see" in main
    assert OTHER_CANARY not in main.lower()


def test_the_preview_of_a_draft_follows_the_same_rule(
    searchable: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    with sessions.writing() as session:
        session.get_one(Listing, searchable.offer.id).state = "draft"
    page = sign_in(searchable.answerer).get(f"/listings/{searchable.offer.reference}?as=others")
    assert "once it is published" in page.text
    assert OTHER_CANARY not in str(page.page.find("main")).lower()


def test_its_files_are_not_there_for_a_reader(searchable: Cast, sign_in: SignIn) -> None:
    owner = sign_in(searchable.answerer).get(f"/listings/{searchable.offer.reference}")
    owner.post(
        f"/listings/{searchable.offer.reference}/attachments",
        file=(io.BytesIO(PLOVER), "plover.pdf"),
    )
    link = owner.page.select_one(".files a")["href"]
    with owner.client.get(link) as answer:
        assert answer.data == PLOVER

    reader = sign_in(searchable.asker)
    assert reader.get(link).status == 404
    assert "/attachments/" not in reader.get(f"/listings/{searchable.offer.reference}").html


def test_the_secretariat_reads_all_of_it(searchable: Cast, sign_in: SignIn) -> None:
    page = sign_in(searchable.officer).get(f"/listings/{searchable.offer.reference}")
    assert f"description with {OTHER_CANARY}" in page.text


def test_a_draft_looks_absent_to_everybody_else(
    searchable: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    with sessions.writing() as session:
        session.get_one(Listing, searchable.offer.id).state = "draft"
    for person in (searchable.asker, searchable.officer, searchable.auditor):
        page = sign_in(person)
        assert page.get(f"/listings/{searchable.offer.reference}").status == 404
        assert page.get("/listings/OF-ABSENT99").status == 404
