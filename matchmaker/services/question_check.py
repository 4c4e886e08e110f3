"""The check of a question or an answer before it goes out: names, ways to reach, and numbers.

Pure: the names that it looks for are handed in. ``services/question_names.py`` gathers them.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Literal

from matchmaker.services.question_numbers import commercial, technical
from matchmaker.services.question_reach import ways
from matchmaker.services.writing_confidential import confidential
from matchmaker.services.writing_contacts import contacts
from matchmaker.services.writing_identity import Identity, known_as, traces, words_in

#: ``identity`` has to be taken out, ``commercial`` to be confirmed; ``technical`` is left alone.
Kind = Literal["identity", "commercial", "technical"]
_ORDER: Final[tuple[Kind, ...]] = ("identity", "commercial", "technical")
_MOST: Final = 20  # of one finder: enough for a text of this length
_LONGEST_NAME, _SHORTEST_WORD = 6, 4  # words of a name; letters of a name of one word
#: Letters of other alphabets that look like Latin ones; only in a word that has both.
_ALIKE: Final = str.maketrans(
    "АВЕЅІКМНОРСТХаеіѕорсухΑΒΕΙΚΜΝΟΡΤΧ", "ABESIKMHOPCTXaeisopcyxABEIKMNOPTX"
)
_FOR_LETTERS: Final = str.maketrans("013457@$", "oieastas")
_SPACED: Final = re.compile(r"(?<![\w])(?:\w[\s._*-]{1,2}){3,40}\w(?!\w)")
_MIXED: Final = re.compile(r"\b(?=\w*[^\W\d_])(?=\w*\d)[\w@$]{4,40}\b")
_LATIN, _WORD = re.compile(r"[A-Za-z]"), re.compile(r"\w+")
_FULL_WIDTH: Final = str.maketrans({0xFF01 + at: 0x21 + at for at in range(94)})


@dataclass(frozen=True, slots=True)
class Finding:
    """``words`` of the text, from ``start``, seem to tell ``topic``."""

    kind: Kind
    topic: str
    words: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.words)


def check(text: str, identity: Identity, others: Collection[str] = ()) -> list[Finding]:
    """Everything found, what has to go first; of overlapping findings the graver one.

    ``identity``: who writes. ``others``: names of organizations as ``known_as`` gives them.
    """
    plain = _undisguised(text)
    spans: list[tuple[Kind, str, int, int]] = []
    spans += [("identity", *span) for span in _every(plain, lambda t: _of_writer(t, identity))]
    spans += [("identity", *span) for span in _every(plain, contacts)]
    spans += [("identity", *span) for span in ways(plain)]
    spans += [("identity", *span) for span in _disguised(plain, identity)]
    spans += [("identity", *span) for span in _named(plain, others)]
    spans += [("commercial", *span) for span in _country(plain, identity)]
    spans += [("commercial", *span) for span in _every(plain, confidential)]
    spans += [("commercial", *span) for span in commercial(plain)]
    spans += [("technical", "a technical figure", *span) for span in technical(plain)]
    return _without_overlaps(text, spans)


def of_kind(found: Iterable[Finding], kind: Kind) -> list[Finding]:
    return [finding for finding in found if finding.kind == kind]


def digest(found: Sequence[Finding]) -> str:
    """The same findings have the same digest: a confirmation holds for what was on the screen."""
    parts = "\x1f".join(f"{finding.topic}={finding.words}" for finding in found)
    return sha256(parts.encode()).hexdigest()[:12]


def _of_writer(text: str, identity: Identity) -> Iterator[tuple[str, str]]:
    return ((trace.topic, trace.words) for trace in traces(text, identity) if trace.names)


def _country(text: str, identity: Identity) -> Iterator[tuple[str, int, int]]:
    """Not a name, but more than the region that the other side is told."""
    only = Identity(name="", country=identity.country)
    return _every(text, lambda t: ((trace.topic, trace.words) for trace in traces(t, only)))


def _every(
    text: str, find: Callable[[str], Iterable[tuple[str, str]]]
) -> Iterator[tuple[str, int, int]]:
    """All that a finder of first words finds: what is found is blanked, and it looks again."""
    for _ in range(_MOST):
        found = [(topic, words, text.find(words)) for topic, words in find(text) if words]
        if not found:
            return
        for topic, words, start in found:
            if start >= 0:
                yield topic, start, start + len(words)
                text = text[:start] + " " * len(words) + text[start + len(words) :]


def _undisguised(text: str) -> str:
    """The same length, with Latin letters in place of those that only look like them."""
    plain = text.translate(_FULL_WIDTH)
    return _WORD.sub(
        lambda m: m.group().translate(_ALIKE) if _LATIN.search(m.group()) else m.group(), plain
    )


def _disguised(text: str, identity: Identity) -> Iterator[tuple[str, int, int]]:
    """The writer's own name l-e-t-t-e-r by letter, or with digits for letters."""
    own = {word.lower() for word, _, _ in words_in(f"{identity.name} {' '.join(identity.people)}")}
    own = {word for word in own if len(word) >= _SHORTEST_WORD and known_as(word)}
    for pattern in (_SPACED, _MIXED):
        for match in pattern.finditer(text):
            letters = re.sub(r"[^\w@$]|_", "", match.group()).lower().translate(_FOR_LETTERS)
            if any(word in letters for word in own):
                yield "the organization’s name", match.start(), match.end()


def _named(text: str, others: Collection[str]) -> Iterator[tuple[str, int, int]]:
    """Organizations by name. A name of one word counts only with a capital: a heart is none."""
    words = words_in(text) if others else []
    for at, (first, start, _) in enumerate(words):
        for length in range(min(_LONGEST_NAME, len(words) - at), 0, -1):
            few = words[at : at + length]
            alone = length == 1 and (len(first) < _SHORTEST_WORD or not first[0].isupper())
            if not alone and " ".join(word.lower() for word, _, _ in few) in others:
                yield "the name of an organization", start, few[-1][2]
                break


def _without_overlaps(text: str, spans: Sequence[tuple[Kind, str, int, int]]) -> list[Finding]:
    kept: list[tuple[Kind, str, int, int]] = []
    for span in sorted(spans, key=lambda s: (_ORDER.index(s[0]), s[2] - s[3], s[2])):
        if span[2] < span[3] and all(span[3] <= k[2] or span[2] >= k[3] for k in kept):
            kept.append(span)
    found = [Finding(kind, topic, text[a:b], a) for kind, topic, a, b in kept]
    return sorted(found, key=lambda finding: (_ORDER.index(finding.kind), finding.start))
