"""What a text seems to tell by mistake: to competitors in any text, of its owner in a blind one.

Warnings inform and never refuse. One has to be confirmed: that a blind text names its owner.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final, Literal

from matchmaker.services.writing_confidential import confidential
from matchmaker.services.writing_contacts import contacts
from matchmaker.services.writing_identity import Identity, traces
from matchmaker.services.writing_texts import SHOWN_BLIND, texts

Group = Literal["confidential", "identity"]
#: A need may name the funding that it brings, an incubator its support.
_MONEY_IS_FINE: Final = frozenset({"we_bring", "incubator_support"})


@dataclass(frozen=True, slots=True)
class Warned:
    """``field`` seems to tell ``topic`` by these ``words``. ``names_owner``: to be confirmed."""

    field: str
    topic: str
    words: str
    group: Group
    names_owner: bool = False

    @property
    def key(self) -> str:
        """The same warning has the same key: eight hexadecimal digits."""
        parts = (self.field, self.topic, self.words)
        return sha256("\x1f".join(parts).encode()).hexdigest()[:8]


def warnings(kind: str, values: Mapping[str, Any], identity: Identity) -> list[Warned]:
    """In the order of the fields, what names the owner first; at most one of a field and topic."""
    found = [
        warned
        for field, text in texts(kind, values).items()
        for warned in (
            *(_of_owner(field, text, identity) if values.get("disclosure") == "blind" else ()),
            *_of_competition(field, text),
        )
    ]
    return sorted(found, key=lambda warned: not warned.names_owner)


def _of_owner(field: str, text: str, identity: Identity) -> Iterator[Warned]:
    """Only where readers see it: the other fields of a blind listing stay on the server."""
    if field not in SHOWN_BLIND:
        return
    told: dict[str, str] = {}  # topic → words
    for trace in traces(text, identity):
        if trace.topic not in told and not _repeats(trace.words, told.values()):
            told[trace.topic] = trace.words
            yield Warned(field, trace.topic, trace.words, "identity", trace.names)
    for topic, words in contacts(text):
        if not _repeats(words, told.values()):
            yield Warned(field, topic, words, "identity")


def _repeats(words: str, told: Iterable[str]) -> bool:
    """Whether a warning was given for these words already, or for some of them."""
    return any(words in known or known in words for known in told)


def _of_competition(field: str, text: str) -> Iterator[Warned]:
    for topic, words in confidential(text, money_is_fine=field in _MONEY_IS_FINE):
        yield Warned(field, topic, words, "confidential")
