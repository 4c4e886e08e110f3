"""The formats that can be imported, by the name that the operator types."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from matchmaker.importers.challenges import open_challenges
from matchmaker.importers.drafts import Draft, Importer, ListingDraft, OrganizationDraft, Refusal
from matchmaker.importers.horizon import open_horizon
from matchmaker.importers.listings import open_listings
from matchmaker.importers.steel_tracker import open_steel_tracker
from matchmaker.importers.topics import open_topics

LISTINGS: Final = "listings"

FORMATS: Final[Mapping[str, Importer]] = {
    LISTINGS: open_listings,
    "horizon": open_horizon,
    "challenges": open_challenges,
    "topics": open_topics,
    "steel-tracker": open_steel_tracker,
}


def is_row(draft: Draft) -> bool:
    """Whether a draft stands for a row of the file's own listings, taken or refused."""
    return not isinstance(draft, OrganizationDraft) and not (
        isinstance(draft, Refusal) and draft.file
    )


def limited(drafts: Iterable[Draft], rows: int) -> Iterator[Draft]:
    """The first ``rows`` rows, and nothing that comes after them."""
    for draft in drafts:
        if is_row(draft):
            if rows == 0:
                return
            rows -= 1
        yield draft


def with_kind(drafts: Iterable[Draft], kind: str) -> Iterator[Draft]:
    """The same drafts; a listing that names no kind gets this one."""
    for draft in drafts:
        if isinstance(draft, ListingDraft) and not draft.kind:
            yield replace(draft, kind=kind)
        else:
            yield draft
