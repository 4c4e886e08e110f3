"""A platform that has just begun: few listings, no answers, no model – and no empty page."""

import pytest
from sqlalchemy import select

from embeddings.encoder import Encoder
from embeddings.hashing import HashingEncoder
from matchmaker.services.indexing import index_listings
from matchmaker.services.match_planner import SHOWN
from matchmaker.services.matching import MatchingEngine, match_listings
from models import Listing, Match, Organization
from tests.factories.demonstration import make_network
from tests.factories.listings import NOW, make_need, make_offer, make_user

ENCODERS = [None, HashingEncoder()]
#: Eight needs of the demonstration network, and the one that answers each best by its subject.
ANSWERS = {
    "nd-schmelzofen-erdgas-ersatz": "of-elektro-mehrkammerofen",
    "nd-slag-low-clinker-cement": "ca-slag-cement-indian-standards",
    "nd-goethite-ore-green-iron": "ca-hydrogen-reduction",
    "nd-celulose-dregs": "ca-cerrado-residuos",
    "nd-vajrasetu-new-scm": "ca-aravalli-scm",
    "nd-sorted-scrap": "of-libs-scrap-sorting",
    "nd-bahia-pyrolysis-oil": "of-garonne-pyoil",
    "nd-kuusiranta-steam": "of-aarebruck-steam-heat-pump",
}
OTHERS = (
    "ca-high-temperature-heat-pumps",
    "ca-hiuchi-ammonia-cracking",
    "ca-toxic-release-ports",
    "of-pressurized-alkaline-stack",
)
#: What a page without proposals says: why, and what happens next.
NEXT = {
    "none": ("No match found yet", "compared with yours as they come in", "What you can do now"),
    "preparing": ("being prepared",),
}


def bring(sessions, encoder: Encoder | None) -> None:
    """The worker reads and matches whatever is published."""
    with sessions.writing() as session:
        ids = list(session.scalars(select(Listing.id)))
        index_listings(session, encoder, ids, now=NOW)
        engine = MatchingEngine(encoder.info if encoder else None)
        match_listings(session, engine, encoder, None, now=NOW)


@pytest.fixture
def owner_of(sessions, sign_in):
    """A browser of somebody who owns the listing."""

    def open_browser(listing: Listing):
        with sessions.writing() as session:
            organization = session.get_one(Organization, listing.organization_id)
            user = make_user(session, organization)
        return sign_in(user)

    return open_browser


def titles(browser) -> list[str]:
    return [heading.get_text() for heading in browser.page.select("article.match .card-title")]


@pytest.fixture
def twenty(sessions) -> dict[str, Listing]:
    with sessions.writing() as session:
        made = make_network(session, [*ANSWERS, *ANSWERS.values(), *OTHERS])
    assert len(made) == 20
    return made


@pytest.mark.parametrize("encoder", ENCODERS, ids=["words", "hashing"])
def test_with_twenty_listings_no_page_is_empty(sessions, twenty, owner_of, encoder):
    bring(sessions, encoder)

    for listing in twenty.values():
        browser = owner_of(listing).get(f"/listings/{listing.reference}/matches")
        assert browser.status == 200
        assert titles(browser) or all(text in browser.text for text in NEXT["none"])
        assert "Keyword matching only" in browser.text or not titles(browser)


def test_twenty_listings_are_enough_for_sensible_proposals_without_a_model(
    sessions, twenty, owner_of
):
    bring(sessions, None)

    right = 0
    for need, answer in ANSWERS.items():
        browser = owner_of(twenty[need]).get(f"/listings/{twenty[need].reference}/matches")
        right += titles(browser)[:1] == [twenty[answer].title]
    assert right >= 6
    with sessions.reading() as session:
        rows = session.scalars(select(Match)).all()
        assert all(row.evidence["words"] for row in rows if row.rank <= SHOWN)


@pytest.mark.parametrize("make", [make_need, make_offer], ids=["need", "offer"])
@pytest.mark.parametrize("encoder", ENCODERS, ids=["words", "hashing"])
def test_the_first_listing_of_all_is_told_what_happens_next(sessions, owner_of, make, encoder):
    with sessions.writing() as session:
        alone = make(session, title="Heat below 200 degrees", teaser="It is wasted.")
    page = f"/listings/{alone.reference}/matches"
    owner = owner_of(alone)

    assert all(text in owner.get(page).text for text in NEXT["preparing"])
    bring(sessions, encoder)

    assert all(text in owner.get(page).text for text in NEXT["none"])
    for path in ("/", "/listings", "/organization", f"/listings/{alone.reference}"):
        assert owner.get(path).status == 200
        assert "Heat below 200 degrees" in owner.text


def test_on_a_platform_without_listings_every_page_has_a_sentence(sessions, sign_in, cast):
    with sessions.writing() as session:
        for listing in session.scalars(select(Listing)):
            session.delete(listing)
        institute = make_user(session, session.merge(cast.asker.memberships[0].organization))
    bring(sessions, None)

    for person, paths in (
        (institute, ("/", "/listings", "/organization", "/introductions")),
        (cast.officer, ("/", "/secretariat", "/secretariat/ranking/fairness")),
    ):
        browser = sign_in(person)
        for path in paths:
            browser.get(path)
            assert browser.status == 200
            assert len(browser.text.split()) > 15, path


def test_a_need_without_offers_and_then_its_first_one(sessions, owner_of):
    text = {"title": "Plasma for a lime kiln", "teaser": "Electric heating of a lime kiln."}
    with sessions.writing() as session:
        need = make_need(session, **text)
        make_need(session, title="Another need", teaser="Nobody offers anything.")
    bring(sessions, None)
    page = f"/listings/{need.reference}/matches"
    owner = owner_of(need)
    assert all(text in owner.get(page).text for text in NEXT["none"])

    with sessions.writing() as session:
        make_offer(session, **text)
    bring(sessions, None)

    assert titles(owner.get(page)) == ["Plasma for a lime kiln"]
