"""What people would type into the search for the queries of a judged set, in several forms."""

import random
import re
import string
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from zlib import crc32

from matchmaker.importers.judged_set import JudgedSet
from matchmaker.importers.parallel_needs import ParallelNeed
from matchmaker.importers.typed_queries import TypedQuery
from matchmaker.ranking.evaluation import Grades
from matchmaker.services.language_gap import PIVOT

NONSENSE: Final = "nonsense"
MOST_WORDS: Final = 8
_ASIDE: Final = re.compile(r"\([^)]*\)|\[\[.*")
_SHORTEST_SLIP: Final = 4  # letters: a slip in a shorter word makes another word of it
_NONSENSE: Final = 60
_SEED: Final = 7


@dataclass(frozen=True, slots=True)
class Question:
    """``key`` names the query of the set that it stands for; ``grades`` are by document."""

    key: str
    words: str
    grades: Grades = field(default_factory=dict)


Forms = Mapping[str, Sequence[Question]]


def forms_of(
    judged: JudgedSet, typed: Mapping[str, TypedQuery], needs: Sequence[ParallelNeed]
) -> Forms:
    """By the name of the form; those of which nothing is known are left out."""
    known = {key: typed[key] for key in judged.queries if key in typed}
    short = {key: query.words for key, query in known.items()} or _titles(judged)
    forms = {
        "title": _judged(judged, _titles(judged)),
        "typed": _judged(judged, {key: query.words for key, query in known.items()}),
        "misspelt": _judged(judged, {key: misspelt(words) for key, words in short.items()}),
        "translated": _judged(judged, {key: query.translated for key, query in known.items()}),
        "need, translated": list(_parallel(needs)),
        NONSENSE: [Question(words, words) for words in _nonsense()],
    }
    return {name: asked for name, asked in forms.items() if asked}


def misspelt(words: str) -> str:
    """Two neighbouring letters within the longest word change places, always the same ones."""
    word = max(words.split(), key=len, default="")
    slips = [n for n in range(1, len(word) - 1) if word[n] != word[n + 1]]
    if len(word) < _SHORTEST_SLIP or not slips:
        return words
    n = slips[crc32(words.encode()) % len(slips)]
    return words.replace(word, word[:n] + word[n + 1] + word[n] + word[n + 2 :], 1)


def _titles(judged: JudgedSet) -> dict[str, str]:
    """The first words of each, without what stands in brackets."""
    cut = ((key, _ASIDE.sub(" ", text).split()) for key, text in judged.queries.items())
    return {key: " ".join(words[:MOST_WORDS]) for key, words in cut}


def _judged(judged: JudgedSet, asked: Mapping[str, str]) -> list[Question]:
    return [Question(key, words, judged.judgements[key]) for key, words in asked.items()]


def _parallel(needs: Sequence[ParallelNeed]) -> Iterator[Question]:
    """The title of each need in each other language, which should find its English wording."""
    for need in needs:
        for code, wording in need.wordings.items():
            if code != PIVOT:
                yield Question(f"{need.key} {code}", wording.title, {need.key: 1.0})


def _nonsense() -> Iterator[str]:
    """One to three runs of random letters; what is found by them is found in vain."""
    chance = random.Random(_SEED)  # noqa: S311 - the same every time, no secret
    for _ in range(_NONSENSE):
        sizes = [chance.randint(3, 8) for _ in range(chance.randint(1, 3))]
        yield " ".join("".join(chance.choices(string.ascii_lowercase, k=size)) for size in sizes)
