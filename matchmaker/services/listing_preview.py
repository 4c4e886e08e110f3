"""A listing that is being written, as members would see it, and what they would not."""

import datetime as dt
from types import SimpleNamespace
from typing import Any, Final

from matchmaker.services.listing_columns import FIELDS
from matchmaker.services.listing_fields import UNTITLED
from matchmaker.services.listings import VALID_FOR
from matchmaker.services.writing_texts import Draft
from matchmaker.workflow.listing_changes import CHECKED

#: A reference that no row has: its alphabet knows no vowels.
UNSAVED: Final = "NEW"
_READ_BLIND: Final = frozenset({*CHECKED, "valid_until"})
_NEVER_SHOWN: Final = ("hidden_from",)


def unsaved(draft: Draft, *, now: dt.datetime) -> Any:
    """What was typed in place of a row, for ``listing_views.preview``; nothing is stored."""
    saved, owner = draft.listing, draft.organization
    empty = {field.name: field.value.empty for field in FIELDS[draft.kind]}
    defaults = {"language": "en", "disclosure": "open", "valid_until": (now + VALID_FOR).date()}
    title = draft.values.get("title") or UNTITLED[draft.kind]  # as saving would call it
    return SimpleNamespace(
        **{**empty, **defaults, **draft.values, "title": title},
        id=saved.id if saved else 0,
        kind=draft.kind,
        reference=saved.reference if saved else UNSAVED,
        organization=owner,
        organization_id=owner.id,
        attachments=saved.attachments if saved else [],
        published_at=saved.published_at if saved else None,
        reviewer_note="",
    )


def held_back(listing: Any) -> tuple[str, ...]:
    """The fields that say something and that no member reads, in the order of the form."""
    names = [field.name for field in FIELDS[listing.kind] if _is_held(listing, field.name)]
    extra = ["attachments"] if listing.disclosure == "blind" and listing.attachments else []
    return (*names, *extra, *(name for name in _NEVER_SHOWN if getattr(listing, name, None)))


def seen_blind(listing: Any) -> tuple[str, ...]:
    """The fields that say something and that every member reads although the listing is blind."""
    names = (field.name for field in FIELDS[listing.kind])
    return tuple(name for name in names if name in _READ_BLIND and _says_something(listing, name))


def _is_held(listing: Any, name: str) -> bool:
    if listing.disclosure != "blind" or name in {*_READ_BLIND, "disclosure"}:
        return False
    return _says_something(listing, name)


def _says_something(listing: Any, name: str) -> bool:
    return getattr(listing, name) not in (None, "", [])
