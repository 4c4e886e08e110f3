"""What the details of an event are called, and what stands in brackets behind its sentence.

A name and a code without a word of their own are told as they are stored, underscores as spaces.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from matchmaker.phrases import N_, joined, known, phrase
from models import vocabulary as v

#: Names of details and codes of their values, as ``plain`` tells them.
PLAIN: Final = frozenset(
    {
        *(N_("fields"), N_("expires"), N_("token"), N_("part"), N_("event"), N_("message")),
        *(N_("colleagues"), N_("days left"), N_("joined"), N_("left"), N_("format")),
        *(N_("added"), N_("updated"), N_("organizations"), N_("edition"), N_("entries")),
        *(N_("source"), N_("score"), N_("weight"), N_("before"), N_("relay"), N_("against")),
        *(N_("is better"), N_("outcome"), N_("happened on"), N_("closing reason")),
        *(N_("abatement t per year"), N_("abatement method"), N_("attribution")),
        *(N_("only by it"), N_("sooner or larger"), N_("anyway"), N_("cannot say")),
        *(N_("completed"), N_("no fit"), N_("no budget"), N_("no answer"), N_("ip terms")),
        *(N_("terms"), N_("technical"), N_("timing"), N_("regulation"), N_("other partner")),
        *(N_("other"), N_("measured"), N_("project"), N_("lca"), N_("modelled"), N_("estimated")),
        *(N_("yes"), N_("no")),
    }
)


@dataclass(frozen=True, slots=True)
class Note:
    """What stands in brackets behind a sentence: ``words`` of a value, none for nothing."""

    words: Callable[[Any], str]


def _labels(vocabulary: v.Vocabulary) -> Callable[[Any], str]:
    def words(codes: Any) -> str:
        several: Iterable[Any] = codes if isinstance(codes, list) else [codes]
        return joined(known(vocabulary.label(str(code))) for code in several)

    return words


def plain(value: Any) -> Any:
    """A value of the details as a person would write it."""
    if isinstance(value, bool):
        return phrase("yes") if value else phrase("no")
    if isinstance(value, list | tuple):
        return joined(map(plain, value))
    if isinstance(value, Mapping):
        return joined(_pair(name, each) for name, each in value.items())
    if not isinstance(value, str):
        return value
    told = value.replace("_", " ")
    return known(told) if told in PLAIN else told


def _pair(name: str, value: Any) -> str:
    return phrase("%(name)s: %(value)s", name=plain(str(name)), value=plain(value))


_FLAGS: Final = _labels(v.SCREENING_POINTS)
#: Name of a detail → its words. What is not here reads "name: value".
NOTES: Final[Mapping[str, Note]] = {
    "flags": Note(lambda value: phrase("flags: %(flags)s", flags=_FLAGS(value))),
    "rules": Note(lambda value: phrase("rules %(version)s", version=value)),
    "sanctions_list": Note(lambda value: phrase("sanctions list %(list)s", list=value)),
    "rule": Note(_labels(v.REFUSAL_RULES)),
    "reason": Note(lambda value: phrase("“%(words)s”", words=value)),
    "note": Note(lambda value: phrase("“%(words)s”", words=value)),
    "day": Note(lambda value: phrase("check-in of day %(day)s", day=value)),
    "list": Note(lambda value: phrase("sanctions list %(list)s", list=value)),
    "stage": Note(_labels(v.OUTCOME_STAGES)),
    "role": Note(_labels(v.ROLES)),
    "answer": Note(_labels(v.FEEDBACK_ANSWERS)),
    "file": Note(lambda value: phrase("file %(file)s", file=value)),
    "organization": Note(lambda value: phrase("organization %(reference)s", reference=value)),
    "counterpart": Note(lambda value: phrase("with %(reference)s", reference=value)),
}
#: Details that the sentence says already, or that only a machine reads.
SILENT: Final = frozenset({"from", "to", "sha256"})
#: Details that tell which organization somebody belongs to, or what it does: that two may compete.
TELLING: Final = frozenset({"organization", "organizations", "flags"})


def notes_of(details: Any, *, closed: bool) -> tuple[str, ...]:
    """The details in words; ``closed`` leaves out those that tell who belongs where."""
    if not isinstance(details, Mapping):
        return ()
    notes = []
    for name, value in details.items():
        if name in SILENT or value in ("", [], {}, None) or (closed and name in TELLING):
            continue
        note = NOTES.get(name)
        notes.append(note.words(value) if note else _pair(name, value))
    return tuple(notes)
