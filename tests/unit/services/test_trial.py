"""What a document would score if it read differently: as if it were held, and nothing is kept."""

import numpy as np
import pytest

from embeddings.text import passages
from matchmaker.ranking.calibration import probability
from matchmaker.services.disclosure import DisclosedText
from matchmaker.services.removal import without_sentence
from matchmaker.services.retrieval import Retriever, Unheld
from tests.unit.services.test_retrieval import DOCUMENTS, ENCODER, NEEDS, _put


def unheld(title: str, text: str, *, vectors: bool = True) -> Unheld:
    rows = ENCODER.encode([passage.text for passage in passages(title, "", text)])
    return Unheld(title, text, rows if vectors else None)


@pytest.fixture(params=[True, False], ids=["vectors", "words"])
def vectors(request) -> bool:
    return request.param


@pytest.fixture
def retriever(vectors) -> Retriever:
    retriever = Retriever(ENCODER.info.key, ENCODER.info.dimensions)
    for key, (title, text) in (NEEDS | DOCUMENTS).items():
        _put(retriever, key, title, text, vectors=vectors)
    return retriever


def test_a_document_as_it_reads_scores_what_the_search_says(retriever, vectors) -> None:
    tried = retriever.trial(
        list(NEEDS), [unheld(*text, vectors=vectors) for text in DOCUMENTS.values()]
    )

    for row, need in enumerate(NEEDS):
        hits = {hit.key: hit.score for hit in retriever.documents_for(need)}
        scores = dict(zip(DOCUMENTS, probability(tried.score[row]), strict=True))
        assert scores == pytest.approx(hits, rel=1e-4)


def test_a_document_that_would_say_less_falls_as_it_falls_once_it_says_less(
    retriever, vectors
) -> None:
    title, text = DOCUMENTS[11][0], "A burner that fires ovens."
    tried = retriever.trial([1], [unheld(*DOCUMENTS[11], vectors=vectors)])
    less = retriever.trial([1], [unheld(title, text, vectors=vectors)])
    (before,) = retriever.documents_for(1, [11])
    _put(retriever, 11, title, text, vectors=vectors)
    (after,) = retriever.documents_for(1, [11])

    assert less.text[0, 0] < tried.text[0, 0]
    assert less.score[0, 0] < tried.score[0, 0]
    assert after.score < before.score


def test_nothing_of_a_trial_is_kept(retriever, vectors) -> None:
    before = [(hit.key, hit.score) for hit in retriever.documents_for(1)]

    retriever.trial([1, 2], [unheld("New words entirely", "xylophone " * 50, vectors=vectors)])

    assert [(hit.key, hit.score) for hit in retriever.documents_for(1)] == before
    assert len(retriever) == len(NEEDS) + len(DOCUMENTS)


def test_a_document_without_text_is_no_error(retriever) -> None:
    empty = retriever.trial([1], [Unheld("", "")])
    whole = retriever.trial([1], [unheld(*DOCUMENTS[11])])

    assert np.isfinite(empty.score).all()
    assert empty.text[0, 0] < whole.text[0, 0]


def test_a_sentence_is_taken_away_wherever_it_stands() -> None:
    shown = DisclosedText(
        "Slag. It is ground.",
        "It is\nground. We sell it.",
        "First.\n\nIt is  ground. Last. It is ground.",
        ("It is ground.", "We grind."),
    )

    assert without_sentence(shown, "It is ground.") == DisclosedText(
        "Slag.", "We sell it.", "First. Last.", ("We grind.",)
    )
