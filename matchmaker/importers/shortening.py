"""Public sources write longer titles and texts than a listing takes: shortened, never in silence.

The full title stays as the first line of the description, and a text that does not fit ends with
a note of its full length.
"""

import re
from collections.abc import Iterator
from typing import Final

#: The columns' limits, which a test keeps equal to those of ``models.listing``.
TITLE_MAX: Final = 120
TEASER_MAX: Final = 700
DESCRIPTION_MAX: Final = 8_000

#: A teaser stops at the first sentence end beyond this many characters.
_TEASER_ENOUGH: Final = 240
_SENTENCE_END: Final = re.compile(r"(?<=[.!?])[\"”’)\]]*\s+(?=[A-Z0-9“\"(])|\n+")
_ABBREVIATION: Final = re.compile(r"\b(?:e\.g|i\.e|etc|vs|cf|approx|incl|Dr|Prof|No|Fig|[A-Z])\.$")
_SPACES: Final = re.compile(r"[^\S\n]+")


def one_line(text: str) -> str:
    return " ".join(text.split())


def paragraphs(text: str) -> str:
    """Single spaces within a line, at most one blank line between two."""
    lines = (_SPACES.sub(" ", line).strip() for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def short_title(title: str, limit: int = TITLE_MAX) -> str:
    """The whole title, or as many of its words as fit, with an ellipsis."""
    title = one_line(title)
    if len(title) <= limit:
        return title
    kept = title[: limit - 1]
    if not title[limit - 1].isspace() and " " in kept:
        kept = kept[: kept.rindex(" ")]
    return kept.rstrip(" ,;:.–—-(") + "…"


def with_full_title(title: str, text: str) -> str:
    """``text`` with the title above it where ``short_title`` would lose a part of it."""
    full = one_line(title)
    return f"{full}\n\n{text}".strip() if len(full) > TITLE_MAX else text


def first_sentences(text: str, limit: int = TEASER_MAX, enough: int = _TEASER_ENOUGH) -> str:
    """Whole sentences from the start until they say enough; a longer first one is cut at a word."""
    kept = ""
    for sentence in _sentences(text):
        longer = f"{kept} {sentence}".strip()
        if len(longer) > limit:
            break
        kept = longer
        if len(kept) >= enough:
            break
    return kept or short_title(text, limit)


def fitted(text: str, limit: int, where: str) -> str:
    """The whole text, or whole sentences of it and a note that it goes on at ``where``."""
    if len(text) <= limit:
        return text
    note = f"[Shortened: the source's text has {len(text):,} characters. Full text: {where}]"
    room = limit - len(note) - 2
    end = max(
        (match.start() for match in _SENTENCE_END.finditer(text, 0, room)),
        default=0,
    )
    kept = text[:end] if end > room // 2 else short_title(text, room)
    return f"{kept.rstrip()}\n\n{note}"


def _sentences(text: str) -> Iterator[str]:
    """Sentences of one line each; an abbreviation's full stop ends none."""
    pending = ""
    for piece in _SENTENCE_END.split(text):
        pending = f"{pending} {one_line(piece)}".strip()
        if pending and not _ABBREVIATION.search(pending):
            yield pending
            pending = ""
    if pending:
        yield pending
