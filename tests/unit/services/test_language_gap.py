"""The language gap: the same need in many languages, and how alike the lists are."""

import json
from pathlib import Path

import pytest

from embeddings.hashing import HashingEncoder
from matchmaker.errors import MatchmakerError
from matchmaker.importers.parallel_needs import ParallelNeed, Wording, read_parallel_needs
from matchmaker.services.indexing import index_listings
from matchmaker.services.language_detection import detect
from matchmaker.services.language_gap import measure
from matchmaker.services.language_report import LanguageGap, LanguageRow, as_json, keep, last
from tests.factories.exchange import TOPICS, make_exchange
from tests.factories.listings import NOW

ENCODER = HashingEncoder()
KILN = Wording("Kiln", TOPICS["kiln"])
GAP = LanguageGap(NOW, "model@1", 40, 12, (LanguageRow("sv", 0.8, 0.7, understood=True),))


@pytest.fixture
def session(sessions):
    with sessions.writer() as session:
        yield session


@pytest.fixture
def market(session):
    exchange = make_exchange(session, needs=2, offers=24, capabilities=6)
    index_listings(session, ENCODER, [listing.id for listing in exchange.all], now=NOW)
    return exchange


def need(**wordings: Wording) -> list[ParallelNeed]:
    return [ParallelNeed("kiln", {"en": KILN, **wordings})]


def test_the_same_words_find_the_same_offers(session, market) -> None:
    gap = measure(session, None, need(sv=KILN), now=NOW)
    row = LanguageRow("sv", 1.0, 1.0, understood=False)
    assert gap == LanguageGap(NOW, "", 30, 1, (row,))


def test_with_an_encoder_meaning_is_compared(session, market) -> None:
    gap = measure(session, ENCODER, need(sv=KILN), now=NOW)
    assert gap.encoder == ENCODER.info.key
    assert gap.rows[0].understood
    assert gap.rows[0].overlap > 0.5


def test_other_words_find_others_and_the_widest_gap_stands_last(session, market) -> None:
    other = Wording("Kiln and slag", f"{TOPICS['kiln']} {TOPICS['slag']}")
    gap = measure(session, None, need(de=other, sv=KILN, hi=other), now=NOW)
    assert [row.language for row in gap.rows] == ["sv", "de", "hi"]
    assert 0 < gap.rows[1].jaccard < gap.rows[1].overlap < 1
    assert gap.overlap == pytest.approx((1 + 2 * gap.rows[1].overlap) / 3)


def test_how_many_languages_are_asked_moves_no_list(session, market) -> None:
    """The needs do not compete for the offers with each other."""
    few = measure(session, ENCODER, need(sv=KILN), now=NOW)
    many = measure(session, ENCODER, need(sv=KILN, de=KILN, hi=KILN), now=NOW)
    assert few.rows[0] in many.rows


def test_measuring_leaves_no_trace(session, market) -> None:
    measure(session, ENCODER, need(sv=KILN), now=NOW)
    assert not session.new
    assert not session.dirty


def test_too_small_a_market_is_refused(session) -> None:
    with pytest.raises(MatchmakerError, match="at least 20 indexed offers and capabilities"):
        measure(session, ENCODER, need(sv=KILN), now=NOW)


def test_what_was_kept_comes_back(tmp_path: Path) -> None:
    keep(GAP, tmp_path)
    keep(GAP, tmp_path)
    assert last(tmp_path) == GAP
    assert [path.name for path in (tmp_path / "reports").iterdir()] == ["language_gap.json"]
    assert as_json(GAP)["overlap"] == 0.8


@pytest.mark.parametrize("content", [None, "", "[]", "{}", json.dumps({"measured_at": 7})])
def test_a_missing_or_foreign_file_is_no_measurement(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "reports").mkdir()
        (tmp_path / "reports" / "language_gap.json").write_text(content)
    assert last(tmp_path) is None


def test_each_shipped_need_is_written_in_the_same_ten_languages() -> None:
    needs = read_parallel_needs()
    expected = {"en", "sv", "de", "hi", "ja", "ko", "pt", "es", "fr", "zh"}
    assert len({need.key for need in needs}) == 12
    assert all(set(need.wordings) == expected for need in needs)


def test_each_shipped_wording_reads_as_its_language() -> None:
    for need in read_parallel_needs():
        for code, wording in need.wordings.items():
            assert detect(f"{wording.title}\n{wording.text}").language == code, need.key
