"""What the spreading of attention costs: quality on a judged set, with and without it.

The queries and the background stand for the needs of a market, the documents for what they are
shown. The strength is chosen on one half of the queries and reported on the other; how often a
document is wanted is counted over all of them, since that takes no judgement.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from zlib import crc32

from embeddings.encoder import Encoder
from matchmaker.importers.judged_set import JudgedSet
from matchmaker.ranking.attention import Sharing, attention, sharing
from matchmaker.ranking.evaluation import measures
from matchmaker.ranking.exposure import NEW_FOR, Row, demand, shifts
from matchmaker.ranking.list_order import ListOrder
from matchmaker.ranking.ranker import proposable
from matchmaker.services.judged_texts import HeldSet, Progress, hold
from matchmaker.services.match_lists import LENGTH

Rankings = Mapping[str, Sequence[str]]

STRENGTHS: Final = (0.0, 0.1, 0.2, 0.3, 0.5)
#: What damping may cost in nDCG@10 on the half on which its strength is chosen.
COST: Final = 0.002


@dataclass(frozen=True, slots=True)
class Trial:
    """One strength: nDCG@10 on the half that chooses and on the other one, and the attention."""

    strength: float
    chosen_on: float
    reported_on: float
    sharing: Sharing


def trials(judged: JudgedSet, encoder: Encoder, progress: Progress) -> list[Trial]:
    """Every strength on the judged set, the undamped ranking first."""
    lists = _lists(hold(judged, encoder, progress), judged)
    documents, queries = list(judged.documents), list(judged.queries)
    shuffled = sorted(queries, key=lambda query: (crc32(query.encode()), query))
    halves = shuffled[::2], shuffled[1::2]
    found = []
    for strength in STRENGTHS:
        ranked = _ordered(lists, len(documents), strength)
        named = ([documents[key] for key in keys] for keys in ranked)
        rankings = dict(zip(queries, named, strict=False))  # the background comes behind
        chosen_on, reported_on = (_quality(judged, rankings, half) for half in halves)
        shared = sharing(attention(ranked, range(len(documents))))
        found.append(Trial(strength, chosen_on, reported_on, shared))
    return found


def choice(found: Sequence[Trial]) -> Trial:
    """The strongest that costs no more than ``COST`` on the half that chooses."""
    return [trial for trial in found if trial.chosen_on >= found[0].chosen_on - COST][-1]


def _quality(judged: JudgedSet, rankings: Rankings, half: Sequence[str]) -> float:
    return measures({query: rankings[query] for query in half}, judged.judgements)["ndcg@10"]


def _ordered(lists: Sequence[Sequence[Row]], documents: int, strength: float) -> list[list[int]]:
    """The lists as the live site would put them in order; every document is old and on its own."""
    side = dict.fromkeys(range(documents), NEW_FOR)
    moved = shifts(demand(lists), side, strength=strength)
    order = ListOrder(lambda key: key, moved, weights={})
    return [[place.key for place in order.places(rows)] for rows in lists]


def _lists(held: HeldSet, judged: JudgedSet) -> list[list[Row]]:
    """For each need what the live site would keep; a query's own document left out."""
    names = dict(zip(held.queries, judged.queries, strict=True))
    documents = list(judged.documents)
    return [
        [
            (hit.key, hit.score)
            for hit in hits
            if proposable(hit.score) and documents[hit.key] != names.get(key)
        ][:LENGTH]
        for key, hits in held.retriever.documents_for_each(held.needs, k=LENGTH + 1)
    ]
