"""Explanations are faithful: what they name is taken away, and the score falls.

Over every pair that the demonstration network shows first, by the search and the ranker of the
site. The score is that of a new search in which the document reads differently, all else equal.
"""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from embeddings.encoder import Encoder
from embeddings.factory import make_encoder
from embeddings.hashing import HashingEncoder
from embeddings.text import passages
from matchmaker.importers import demonstration
from matchmaker.ranking.candidate import Brief, Candidate
from matchmaker.ranking.common_words import without
from matchmaker.ranking.features import findings
from matchmaker.ranking.learned import SHIPPED
from matchmaker.ranking.ranker import combined
from matchmaker.services import demo
from matchmaker.services.disclosure import DisclosedText, disclosed_text
from matchmaker.services.indexing import index_listings
from matchmaker.services.market import Market, load_market
from matchmaker.services.matching import MatchingEngine, match_listings
from matchmaker.services.removal import without_sentence
from models import Listing, Match
from models.session import Sessions, open_engine
from tests.factories.listings import NOW

SHOWN = 10
QUOTED = 0.2  # at least of the pairs: where no two sentences are alike, none are quoted
SAMPLED = 3  # of the pairs whose texts are encoded by the model, one in so many
ENCODERS = {
    "words": lambda: None,
    "hashed words": HashingEncoder,
    "model": lambda: make_encoder("minilm"),
}


@dataclass
class Network:
    """The demonstration network, matched; ``rows`` are read by the needs.

    ``texts`` are those whose texts are changed and compared again.
    """

    encoder: Encoder | None
    engine: MatchingEngine
    market: Market
    listings: dict[int, Listing]
    rows: list[Match]

    @property
    def texts(self) -> list[Match]:
        is_fast = self.encoder is None or self.encoder.info.name == "hashing"
        return self.rows if is_fast else self.rows[::SAMPLED]

    def score(self, need: int, document: int) -> float:
        return self.engine.retriever.documents_for(need, [document], 1)[0].score

    def put(self, document: int, shown: DisclosedText, means: DisclosedText | None = None) -> None:
        """Let the document read like ``shown``; its vectors are those of ``means``, or of it."""
        listing, vectors = self.listings[document], None
        if self.encoder is not None and self.encoder.info.knows(listing.language):
            meant = means or shown
            cut = passages(meant.title, meant.teaser, meant.body, meant.expertise)
            vectors = self.encoder.encode([passage.text for passage in cut]) if cut else None
        body = "\n".join(filter(None, (shown.teaser, shown.body, *shown.expertise)))
        self.engine.retriever.put(
            "document", document, shown.title, body, vectors, language=listing.language
        )

    def falls(self, row: Match, shown: DisclosedText, means: DisclosedText | None = None) -> bool:
        """Whether the row's pair scores lower while its document reads like ``shown``."""
        need, document = row.listing_id, row.counterpart_id
        before = self.score(need, document)
        self.put(document, shown, means)
        after = self.score(need, document)
        self.put(document, disclosed_text(self.listings[document]))
        return after < before


@pytest.fixture(
    scope="module",
    params=["words", "hashed words", pytest.param("model", marks=pytest.mark.model)],
)
def network(request, migrated, tmp_path_factory) -> Iterator[Network]:
    path = tmp_path_factory.mktemp("faithful") / "network.db"
    path.write_bytes(migrated.read_bytes())
    database = open_engine(f"sqlite:///{path}")
    encoder = ENCODERS[request.param]()
    engine = MatchingEngine(encoder.info if encoder else None)
    with Sessions(database).writer() as session:
        demo.load(session, demonstration.read(), password=None, now=NOW)
        ids = list(session.scalars(select(Listing.id)))
        index_listings(session, encoder, ids, now=NOW)
        match_listings(session, engine, encoder, ids, now=NOW)
        market = load_market(session, now=NOW)
        query = select(Match).where(Match.listing_id.in_(market.needs), Match.rank <= SHOWN)
        listings = {key: session.get_one(Listing, key) for key in market.hashes}
        yield Network(encoder, engine, market, listings, list(session.scalars(query)))
        session.rollback()
    database.dispose()


def test_without_the_sentence_that_is_named_the_score_falls(network) -> None:
    rows = [row for row in network.texts if row.evidence.get("theirs")]
    assert len(rows) > len(network.texts) * QUOTED

    for row in rows:
        shown = disclosed_text(network.listings[row.counterpart_id])
        cut = without_sentence(shown, row.evidence["theirs"])
        assert cut != shown
        assert network.falls(row, cut), row.evidence


def test_without_the_words_that_are_named_the_score_falls(network) -> None:
    """Words as words: what the document means stays as it was."""
    rows = [row for row in network.texts if row.evidence.get("words")]
    assert len(rows) > len(network.texts) * 0.8

    for row in rows:
        shown = disclosed_text(network.listings[row.counterpart_id])
        words = row.evidence["words"]
        cut = DisclosedText(
            *(without(words, text) for text in (shown.title, shown.teaser, shown.body)),
            tuple(without(words, statement) for statement in shown.expertise),
        )
        assert network.falls(row, cut, means=shown), row.evidence


def test_without_what_a_reason_names_the_score_falls_or_rises_with_its_influence(network) -> None:
    met = set()
    for row in network.rows:
        brief = network.market.needs[row.listing_id]
        candidate = network.market.documents[row.counterpart_id]
        text = network.score(row.listing_id, row.counterpart_id)
        before = _ranked(brief, candidate, text)
        for reason in row.reasons:
            for changed in _taken_back(brief, candidate, reason["feature"]):
                after = _ranked(*changed, text)
                if reason["influence"] > 0:
                    assert after < before, reason
                elif reason["influence"] < 0:
                    assert after > before, reason
                else:
                    assert reason["verdict"] != "misses"
                    assert after == before, reason
            met.add((reason["feature"], reason["influence"] > 0))

    assert {("technology", True), ("sector", True), ("collaboration", True)} <= met
    assert {("country", False), ("deadline", False)} <= met  # checked, and no reason


def test_the_influences_add_up_to_what_the_ranker_adds_to_the_texts(network) -> None:
    for row in network.rows:
        pair = network.market.needs[row.listing_id], network.market.documents[row.counterpart_id]
        told = sum(reason["influence"] for reason in row.reasons)
        assert told == pytest.approx(SHIPPED.moved(findings(*pair)), abs=1e-3)


def _ranked(brief: Brief, candidate: Candidate, text: float) -> tuple[float, float]:
    """The score, and what decides where the digits that are kept of it do not."""
    found = findings(brief, candidate)
    return combined(text, found), round(SHIPPED.moved(found), 9)


#: Feature → where the document, or else the need, says what the feature reads.
FIELDS = {
    "sector": "sectors",
    "technology": "technologies",
    "cpc": "cpc",
    "collaboration": "collaborations",
    "country": "countries",
    "language": "language",
    "licence": "licence_terms",
    "organization_type": "organization_type",
    "trl": "trl",
    "deadline": "valid_until",
}


def _taken_back(
    brief: Brief, candidate: Candidate, feature: str
) -> Iterator[tuple[Brief, Candidate]]:
    """The pair with what a reason names taken back: each shared code alone, and all of it."""
    name = FIELDS[feature]
    ours, theirs = getattr(brief, name, None), getattr(candidate, name)
    if feature in ("trl", "deadline"):
        yield brief, dataclasses.replace(candidate, **{name: None})
        return
    if not theirs or (ours is not None and not ours):
        return  # nothing is named
    for code in ours.keys() & theirs.keys() if ours else ():
        left = {key: label for key, label in theirs.items() if key != code}
        yield brief, dataclasses.replace(candidate, **{name: left})
    if feature == "sector" and "cross_sector" in ours and not ours.keys() & theirs.keys():
        left = {key: label for key, label in ours.items() if key != "cross_sector"}
        yield dataclasses.replace(brief, sectors=left), candidate
    else:
        yield brief, dataclasses.replace(candidate, **{name: {}})
