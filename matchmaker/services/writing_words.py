"""The words by which a draft can be told apart: what is left when everybody's words are gone."""

import math
import re
from collections.abc import Collection, Mapping, Sequence
from itertools import islice
from typing import Final

from matchmaker.ranking.empty_words import EMPTY
from matchmaker.services.disclosure import DisclosedText

#: A word with its marks: Indic vowel signs are no letters to ``re``.
_TOKEN: Final = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f\u0900-\u0dff]){1,40}")
MOST: Final = 60  # words of a draft that are looked up, its first ones
_TELLING: Final = 40  # of those the heaviest, by which listings are compared
#: A word of the title, the teaser and the rest counts so much. These, the share below and the
#: number above put the best stored match among the three that are named for 83 in 100 drafts of
#: the demonstration network as it was then; with all words alike it was 63. Of its 163 matched
#: drafts of today it is 57 in 100. Counting units and "look" or "wish" as well it would be 60, for
#: reasons that are none.
_TITLE, _TEASER, _REST = 4.0, 2.0, 1.0
#: A word tells a draft apart that no more than this share of the listings has – or this many,
#: while there are few.
_COMMON_SHARE, _COMMON_LEAST = 0.3, 6
_ALIKE_SHARE, _WHOLE = 0.2, 12
_SAME_STEM: Final = 4  # letters that two forms of one word begin with


def candidates(shown: DisclosedText) -> dict[str, float]:
    """The first distinct words that may tell something, as written, and how much each counts.

    No numbers, and no small words.
    """
    found: dict[str, float] = {}
    known: set[str] = set()
    body = "\n".join((shown.body, *shown.expertise))
    for text, counts in ((shown.title, _TITLE), (shown.teaser, _TEASER), (body, _REST)):
        for word in _TOKEN.findall(text):
            key = word.lower()
            if key not in known and len(found) < MOST and _says_something(word):
                found[word] = counts
            known.add(key)
    return found


def weigh(
    words: Mapping[str, float], holders: Mapping[int, Collection[int]], listings: int
) -> dict[int, float]:
    """Place in ``words`` → weight of those that somebody else has, the heaviest first.

    The fewer have a word, the more it weighs. ``holders``: place → the ids that hold the word;
    ``listings``: how many there are in all. Of two forms of one word the heavier is kept.
    """
    most = max(_COMMON_LEAST, listings * _COMMON_SHARE)
    said, counts = list(words), list(words.values())
    weights = {
        place: counts[place] * math.log1p(listings / len(some))
        for place, some in holders.items()
        if len(some) <= most
    }
    kept: dict[int, float] = {}
    for place in sorted(weights, key=lambda place: (-weights[place], place)):
        if not any(_same_word(said, holders, place, other) for other in kept):
            kept[place] = weights[place]
    return dict(islice(kept.items(), _TELLING))


def least_weight(weights: Collection[float]) -> float:
    """The weight that a listing has to share to be called alike.

    A fifth of the heaviest dozen: on the judged Horizon pairs that keeps 97 in 100 wanted offers,
    and one offer in eight.
    """
    return _ALIKE_SHARE * sum(sorted(weights)[-_WHOLE:])


def _same_word(
    words: Sequence[str], holders: Mapping[int, Collection[int]], one: int, other: int
) -> bool:
    """Whether two forms come down to one stem: the index then finds the same listings."""
    first, second = words[one].lower(), words[other].lower()
    return first[:_SAME_STEM] == second[:_SAME_STEM] and holders[one] == holders[other]


def _says_something(word: str) -> bool:
    """Three letters, or a short formula such as H2; of scripts without spaces, two characters."""
    if word.lower() in EMPTY or word.isdigit():
        return False
    is_formula = any(c.isdigit() for c in word) and any(c.isalpha() for c in word)
    return len(word) >= 3 or is_formula or word[0] > "\u0900"
