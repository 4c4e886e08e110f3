"""The measures against values worked out by hand."""

import math

import pytest

from matchmaker.ranking.evaluation import measures, ndcg, recall, reciprocal_rank

GRADES = {"a": 3.0, "b": 2.0, "c": 1.0, "bad": 0.0, "worse": -1.0}


def test_ndcg_of_graded_judgements() -> None:
    ranking = ["b", "x", "a", "bad", "worse"]
    gain = 2 / math.log2(2) + 3 / math.log2(4)
    ideal = 3 / math.log2(2) + 2 / math.log2(3) + 1 / math.log2(4)
    assert ndcg(ranking, GRADES) == pytest.approx(gain / ideal)
    assert gain / ideal == pytest.approx(3.5 / 4.76186, rel=1e-5)


def test_the_best_order_has_an_ndcg_of_one() -> None:
    assert ndcg(["a", "b", "c"], GRADES) == pytest.approx(1.0)


def test_ndcg_looks_no_further_than_its_depth() -> None:
    assert ndcg(["x"] * 10 + ["a"], {"a": 1.0}) == 0.0
    many = {f"d{n}": 1.0 for n in range(30)}
    assert ndcg([f"d{n}" for n in range(10)], many) == pytest.approx(1.0)


def test_recall_is_the_share_found() -> None:
    assert recall(["b", "x", "bad"], GRADES) == pytest.approx(1 / 3)
    assert recall(["x"] * 50 + ["a"], {"a": 1.0}) == 0.0


def test_reciprocal_rank_is_that_of_the_first_relevant_document() -> None:
    assert reciprocal_rank(["x", "bad", "c", "a"], GRADES) == pytest.approx(1 / 3)
    assert reciprocal_rank(["x"] * 10 + ["a"], GRADES) == 0.0


def test_a_query_without_relevant_documents_scores_zero() -> None:
    assert ndcg(["a"], {}) == recall(["a"], {}) == reciprocal_rank(["a"], {}) == 0.0


def test_measures_are_means_over_queries() -> None:
    found = measures({"q1": ["a"], "q2": ["x", "y"]}, {"q1": {"a": 1.0}, "q2": {"y": 1.0}})
    assert found["ndcg@10"] == pytest.approx((1 + 1 / math.log2(3)) / 2)
    assert found["recall@50"] == pytest.approx(1.0)
    assert found["mrr@10"] == pytest.approx(0.75)


def test_no_queries_measure_nothing() -> None:
    assert measures({}, {}) == {"ndcg@10": 0.0, "recall@50": 0.0, "mrr@10": 0.0}
