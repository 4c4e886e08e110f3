"""How well needs find their documents, measured on a judged set: the live ranking and plain ones.

Everything that ranks here is what ranks real matches, as far as it needs text only.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Encoder
from embeddings.lexical import LexicalIndex, plain_words
from matchmaker.importers.judged_set import JudgedSet
from matchmaker.ranking.calibration import BandReport, Bin, diagram, probability, reliability
from matchmaker.ranking.evaluation import measures
from matchmaker.ranking.fusion import Features, TextRanking
from matchmaker.ranking.text_learner import TextRankingLearner, demand_elsewhere
from matchmaker.services.judged_texts import HeldSet, encoded, hold

Progress = Callable[[str, int, int], None]  # system, texts encoded, texts in all
Rankings = dict[str, list[str]]

DEPTH = 50
_BLOCK = 256  # queries ranked at a time


@dataclass(frozen=True, slots=True)
class Result:
    """All but the first two are only there where the ranking was fitted in folds."""

    measures: Mapping[str, float]
    seconds: float
    bands: Mapping[str, BandReport] = field(default_factory=dict)
    rankings: Sequence[TextRanking] = ()
    diagram: Sequence[Bin] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """A judged set, and what a system may use to rank it."""

    judged: JudgedSet
    load_encoder: Callable[[], Encoder]
    progress: Progress
    ranking: TextRanking | None = None  # None: the one that is shipped for the encoder
    held: list[HeldSet] = field(default_factory=list)  # so that it is encoded once


def evaluate(run: Run, systems: Sequence[str]) -> dict[str, Result]:
    """Each system by itself, in the order asked for; seconds include the encoding, but once."""
    results = {}
    for name in systems:
        begun = time.perf_counter()
        rankings = SYSTEMS[name](run)
        seconds = time.perf_counter() - begun
        results[name] = Result(measures(rankings, run.judged.judgements), seconds)
    return results


def cross_validate(run: Run, folds: int) -> dict[str, Result]:
    """The live ranking with what it learns fitted for each fold of the queries on all others.

    By words and vectors, and by words alone. The queries go round the folds in the order of the
    CRC-32 of their identifiers; there must be one for each. All pairs are held in memory.
    """
    features = held_features(run)
    silent = np.full_like(features.dense_best, np.nan)
    alone = Features(features.lexical, silent, silent, silent, features.foreign)
    return {
        "matchmaker, in folds": fitted_in_folds(run.judged, features, folds),
        "words alone, in folds": fitted_in_folds(run.judged, alone, folds),
    }


def held_features(run: Run) -> Features:
    """Of all needs, queries first, with all documents."""
    held = _held(run)
    return held.retriever.compare(held.needs, held.documents)


def fit(run: Run) -> TextRanking:
    """What all queries of the judged set teach; to be measured on others."""
    held = _held(run)
    features = held.retriever.compare(held.needs, held.documents)
    training = np.arange(len(held.needs)) < len(held.queries)
    relevant = _relevant(run.judged, len(held.needs))
    return TextRankingLearner().fit(features, relevant, training).ranking_


def fitted_in_folds(
    judged: JudgedSet,
    features: Features,
    folds: int,
    learner: TextRankingLearner | None = None,
) -> Result:
    """Each fold of the queries ranked by what the others taught; ``features`` of all needs."""
    learner = learner or TextRankingLearner()
    begun = time.perf_counter()
    count = len(judged.queries)
    relevant = _relevant(judged, len(features.lexical))
    shuffled = np.argsort([crc32(query.encode()) for query in judged.queries], kind="stable")
    fold = np.full(len(features.lexical), -1)
    fold[shuffled] = np.arange(count) % folds
    scores = np.zeros(features.lexical.shape)
    rankings = []
    for number in range(folds):
        training, test = (fold != number) & (fold >= 0), fold == number
        ranking = learner.fit(features, relevant, training).ranking_
        text = ranking.text_log_odds(features)
        scores[test] = probability(ranking.log_odds(text, demand_elsewhere(text)))[test]
        rankings.append(ranking)
    scores, relevant = scores[:count], relevant[:count]
    figures = measures(dict(_ranked(judged, list(judged.queries), scores)), judged.judgements)
    bands = reliability(scores, relevant)
    return Result(figures, time.perf_counter() - begun, bands, rankings, diagram(scores, relevant))


def _rank_by_bm25(run: Run) -> Rankings:
    """The plain baseline: k1 1.2, b 0.75, title and text as one, all words as they stand."""
    index = LexicalIndex(title_weight=1, analyzer=plain_words)
    for key, document in enumerate(run.judged.documents.values()):
        index.upsert(key, document.title, document.text)
    keys = range(len(run.judged.documents))
    rankings: Rankings = {}
    for block in _blocks(run.judged):
        bags = [index.bag("", run.judged.queries[query]) for query in block]
        rankings |= _ranked(run.judged, block, index.score_matrix(bags, keys))
    return rankings


def _rank_by_vectors(run: Run) -> Rankings:
    """The base model, one vector per text; what is beyond the model's window is cut off."""
    documents = [f"{d.title}. {d.text}" for d in run.judged.documents.values()]
    texts = [*documents, *run.judged.queries.values()]
    vectors = encoded(run.load_encoder(), texts, partial(run.progress, "dense"))
    known, asked = vectors[: len(documents)], vectors[len(documents) :]
    rankings: Rankings = {}
    for at, block in zip(range(0, len(asked), _BLOCK), _blocks(run.judged), strict=True):
        rankings |= _ranked(run.judged, block, asked[at : at + _BLOCK] @ known.T)
    return rankings


def _rank_live(run: Run) -> Rankings:
    """The retriever of the live site, by the coefficients that the site uses."""
    held = _held(run)
    names, documents = list(run.judged.queries), list(run.judged.documents)
    rankings = {}
    for key, hits in held.retriever.documents_for_each(held.queries, k=DEPTH + 1):
        query = names[key - held.queries.start]
        found = (documents[hit.key] for hit in hits)
        rankings[query] = [document for document in found if document != query][:DEPTH]
    return rankings


SYSTEMS: Mapping[str, Callable[[Run], Rankings]] = {
    "bm25": _rank_by_bm25,
    "dense": _rank_by_vectors,
    "matchmaker": _rank_live,
}


def _held(run: Run) -> HeldSet:
    if not run.held:
        progress = partial(run.progress, "matchmaker")
        run.held.append(hold(run.judged, run.load_encoder(), progress, run.ranking))
    return run.held[0]


def _blocks(judged: JudgedSet) -> Iterator[list[str]]:
    queries = list(judged.queries)
    return (queries[at : at + _BLOCK] for at in range(0, len(queries), _BLOCK))


def _ranked(
    judged: JudgedSet, queries: Sequence[str], scores: NDArray[np.floating]
) -> Iterator[tuple[str, list[str]]]:
    """Best first, equal ones in the order of the corpus; the query's own document left out."""
    documents = list(judged.documents)
    for query, row in zip(queries, scores, strict=True):
        order = np.argsort(-row, kind="stable")[: DEPTH + 1].tolist()
        found = (documents[column] for column in order)
        yield query, [document for document in found if document != query][:DEPTH]


def _relevant(judged: JudgedSet, needs: int) -> NDArray[np.bool_]:
    """Shape (needs, documents); the needs behind the queries are the background, never relevant."""
    column = {document: at for at, document in enumerate(judged.documents)}
    relevant = np.zeros((needs, len(column)), dtype=np.bool_)
    for row, query in enumerate(judged.queries):
        for document, grade in judged.judgements[query].items():
            if document in column and document != query:
                relevant[row, column[document]] = grade > 0
    return relevant
