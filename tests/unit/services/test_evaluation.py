"""The systems of the benchmark on a small judged set, and on the real one."""

from pathlib import Path

import numpy as np
import pytest

from embeddings.encoder import Encoder
from embeddings.factory import make_encoder
from embeddings.hashing import HashingEncoder
from matchmaker.importers.judged_set import Document, JudgedSet, read_judged_set
from matchmaker.services.evaluation import SYSTEMS, Run, cross_validate, evaluate

TOPICS = ["lime kilns", "steel slag", "paper drying", "ship engines", "copper mines", "glass melt"]


def _judged() -> JudgedSet:
    documents = {
        f"d{number}": Document(f"About {topic}", f"All that {topic} want, part {number}.")
        for number, topic in enumerate(TOPICS)
    }
    queries = {f"q{number}": f"Help with {topic}" for number, topic in enumerate(TOPICS)}
    grades = {f"q{number}": {f"d{number}": 1.0} for number in range(len(TOPICS))}
    grades["q0"]["not in the corpus"] = 0.0
    return JudgedSet("small", documents, queries, grades)


def _run(judged: JudgedSet) -> tuple[Run, list[tuple[str, int, int]]]:
    told: list[tuple[str, int, int]] = []
    encoder = HashingEncoder()
    return Run(judged, lambda: encoder, lambda *step: told.append(step)), told


def _no_encoder() -> Encoder:
    raise AssertionError("words alone need no encoder")


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_system_finds_the_obvious(system: str) -> None:
    run, _ = _run(_judged())
    result = evaluate(run, [system])[system]
    assert result.measures == {"ndcg@10": 1.0, "recall@50": 1.0, "mrr@10": 1.0}
    assert result.seconds > 0


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_document_with_the_query_s_own_id_is_left_out(system: str) -> None:
    judged = _judged()
    twin = {"q0": Document("Help with lime kilns", "Help with lime kilns")}
    query = {"q0": judged.queries["q0"]}
    run, _ = _run(JudgedSet("twin", judged.documents | twin, query, judged.judgements))
    assert evaluate(run, [system])[system].measures["mrr@10"] == 1.0


def test_words_need_no_encoder() -> None:
    run = Run(_judged(), _no_encoder, lambda *_: None)
    assert evaluate(run, ["bm25"])["bm25"].measures["ndcg@10"] == 1.0


def test_progress_is_told_for_each_system_that_encodes() -> None:
    run, told = _run(_judged())
    evaluate(run, ["bm25", "dense", "matchmaker"])
    assert [step[0] for step in told] == ["dense", "matchmaker"]
    assert all(done == total for _, done, total in told)


def test_cross_validation_reports_measures_bands_and_the_fusion_of_each_fold() -> None:
    run, told = _run(_judged())
    evaluate(run, ["matchmaker"])
    found = cross_validate(run, 2)
    assert len(told) == 1  # all was encoded once
    assert list(found) == ["matchmaker, in folds", "words alone, in folds"]
    for result in found.values():
        assert result.measures["ndcg@10"] > 0.9
        assert len(result.rankings) == 2
        assert sum(report.pairs for report in result.bands.values()) == 36
    assert len(found["matchmaker, in folds"].diagram) <= 10


@pytest.mark.data
def test_the_plain_baseline_reaches_its_published_quality(horizon: Path) -> None:
    run = Run(read_judged_set(horizon), _no_encoder, lambda *_: None)
    measured = evaluate(run, ["bm25"])["bm25"].measures
    assert measured["ndcg@10"] >= 0.79
    assert measured["recall@50"] == pytest.approx(0.947, abs=0.005)
    assert measured["mrr@10"] == pytest.approx(0.818, abs=0.005)


@pytest.mark.data
@pytest.mark.model
def test_real_needs_find_their_projects_better_than_by_words_alone(horizon: Path) -> None:
    """On the 55 queries of heavy industry and a few of the projects, to stay short."""
    judged = read_judged_set(horizon).only(horizon / "heavy_industry_query_ids.txt")
    relevant = {d for query in judged.queries for d in judged.judgements[query]}
    rest = [key for key in judged.documents if key not in relevant]
    others = np.random.default_rng(0).permutation(rest)[:60].tolist()
    kept = {
        key: judged.documents[key] for key in (*sorted(relevant & {*judged.documents}), *others)
    }
    encoder = make_encoder("minilm")
    small = JudgedSet("small", kept, judged.queries, judged.judgements)
    found = evaluate(Run(small, lambda: encoder, lambda *_: None), ["bm25", "matchmaker"])
    assert found["matchmaker"].measures["ndcg@10"] > found["bm25"].measures["ndcg@10"] + 0.02
    assert found["matchmaker"].measures["ndcg@10"] > 0.88
