"""Two contents of a listing, field by field, as people read them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.phrases import joined, known, phrase
from matchmaker.services.listing_codes import Code, Codes
from matchmaker.services.listing_columns import FIELDS
from matchmaker.services.listing_values import Day, Text
from matchmaker.services.word_comparison import Part, compare_words
from models import Attachment, Organization
from models.vocabulary import Vocabulary

_REFERENCES: Final = ("hidden_from", "attachments")
_GONE: Final = "no longer kept"


@dataclass(frozen=True, slots=True)
class Difference:
    """``parts`` for texts; ``added`` and ``removed`` for lists; else ``before`` and ``after``."""

    name: str
    before: str = ""
    after: str = ""
    parts: tuple[Part, ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    same: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs, in the order of the form, and the names of the fields that do not."""

    differences: tuple[Difference, ...]
    unchanged: tuple[str, ...]


def compare(
    kind: str, old: Mapping[str, Any], new: Mapping[str, Any], *, names: Mapping[str, str]
) -> Comparison:
    """``names`` are those of the organizations and files that either refers to."""
    differences, unchanged = [], []
    for name in field_names(kind):
        before, after = old.get(name), new.get(name)
        if _is_same(before, after):
            unchanged.append(name)
        else:
            differences.append(difference(kind, name, before, after, names=names))
    return Comparison(tuple(differences), tuple(unchanged))


def changed_names(kind: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields that differ, in the order of the form."""
    return tuple(n for n in field_names(kind) if not _is_same(old.get(n), new.get(n)))


def difference(
    kind: str, name: str, before: Any, after: Any, *, names: Mapping[str, str]
) -> Difference:
    """One field's change."""
    if isinstance(before, list) or isinstance(after, list):
        old, new = _words(kind, name, before, names), _words(kind, name, after, names)
        return Difference(
            name,
            before=", ".join(old),
            after=", ".join(new),
            added=tuple(word for word in new if word not in old),
            removed=tuple(word for word in old if word not in new),
            same=tuple(word for word in new if word in old),
        )
    said = readable(kind, name, before), readable(kind, name, after)
    is_text = any(f.name == name and isinstance(f.value, Text) for f in FIELDS[kind])
    return Difference(name, *said, parts=compare_words(*said) if is_text and all(said) else ())


def names_of(session: Session, *contents: Mapping[str, Any]) -> dict[str, str]:
    """Reference → name of every organization and file that the contents refer to."""
    hidden = {one for content in contents for one in content.get("hidden_from", ())}
    files = {one for content in contents for one in content.get("attachments", ())}
    found: dict[str, str] = dict.fromkeys(files, f"A file that is {_GONE}")
    for model, label, wanted in (
        (Organization, Organization.name, hidden),
        (Attachment, Attachment.file_name, files),
    ):
        if wanted:
            query = select(model.reference, label).where(model.reference.in_(wanted))
            found.update((row[0], row[1]) for row in session.execute(query))
    return found


def field_names(kind: str) -> tuple[str, ...]:
    """All fields of a kind, with those that refer to organizations and files."""
    return (*(field.name for field in FIELDS[kind]), *_REFERENCES)


def readable(kind: str, name: str, value: Any) -> str:
    """A JSON value in words: codes by their labels, dates in full."""
    if value in (None, "", []):
        return ""
    if isinstance(value, bool):
        return phrase("Yes") if value else phrase("No")
    field = next((field for field in FIELDS[kind] if field.name == name), None)
    if field is not None and isinstance(field.value, Code):
        return known(field.value.vocabulary.label(value))
    if field is not None and isinstance(field.value, Day):
        return joined([dt.date.fromisoformat(value)])
    return joined([value]) if isinstance(value, float) else str(value)


def _words(kind: str, name: str, values: Any, names: Mapping[str, str]) -> list[str]:
    if name in _REFERENCES:
        return [names.get(value, f"Somebody {_GONE}") for value in values or ()]
    vocabulary = _vocabulary(kind, name)
    return [known(vocabulary.label(value)) if vocabulary else value for value in values or ()]


def _vocabulary(kind: str, name: str) -> Vocabulary | None:
    for field in FIELDS[kind]:
        if field.name == name and isinstance(field.value, Codes):
            return field.value.vocabulary
    return None


def _is_same(before: Any, after: Any) -> bool:
    """Nothing said is nothing said, and lists of codes have no order that means anything."""
    if isinstance(before, list) or isinstance(after, list):
        return sorted(before or []) == sorted(after or [])
    return before == after or (_is_empty(before) and _is_empty(after))


def _is_empty(value: Any) -> bool:
    return value is None or value == ""
