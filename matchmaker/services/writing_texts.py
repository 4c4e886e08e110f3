"""A listing that is being written: its texts by field, and those that others will read."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Final, cast

from matchmaker.services.disclosure import DisclosedText, disclosed_text
from matchmaker.services.listing_codes import Sentences
from matchmaker.services.listing_columns import FIELDS
from matchmaker.services.listing_values import Text
from models import Listing, Organization

#: Of a blind listing every member reads these.
SHOWN_BLIND: Final = ("title", "teaser")


@dataclass(frozen=True, slots=True)
class Draft:
    """``values`` as ``listing_fields.clean_fields`` gives them, as far as they are there.

    ``hidden_from`` may be among them. ``listing`` is the saved row that the text will replace.
    """

    kind: str
    values: Mapping[str, Any]
    organization: Organization
    listing: Listing | None = None

    @property
    def blind(self) -> bool:
        return self.values.get("disclosure") == "blind"


def draft_of(listing: Listing) -> Draft:
    """A saved listing as the draft that it still is."""
    values = {field.name: getattr(listing, field.name) for field in FIELDS[listing.kind]}
    values["hidden_from"] = list(listing.hidden_from)
    return Draft(listing.kind, values, listing.organization, listing)


def texts(kind: str, values: Mapping[str, Any]) -> dict[str, str]:
    """Field → what was written in it; free texts only, and only those that say something."""
    found: dict[str, str] = {}
    for field in FIELDS[kind]:
        value = values.get(field.name)
        if isinstance(field.value, Sentences):
            value = "\n".join(value or ())
        elif not isinstance(field.value, Text):
            continue
        if value:
            found[field.name] = value
    return found


def disclosed(draft: Draft) -> DisclosedText:
    """What every member would read of it: by the same rule that indexes and embeds."""
    empty = {field.name: field.value.empty for field in FIELDS[draft.kind] if not field.has_default}
    given = {"disclosure": "open", **empty, **draft.values, "kind": draft.kind}
    return disclosed_text(cast(Listing, SimpleNamespace(**given)))
