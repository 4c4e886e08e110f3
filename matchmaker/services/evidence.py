"""What two texts share, for the rows shown first: the sentences that count, and the words."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Final

from sqlalchemy.orm import Session

from embeddings.encoder import Encoder
from matchmaker.ranking.common_words import forms, readable
from matchmaker.ranking.denial import denies
from matchmaker.ranking.explanation import Evidence, Quotes
from matchmaker.services.disclosure import DisclosedText, disclosed_text
from matchmaker.services.indexing import load_listings
from matchmaker.services.matching_engine import MatchingEngine
from matchmaker.services.removal import Pair, Proof, Told
from matchmaker.services.sentence_pairs import (
    Positions,
    Texts,
    best_passages,
    boilerplate,
    elsewhere,
    near,
    statements,
)
from matchmaker.services.vectors import Progress, chunked

__all__ = ["Pair", "Positions", "find_evidence"]

_TRIES: Final = 5  # sentences of a document that are put to the proof in one go
_MOST_WORDS: Final = 16  # in common, before bare numbers are left out


def find_evidence(
    session: Session,
    engine: MatchingEngine,
    encoder: Encoder | None,
    pairs: Mapping[Pair, Positions | None],
    *,
    progress: Progress = lambda _phase, _done, _total: None,
) -> dict[Pair, Evidence]:
    """The nearest sentences of each pair's best passages that count, and the words in common.

    What counts is put to the proof: the score falls once the document does not say it. ``pairs``
    says which passages are best, where a search has just told; else one is made. Where a side has
    no vectors, or no encoder is there, shared words decide over all of its text; so they do where
    the best passages hold nothing that counts. What many listings say is never quoted, nor
    what a document denies. A pair that has nothing to show is left out.
    """
    told = _told(session, encoder, {key for pair in pairs for key in pair})
    said = {key: statements(side.shown) for key, side in told.items()}
    compared = best_passages(session, engine, encoder, pairs, said)
    proof = Proof(session, engine, encoder, {pair[1]: told[pair[1]] for pair in compared})
    alike = near(session, encoder, compared, progress)
    common = boilerplate(said)
    quotes: dict[Pair, Quotes] = {}

    def look(where: Callable[[Pair], Sequence[Quotes]]) -> None:
        lacking = {
            pair: [q for q in where(pair) if _meets(q, common)]
            for pair in compared
            if pair not in quotes
        }
        quotes.update(_proven(proof, lacking))

    look(alike.__getitem__)
    look(lambda pair: elsewhere(*(said[key] for key in pair)))
    words = _words(proof, engine, compared, {key: _whole(side.shown) for key, side in told.items()})
    return {
        pair: Evidence(quotes.get(pair), *words.get(pair, ((), ())))
        for pair in compared
        if pair in quotes or pair in words
    }


def _meets(quotes: Quotes, common: Collection[str]) -> bool:
    """Whether the document says itself what it can do; what both say alike is somebody's phrase."""
    is_own = quotes.need.casefold() != quotes.document.casefold()
    return is_own and quotes.document not in common and not denies(quotes.document)


def _told(session: Session, encoder: Encoder | None, keys: Collection[int]) -> dict[int, Told]:
    return {
        listing.id: Told(
            disclosed_text(listing),
            listing.language,
            dense=encoder is not None and encoder.info.knows(listing.language),
        )
        for chunk in chunked(sorted(keys))
        for listing in load_listings(session, chunk)
    }


def _proven(proof: Proof, candidates: Mapping[Pair, Sequence[Quotes]]) -> dict[Pair, Quotes]:
    """For each pair its first candidate that counts; in rounds, so that few texts are encoded."""
    found: dict[Pair, Quotes] = {}
    for turn in range(_TRIES):
        asked = {
            pair: quotes[turn]
            for pair, quotes in candidates.items()
            if pair not in found and turn < len(quotes)
        }
        if not asked:
            break
        counting = proof.sentences({pair: quotes.document for pair, quotes in asked.items()})
        found |= {pair: asked[pair] for pair in counting}
    return found


def _words(
    proof: Proof, engine: MatchingEngine, pairs: Iterable[Pair], texts: Mapping[int, str]
) -> dict[Pair, tuple[Texts, Texts]]:
    """The words in common that add most to the score, and all their forms.

    Where they do not count together, since others ask for the same, those that count alone.
    """
    common: dict[Pair, Texts] = {}
    for need, document in pairs:
        ours, theirs = texts[need], texts[document]
        shared = engine.retriever.shared_words(ours, theirs, _MOST_WORDS)
        if words := readable(shared, ours, theirs):
            common[need, document] = words
    found = _counting(proof, common)
    singles = [(p, (word,)) for p, words in common.items() if p not in found for word in words]
    alone: dict[Pair, Texts] = {}
    for (pair, word), counts in zip(singles, proof.words(singles), strict=True):
        if counts:
            alone[pair] = (*alone.get(pair, ()), *word)
    found |= _counting(proof, alone)
    return {
        pair: (words, forms(words, *(texts[key] for key in pair))) for pair, words in found.items()
    }


def _counting(proof: Proof, named: Mapping[Pair, Texts]) -> dict[Pair, Texts]:
    proven = zip(named.items(), proof.words(list(named.items())), strict=True)
    return {pair: words for (pair, words), counts in proven if counts}


def _whole(shown: DisclosedText) -> str:
    return "\n".join((shown.title, shown.teaser, shown.body, *shown.expertise))
