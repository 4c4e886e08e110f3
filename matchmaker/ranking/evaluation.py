"""Measures of a ranking against judgements (Järvelin and Kekäläinen 2002; Manning et al. 2008)."""

import math
from collections.abc import Mapping, Sequence

Grades = Mapping[str, float]  # document → grade; absent or 0: not relevant


def ndcg(ranking: Sequence[str], grades: Grades, depth: int = 10) -> float:
    """Discounted cumulative gain with linear gain, over that of the best possible ranking."""
    ideal = sorted((grade for grade in grades.values() if grade > 0), reverse=True)
    best = _gain(ideal[:depth])
    return (
        _gain([max(grades.get(key, 0.0), 0.0) for key in ranking[:depth]]) / best if best else 0.0
    )


def recall(ranking: Sequence[str], grades: Grades, depth: int = 50) -> float:
    """The share of the relevant documents that stand among the first ``depth``."""
    relevant = {key for key, grade in grades.items() if grade > 0}
    return len(relevant.intersection(ranking[:depth])) / len(relevant) if relevant else 0.0


def reciprocal_rank(ranking: Sequence[str], grades: Grades, depth: int = 10) -> float:
    """One over the place of the first relevant document, 0 when none is among ``depth``."""
    places = (at for at, key in enumerate(ranking[:depth], 1) if grades.get(key, 0.0) > 0)
    first = next(places, None)
    return 1 / first if first else 0.0


def measures(
    rankings: Mapping[str, Sequence[str]], judgements: Mapping[str, Grades]
) -> dict[str, float]:
    """Means over the queries of ``rankings``: ndcg@10, recall@50, mrr@10."""
    pairs = [(ranking, judgements.get(query, {})) for query, ranking in rankings.items()]
    count = max(len(pairs), 1)
    return {
        "ndcg@10": math.fsum(ndcg(ranking, grades) for ranking, grades in pairs) / count,
        "recall@50": math.fsum(recall(ranking, grades) for ranking, grades in pairs) / count,
        "mrr@10": math.fsum(reciprocal_rank(ranking, grades) for ranking, grades in pairs) / count,
    }


def _gain(grades: Sequence[float]) -> float:
    return math.fsum(grade / math.log2(place + 1) for place, grade in enumerate(grades, 1))
