"""What a search's text asks for: words, and what is close in meaning, as one set in one order."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from sqlalchemy.orm import Session

from matchmaker.services import listing_search, some_words
from matchmaker.services.bitsets import Bits, Ids, among, bits_of, fitted
from matchmaker.services.browse_state import BrowseState, View
from matchmaker.services.listing_views import ListingView

#: Reciprocal rank fusion (Cormack, Clarke and Buettcher, SIGIR 2009), with their constant.
_K: Final = 60


@dataclass(frozen=True, slots=True)
class Nearest:
    """Listings that are close in meaning, the closest first; only of those asked about."""

    ids: Ids


class Meaning(Protocol):
    """Answers ``None`` when it cannot be asked at present."""

    def __call__(self, words: str, among: Bits, version: int) -> Nearest | None: ...


@dataclass(frozen=True, slots=True)
class Told:
    """Why a listing is found: ``title`` and ``snippet`` with marks, or close in meaning only."""

    title: str = ""
    snippet: str = ""
    near: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """The visible listings that fit the text; ``order`` is ``None`` where there is no text.

    ``words_only`` is true where meaning was asked for and did not answer.
    """

    bits: Bits
    words: str = ""
    order: Ids | None = None
    words_only: bool = False
    some: tuple[str, ...] = ()  # the words of which one is enough, where nothing holds all

    def told(self, session: Session, listings: Mapping[int, ListingView]) -> dict[str, Told]:
        """Reference → why, of the listings of one page."""
        if self.order is None or not listings:
            return {}
        marked = listing_search.marked(session, self.words, list(listings), some=self.some)
        return {
            listing.reference: Told(*marked[key]) if key in marked else Told(near=True)
            for key, listing in listings.items()
        }


def ask(
    session: Session, state: BrowseState, view: View, words: str, meaning: Meaning | None
) -> Asked:
    """Without words, all that is visible; the reader's own sight comes before any rank.

    Where meaning does not answer and nothing holds all of the words, some of them are enough: few
    texts hold every word of a sentence.
    """
    width = view.catalogue.words
    visible = fitted(view.visible, width)
    if not words.strip():
        return Asked(visible)
    ranked = _seen(state.hits(session, words, view.version), visible)
    near = meaning(words, visible, view.version) if meaning else None
    words_only = meaning is not None and near is None
    if words_only and not len(ranked):
        shared = some_words.find(session, words, visible)
        return Asked(bits_of(shared.ids, width), words, shared.ids, True, shared.words)
    order = fused(ranked, _seen(near.ids, visible)) if near else ranked
    return Asked(bits_of(order, width), words, order, words_only)


def fused(by_words: Ids, by_meaning: Ids) -> Ids:
    """Both lists as one, best first: each adds 1 / (60 + rank) to what it holds."""
    if not len(by_meaning):
        return by_words
    ids = np.union1d(by_words, by_meaning)
    scores = np.zeros(len(ids))
    for ranked in (by_words, by_meaning):
        scores[np.searchsorted(ids, ranked)] += 1 / (_K + 1 + np.arange(len(ranked)))
    return ids[np.lexsort((ids, -scores))]


def _seen(ids: Ids, visible: Bits) -> Ids:
    return ids[among(ids, visible)]
