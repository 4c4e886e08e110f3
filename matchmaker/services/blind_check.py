"""What an officer looks at before a blind listing goes out: what members get, and what may tell."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from matchmaker.services.listing_changes import content_now
from matchmaker.services.listing_preview import unsaved
from matchmaker.services.listing_views import ListingView, preview
from matchmaker.services.question_reach import ways
from matchmaker.services.writing_help import warnings_of
from matchmaker.services.writing_measure import measures
from matchmaker.services.writing_texts import SHOWN_BLIND, Draft, draft_of
from matchmaker.services.writing_warnings import Warned
from matchmaker.workflow.listing_changes import CHECKED
from models import Listing


@dataclass(frozen=True, slots=True)
class BlindCheck:
    """``shown`` by the rule that serves other members, with a change that waits.

    ``warned`` is what the check of the editor finds in the title and the teaser, and that of
    questions of towns, streets and other ways to a plant; ``figures`` are all that stand there
    with a unit: one that few plants have tells whose it is.
    """

    shown: ListingView
    warned: tuple[Warned, ...]
    figures: tuple[str, ...]


def blind_check(session: Session, listing: Listing, *, now: dt.datetime) -> BlindCheck | None:
    """``None`` for an open listing, whose page everybody reads anyway."""
    if listing.disclosure != "blind":
        return None
    draft = _as_it_would_be(session, listing)
    said = {name: draft.values.get(name) or "" for name in SHOWN_BLIND}
    warned = [found for found in warnings_of(session, draft) if found.field in said]
    known = {found.words for found in warned}
    warned += [found for found in _places(said) if found.words not in known]
    return BlindCheck(
        preview(unsaved(draft, now=now)),
        tuple(warned),
        tuple(dict.fromkeys(m.group().strip() for text in said.values() for m in measures(text))),
    )


def _places(said: Mapping[str, str]) -> Iterator[Warned]:
    """Where a plant stands, as the check of a blind question looks for it."""
    for field, text in said.items():
        for topic, start, end in ways(text):
            yield Warned(field, topic, text[start:end], "identity")


def _as_it_would_be(session: Session, listing: Listing) -> Draft:
    """The listing with what its owner wants to change."""
    draft, wanted = draft_of(listing), content_now(session, listing)
    changed = {name: wanted[name] for name in CHECKED if name in wanted}
    return replace(draft, values={**draft.values, **changed})
