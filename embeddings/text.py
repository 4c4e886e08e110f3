"""From a listing's fields to passages that an encoder sees whole, and to sentences for evidence."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

Part = Literal["heading", "body", "expertise"]

WINDOW = 110.0  # words of a passage, its title not counted
OVERLAP = 30.0  # words that two neighbouring passages share
_TITLE_SHARE = 24.0  # words of the title that stand in front of each window at most
_LONGEST_WORD = 24  # characters; what is longer is a script without spaces, or no word at all
_PIECE = 4  # characters of such a run that stay together

_SENTENCE_END = re.compile(
    r"\n+"  # a line is a sentence of its own
    r"|(?<=[.!?…][\"'”’)\]])\s+|(?<=[.!?…])\s+(?=[^a-z\s])"  # "approx. 5" is cut, "e.g. steel" not
    r"|(?<=[。！？।॥؟])[\"'”’」』）]*\s*"
)
_LATIN_LETTER = re.compile(r"[A-Za-z\u00c0-\u024f]")


@dataclass(frozen=True, slots=True)
class Passage:
    """``content_hash`` is the hexadecimal SHA-256 of ``text`` in UTF-8."""

    part: Part
    text: str
    content_hash: str


def passages(title: str, teaser: str, body: str, expertise: Sequence[str] = ()) -> list[Passage]:
    """Title and teaser first, then the body in overlapping windows, then each expertise statement.

    Each window carries the title in front, on a line of its own: a window in the middle of a text
    seldom says what the text is about. Empty fields give no passage. One text occurs once.
    """
    title = clean(title)
    start = _start_of(title)
    texts: list[tuple[Part, str]] = []
    if start != title or not teaser.strip():
        texts += [("heading", window) for window in _windows(title)]
    texts += [("heading", _under(start, window)) for window in _windows(clean(teaser))]
    texts += [("body", _under(start, window)) for window in _windows(clean(body))]
    texts += [("expertise", window) for item in expertise for window in _windows(clean(item))]
    part_of: dict[str, Part] = {}
    for part, text in texts:
        part_of.setdefault(text, part)
    return [Passage(part, text, content_hash(text)) for text, part in part_of.items()]


def sentences(text: str) -> list[str]:
    """The sentences in their order, stripped; of full stops the western, Chinese and Indic ones."""
    lines = (clean(line) for line in text.splitlines())
    return [s for part in _SENTENCE_END.split("\n".join(lines)) if (s := part.strip())]


def content_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def clean(text: str) -> str:
    """One line in Unicode's composed form; what UTF-8 cannot carry becomes a question mark."""
    valid = text.encode(errors="replace").decode()
    return " ".join(unicodedata.normalize("NFC", valid).replace("\0", " ").split())


def _under(title: str, window: str) -> str:
    return f"{title}\n{window}" if title else window


def _start_of(title: str) -> str:
    pieces = list(_pieces(title))
    costs = accumulate(_cost(title[start:end]) for start, end in pieces)
    ends = [end for (_, end), cost in zip(pieces, costs, strict=True) if cost <= _TITLE_SHARE]
    return title[: ends[-1]] if ends else ""


def _windows(text: str) -> list[str]:
    """Overlapping slices of one clean line that together hold all of it."""
    pieces = list(_pieces(text))
    totals = [0.0, *accumulate(_cost(text[start:end]) for start, end in pieces)]
    windows: list[str] = []
    first = 0
    while first < len(pieces):
        last = first + 1
        while last < len(pieces) and totals[last + 1] - totals[first] <= WINDOW:
            last += 1
        windows.append(text[pieces[first][0] : pieces[last - 1][1]])
        if last == len(pieces):
            break
        following = last
        while following > first + 1 and totals[last] - totals[following - 1] <= OVERLAP:
            following -= 1
        first = following
    return windows


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Where each word starts and ends; a run too long for a word is cut into short pieces."""
    for match in re.finditer(r"\S+", text):
        start, end = match.span()
        step = end - start if end - start <= _LONGEST_WORD else _PIECE
        for at in range(start, end, step):
            yield at, min(at + step, end)


def _cost(word: str) -> float:
    """Size in English words, as word-piece vocabularies cut it: 1 for nearly every Latin word.

    Other scripts, digits and signs take about a token for each character.
    """
    letters = len(_LATIN_LETTER.findall(word))
    return max(1.0, letters / 12 + (len(word) - letters) * 0.55)
