"""How well needs find their documents, measured on a judged set: the live ranking and plain ones.

Everything that ranks here is what ranks real matches, as far as it needs text only.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from embeddings import text
from embeddings.encoder import Encoder, Vectors
from embeddings.lexical import LexicalIndex, plain_words
from matchmaker.importers.judged_set import JudgedSet
from matchmaker.ranking.calibration import BandReport, probability, reliability
from matchmaker.ranking.evaluation import measures
from matchmaker.ranking.fusion import Features, Fusion, fit_fusion, log_odds
from matchmaker.services.retrieval import Retriever

Progress = Callable[[str, int, int], None]  # system, texts encoded, texts in all
Rankings = dict[str, list[str]]

DEPTH = 50
_BLOCK = 256  # queries ranked at a time
_BATCH = 128  # texts encoded between two reports of progress


@dataclass(frozen=True, slots=True)
class Result:
    """``bands`` and ``fusions`` are only there where the fusion was fitted in folds."""

    measures: Mapping[str, float]
    seconds: float
    bands: Mapping[str, BandReport] = field(default_factory=dict)
    fusions: Sequence[Fusion] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """A judged set, and what a system may use to rank it."""

    judged: JudgedSet
    load_encoder: Callable[[], Encoder]
    progress: Progress
    encoded: dict[str, Vectors] = field(default_factory=dict)  # by system, so that it is done once


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
    """The live ranking with a fusion fitted for each fold of the queries on all others.

    By words and vectors, and by words alone. The queries go round the folds in the order of the
    CRC-32 of their identifiers; there must be one for each. All pairs are held in memory.
    """
    retriever, queries, documents = _retriever(run)
    features = retriever.compare(queries, documents)
    silent = Features(features.lexical, *(np.zeros_like(features.lexical) for _ in "12"))
    return {
        "matchmaker, in folds": _in_folds(run.judged, features, folds),
        "words alone, in folds": _in_folds(run.judged, silent, folds),
    }


def _in_folds(judged: JudgedSet, features: Features, folds: int) -> Result:
    begun = time.perf_counter()
    relevant = _relevant(judged)
    shuffled = np.argsort([crc32(query.encode()) for query in judged.queries], kind="stable")
    fold = np.empty_like(shuffled)
    fold[shuffled] = np.arange(len(shuffled)) % folds
    scores = np.zeros(features.lexical.shape)
    fusions = []
    for number in range(folds):
        training, test = fold != number, fold == number
        learned = features.at(training)
        fusions.append(fit_fusion(learned.lexical, learned.dense, relevant[training]))
        scores[test] = probability(log_odds(features.at(test), both=fusions[-1]))
    figures = measures(dict(_ranked(judged, list(judged.queries), scores)), judged.judgements)
    bands = reliability(scores, relevant)
    return Result(figures, time.perf_counter() - begun, bands, fusions)


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
    vectors = _encode(run, "dense", texts)
    known, asked = vectors[: len(documents)], vectors[len(documents) :]
    rankings: Rankings = {}
    for at, block in zip(range(0, len(asked), _BLOCK), _blocks(run.judged), strict=True):
        rankings |= _ranked(run.judged, block, asked[at : at + _BLOCK] @ known.T)
    return rankings


def _rank_live(run: Run) -> Rankings:
    """The retriever of the live site, by the coefficients that the site uses."""
    retriever, queries, _ = _retriever(run)
    names, documents = list(run.judged.queries), list(run.judged.documents)
    rankings = {}
    for key, hits in retriever.documents_for_each(queries, k=DEPTH + 1):
        query = names[key - len(documents)]
        found = (documents[hit.key] for hit in hits)
        rankings[query] = [document for document in found if document != query][:DEPTH]
    return rankings


SYSTEMS: Mapping[str, Callable[[Run], Rankings]] = {
    "bm25": _rank_by_bm25,
    "dense": _rank_by_vectors,
    "matchmaker": _rank_live,
}


def _retriever(run: Run) -> tuple[Retriever, range, range]:
    """The judged set as the live site would hold it, and the keys of queries and of documents."""
    held = run.judged.documents.values()
    passages = [text.passages(document.title, "", document.text) for document in held]
    passages += [text.passages("", "", query) for query in run.judged.queries.values()]
    vectors = _encode(run, "matchmaker", [p.text for own in passages for p in own])
    ends = np.cumsum([len(own) for own in passages])[:-1]
    rows = np.split(vectors, ends)
    info = run.load_encoder().info
    retriever = Retriever(info.key, info.dimensions)
    for key, document in enumerate(held):
        retriever.put("document", key, document.title, document.text, rows[key])
    for key, query in enumerate(run.judged.queries.values(), len(held)):
        retriever.put("need", key, "", query, rows[key])
    return retriever, range(len(held), len(rows)), range(len(held))


def _encode(run: Run, system: str, texts: Sequence[str]) -> Vectors:
    """Long texts first, so that texts of like length share a batch and the rest goes faster."""
    if system in run.encoded:
        return run.encoded[system]
    encoder = run.load_encoder()
    vectors = np.zeros((len(texts), encoder.info.dimensions), dtype=np.float32)
    order = sorted(range(len(texts)), key=lambda row: -len(texts[row]))
    for at in range(0, len(order), _BATCH):
        rows = order[at : at + _BATCH]
        vectors[rows] = encoder.encode([texts[row] for row in rows])
        run.progress(system, at + len(rows), len(texts))
    run.encoded[system] = vectors
    return vectors


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


def _relevant(judged: JudgedSet) -> NDArray[np.bool_]:
    """Shape (queries, documents)."""
    column = {document: at for at, document in enumerate(judged.documents)}
    relevant = np.zeros((len(judged.queries), len(column)), dtype=np.bool_)
    for row, query in enumerate(judged.queries):
        for document, grade in judged.judgements[query].items():
            if document in column and document != query:
                relevant[row, column[document]] = grade > 0
    return relevant
