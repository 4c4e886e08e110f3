"""One match in full: both texts as both sides may read them, with what they share marked."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.errors import NotFound
from matchmaker.policies.actor import Actor
from matchmaker.services.disclosure import disclosed_fields, disclosed_files, disclosed_text
from matchmaker.services.listing_details import label_of
from matchmaker.services.listing_views import ListingView, view
from matchmaker.services.matches import MatchCard, card_of
from models import Listing, Match

_BETWEEN: Final = "\0"  # stands in no text


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text; ``said``: it is the sentence that matches, or a part of it."""

    text: str
    said: bool


Paragraph = tuple[Span, ...]
Part = tuple[str, tuple[Paragraph, ...]]  # what it is called, empty for the description


@dataclass(frozen=True, slots=True)
class Side:
    """One listing with all of its text that the other side may read, and nothing else."""

    listing: ListingView
    teaser: tuple[Paragraph, ...]
    body: tuple[Part, ...]
    expertise: tuple[tuple[Paragraph, ...], ...]


@dataclass(frozen=True, slots=True)
class MatchPair:
    """``is_stale``: a text was changed since they were compared, so that nothing is marked.

    ``words`` both texts have, the rarest first; ``marks`` are all their forms.
    """

    card: MatchCard
    ours: Side
    theirs: Side
    is_stale: bool
    words: tuple[str, ...]
    marks: tuple[str, ...]


def match_pair(session: Session, actor: Actor, listing: Listing, other: Listing) -> MatchPair:
    """The match of ``listing`` with ``other``, which the actor may read; else ``NotFound``."""
    card = card_of(session, actor, listing, other)
    if card is None:
        raise NotFound("The two are not proposed to one another at present.")
    is_stale = _is_stale(session, listing, other)
    evidence = {} if is_stale else card.evidence
    return MatchPair(
        card=card,
        ours=_side(view(actor, listing), listing, evidence.get("ours", "")),
        theirs=_side(card.other, other, evidence.get("theirs", "")),
        is_stale=is_stale,
        words=tuple(evidence.get("words", ())),
        marks=tuple(evidence.get("marks", evidence.get("words", ()))),
    )


def _is_stale(session: Session, listing: Listing, other: Listing) -> bool:
    compared_at = session.scalars(
        select(Match.computed_at).where(
            Match.listing_id == listing.id, Match.counterpart_id == other.id
        )
    ).one()
    return max(listing.updated_at, other.updated_at) > compared_at


def _side(shown: ListingView, listing: Listing, sentence: str) -> Side:
    text, fields = disclosed_text(listing), disclosed_fields(listing)
    cut = dict(zip(fields, paragraphs(list(fields.values()), sentence), strict=True))
    (teaser,) = paragraphs([text.teaser], sentence)
    parts = [(label_of(listing.kind, name), part) for name, part in cut.items()]
    return Side(
        shown,
        teaser,
        body=(*parts, *_quoted_files(listing, sentence)),
        expertise=tuple(paragraphs(text.expertise, sentence)),
    )


def _quoted_files(listing: Listing, sentence: str) -> Iterator[Part]:
    """Of each file the paragraphs that hold the sentence, under the file's name."""
    for file, said in disclosed_files(listing):
        (found,) = paragraphs([said], sentence)
        quoted = tuple(part for part in found if any(span.said for span in part))
        if quoted:
            yield file.file_name, quoted


def paragraphs(parts: Sequence[str], sentence: str) -> list[tuple[Paragraph, ...]]:
    """Each of ``parts`` cut at blank lines, with every occurrence of ``sentence`` told apart.

    Spaces and line ends count as the same, and a sentence may run on from part to part: it was cut
    from all of them on one line.
    """
    text = unicodedata.normalize("NFC", _BETWEEN.join(parts))
    words = [re.escape(word) for word in sentence.split()]
    said = [m.span() for m in re.finditer(r"[\s\0]+".join(words), text)] if words else []
    found, start = [], 0
    for part in text.split(_BETWEEN) if parts else ():
        cut = re.compile(r"\S(?:(?!\n\s*\n)[\s\S])*").finditer(text, start, start + len(part))
        found.append(tuple(tuple(_spans(text, *p.span(), said)) for p in cut))
        start += len(part) + len(_BETWEEN)
    return found


def _spans(text: str, start: int, end: int, said: list[tuple[int, int]]) -> Iterator[Span]:
    at = start
    for first, last in said:
        first, last = max(first, start), min(last, end)
        if first >= last:
            continue
        if at < first:
            yield Span(text[at:first], said=False)
        yield Span(text[first:last], said=True)
        at = last
    if at < end:
        yield Span(text[at:end], said=False)
