"""The one validation of listing values: forms, imports and the demonstration network use it."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from matchmaker.phrases import N_, phrase
from matchmaker.services.listing_columns import FIELDS, Field
from matchmaker.services.listing_text import Invalid, is_blank, shown, suggestion
from matchmaker.services.listing_values import Day
from models import Listing
from models.vocabulary import LISTING_KINDS

#: Required of members, but unknown for what public sources publish.
UNKNOWN_TO_PUBLIC_SOURCES: Final = frozenset({"sectors", "collaborations"})

_ALL_NAMES: Final = frozenset(field.name for fields in FIELDS.values() for field in fields)
#: The title of a draft whose writer has not thought of one; no listing is handed in with it.
UNTITLED: Final = {
    "offer": N_("Untitled offer"),
    "need": N_("Untitled need"),
    "capability": N_("Untitled capability"),
}
_NOT_ABOVE: Final = (
    ("facility_trl_min", "facility_trl_max"),
    ("patent_priority_date", "patent_expiry_date"),
)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a value cannot be taken; ``reason`` completes the sentence that ``field`` begins."""

    field: str
    reason: str


_FOREIGN: Final = {
    "offer": N_("does not belong to an offer"),
    "need": N_("does not belong to a need"),
    "capability": N_("does not belong to a capability"),
}


def clean_fields(
    kind: str,
    raw: Mapping[str, object],
    *,
    today: dt.date,
    optional: Collection[str] = frozenset(),
) -> tuple[dict[str, Any], list[Problem]]:
    """Column values for what forms, cells, TOML or JSON give, and every problem found.

    A field that is named and blank comes back as its empty value; one that is not named, or that
    is blank and has a default, is left out. ``optional`` names required fields that may be missing
    here.
    """
    if kind not in LISTING_KINDS:
        known = ", ".join(LISTING_KINDS)
        given = "is required" if is_blank(kind) else f"unknown kind {shown(kind)}"
        return {}, [
            Problem("kind", phrase("%(given)s; it is one of: %(known)s", given=given, known=known))
        ]
    values: dict[str, Any] = {}
    problems = list(_foreign(kind, raw))
    for field in FIELDS[kind]:
        try:
            if field.name in raw and not (field.has_default and is_blank(raw[field.name])):
                values[field.name] = _parsed(field, raw[field.name], today)
            if field.required and field.name not in optional and not values.get(field.name):
                raise Invalid("is required")
        except Invalid as reason:
            problems.append(Problem(field.name, str(reason)))
    return values, problems + list(_crossed(values))


def missing_fields(listing: Listing) -> list[Problem]:
    """What a draft may lack and a listing that is handed in may not."""
    return [
        Problem(field.name, N_("is required"))
        for field in FIELDS[listing.kind]
        if field.required and not _given(listing, field.name)
    ]


def _given(listing: Listing, name: str) -> bool:
    value = getattr(listing, name)
    return bool(value) and not (name == "title" and value == UNTITLED[listing.kind])


def column_problems(columns: Sequence[str], kind: str | None) -> list[Problem]:
    """What is wrong with a table before its first row is read: missing and unknown columns.

    ``kind`` is ``None`` where each row names its own.
    """
    kinds = [kind] if kind else list(FIELDS)
    required = set.intersection(*({f.name for f in FIELDS[k] if f.required} for k in kinds))
    missing = [
        Problem(field.name, N_("is required, but the file has no such column"))
        for field in FIELDS[kinds[0]]
        if field.name in required and field.name not in columns
    ]
    unknown = [
        Problem(name, phrase("unknown column%(name)s", name=suggestion(name, _ALL_NAMES)))
        for name in columns
        if name not in _ALL_NAMES
    ]
    return missing + unknown


def _parsed(field: Field, raw: object, today: dt.date) -> Any:
    if is_blank(raw):
        return field.value.empty
    value = field.value.on(today) if isinstance(field.value, Day) else field.value
    return value.parse(raw)


def _foreign(kind: str, raw: Mapping[str, object]) -> Iterator[Problem]:
    """Names that this kind does not have. A blank cell of another kind's column is no problem."""
    known = {field.name for field in FIELDS[kind]}
    for name, value in raw.items():
        if name in known or (name in _ALL_NAMES and is_blank(value)):
            continue
        if name in _ALL_NAMES:
            yield Problem(name, _FOREIGN[kind])
        else:
            yield Problem(
                name, phrase("unknown field%(name)s", name=suggestion(name, sorted(known)))
            )


def _crossed(values: Mapping[str, Any]) -> Iterator[Problem]:
    for low, high in _NOT_ABOVE:
        first, second = values.get(low), values.get(high)
        if first is not None and second is not None and first > second:
            yield Problem(
                high,
                phrase(
                    "must not be below %(low)s: %(second)s is below %(first)s",
                    low=low,
                    second=str(second),
                    first=str(first),
                ),
            )
