"""What two texts share: sentences and words that count, from any text that a member may write."""

import pytest
from sqlalchemy import select

from embeddings.hashing import HashingEncoder
from matchmaker.services.disclosure import disclosed_text
from matchmaker.services.indexing import index_listings
from matchmaker.services.matching import MatchingEngine, match_listings
from models import Match
from tests.factories.listings import NOW, make_capability, make_need, make_offer
from tests.unit.ranking.test_explanation import BAD_TEXTS

ENCODER = HashingEncoder()
#: What tells the market apart: without other needs and offers no word is rarer than another.
OTHERS = (
    "Electrolysis of iron ore in molten oxide at high temperature.",
    "Waste heat of a paper machine is raised by a heat pump for drying.",
    "Inert anodes for aluminium smelters that give off no carbon dioxide.",
    "Ammonia as a fuel for the engines of bulk carriers and tugs.",
)
BOILERPLATE = "We look forward to hearing from interested partners all over the world."
NEED = "We look for grinding of electric arc furnace slag to a fine binder for cement."
OFFER = "We grind electric arc furnace slag to a fine binder for cement."


@pytest.fixture
def session(sessions):
    with sessions.writer() as session:
        yield session


def matched(session, *listings, encoder=ENCODER):
    """Index and match these among others; the rows of the first one."""
    others = [
        make(session, title=t.split()[0], teaser=t)
        for t in OTHERS
        for make in (make_need, make_offer)
    ]
    session.flush()
    ids = [listing.id for listing in (*listings, *others)]
    index_listings(session, encoder, ids, now=NOW)
    engine = MatchingEngine(encoder.info if encoder else None)
    match_listings(session, engine, encoder, ids, now=NOW)
    query = select(Match).where(Match.listing_id == listings[0].id).order_by(Match.rank)
    return list(session.scalars(query))


def evidence_with(session, need, offer, **options):
    rows = matched(session, need, offer, **options)
    return next((row.evidence for row in rows if row.counterpart_id == offer.id), {})


@pytest.mark.parametrize("encoder", [ENCODER, None], ids=["vectors", "words"])
def test_the_two_sentences_and_the_words_are_found(session, encoder) -> None:
    need = make_need(session, title="Slag", teaser="A works has slag.", description=NEED)
    offer = make_offer(session, title="Slag binder", teaser="We sell.", description=OFFER)

    found = evidence_with(session, need, offer, encoder=encoder)

    assert (found["ours"], found["theirs"]) == (NEED, OFFER)
    assert {"slag", "arc", "furnace"} <= set(found["words"])
    assert {"grind", "grinding"} <= set(found["marks"])


@pytest.mark.parametrize("encoder", [ENCODER, None], ids=["vectors", "words"])
def test_what_everybody_writes_is_not_shown_while_something_else_counts(session, encoder) -> None:
    need = make_need(session, title="Slag", teaser=BOILERPLATE, description=f"{BOILERPLATE} {NEED}")
    offers = [
        make_offer(
            session, title=f"Binder {n}", teaser=BOILERPLATE, description=f"{text} {BOILERPLATE}"
        )
        for n, text in enumerate((OFFER, *OTHERS))
    ]

    rows = matched(session, need, *offers, encoder=encoder)

    assert rows[0].counterpart_id == offers[0].id
    assert rows[0].evidence["theirs"] == OFFER


def test_pairs_in_two_languages_name_no_words_when_words_do_not_count(session) -> None:
    need = make_need(session, title="Slag", teaser=NEED, language="en")
    offer = make_offer(session, title="Binder", teaser=OFFER, language="sv")

    found = evidence_with(session, need, offer)

    assert not found.get("words")


def test_statements_of_expertise_are_quoted_too(session) -> None:
    need = make_need(session, title="Slag", teaser=NEED)
    unit = make_capability(session, title="Laboratory", teaser="A hall.", expertise=[OFFER])

    assert evidence_with(session, need, unit)["theirs"] == OFFER


def test_a_blind_listing_is_quoted_from_its_teaser_alone(session) -> None:
    need = make_need(session, title="Slag", teaser=NEED)
    offer = make_offer(
        session, title="Binder", teaser=f"{OFFER} Fine.", description=NEED, disclosure="blind"
    )

    found = evidence_with(session, need, offer)

    assert found["theirs"] == OFFER


@pytest.mark.parametrize("encoder", [ENCODER, None], ids=["vectors", "words"])
@pytest.mark.parametrize("text", BAD_TEXTS.values(), ids=BAD_TEXTS)
def test_any_text_of_a_member_is_matched_and_explained(session, text, encoder) -> None:
    """Text is cleaned when it is handed in; what lies in the database may be older than that."""
    text = text.replace("\x00", " ").encode(errors="replace").decode()
    need = make_need(session, title="Slag", teaser=text[:700], description=text[:8_000])
    said = f"{OFFER} {text}"[:8_000]
    offer = make_offer(session, title="Slag", teaser=text[:700], description=said)

    rows = matched(session, need, offer, encoder=encoder)

    for row in rows:
        theirs = disclosed_text(row.counterpart)
        whole = " ".join(" ".join((theirs.title, theirs.teaser, theirs.body)).split())
        assert row.evidence.get("theirs", "") in whole
        assert all(reason["phrase"] for reason in row.reasons)


@pytest.mark.parametrize("encoder", [ENCODER, None], ids=["vectors", "words"])
def test_a_sentence_ends_with_its_field_and_its_line(session, encoder) -> None:
    need = make_need(session, title="Slag", teaser="A works has slag.", description=NEED)
    need.must_haves, need.nice_to_haves = "Leaching within the limits", "Heat of the slag recovered"
    offer = make_offer(
        session,
        title="Slag binder",
        teaser="We sell.",
        description="Oxides and free lime\nAll over twelve months",
    )
    offer.problem_solved = OFFER.rstrip(".")
    offer.incumbent = "Fictional, like everything of this demonstration."

    found = evidence_with(session, need, offer, encoder=encoder)

    assert (found["ours"], found["theirs"]) == (NEED, OFFER.rstrip("."))


def test_what_a_document_does_not_do_is_no_point_where_texts_meet(session) -> None:
    need = make_need(session, title="Slag", teaser="A works has slag.", description=NEED)
    denied = "We do not grind electric arc furnace slag to a fine binder for cement."
    offer = make_offer(session, title="Binder", teaser="We sell.", description=denied)

    assert not evidence_with(session, need, offer).get("theirs")


def test_what_both_sides_say_word_for_word_is_a_phrase_and_is_not_quoted(session) -> None:
    said = "Fictional, like everything of this demonstration."
    need = make_need(session, title="Slag", teaser="A works has slag.", description=said)
    offer = make_offer(session, title="Slag binder", teaser="We sell.", description=said)

    assert not evidence_with(session, need, offer).get("theirs")


def test_texts_that_are_strangers_to_one_another_quote_nothing(session) -> None:
    need = make_need(session, title="Slag", teaser="A works has slag.", description=NEED)
    offer = make_offer(
        session,
        title="Slag wool",
        teaser="We spin.",
        description="Lectures on market design are held for cement.",
    )

    assert not evidence_with(session, need, offer).get("theirs")


def test_only_words_of_both_sentences_are_marked_in_them(session) -> None:
    need = make_need(session, title="Slag", teaser="It has new phosphorus.", description=NEED)
    offer = make_offer(session, title="Phosphorus", teaser="Phosphorus.", description=OFFER)

    found = evidence_with(session, need, offer)

    assert {"slag", "grind", "grinding"} <= set(found["said"]) <= set(found["marks"])
    assert "phosphorus" not in found["said"]
