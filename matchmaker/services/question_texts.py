"""A question or an answer as it may be handed in: cleaned, short enough, and looked through."""

import re
from collections.abc import Sequence
from typing import Final

from sqlalchemy.orm import Session

from matchmaker.errors import InvalidFields
from matchmaker.phrases import phrase
from matchmaker.policies.actor import Actor
from matchmaker.services.exchange import relay_of
from matchmaker.services.question_check import Finding, digest, of_kind
from matchmaker.services.question_names import found_by_writer
from models import Organization
from models.question import TEXT_MAX

#: Nothing that a reader sees: zero-width space and joiner, soft hyphen, marks of direction.
_INVISIBLE: Final = re.compile(
    "[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]|(?<=[A-Za-z])[\u200c\u200d](?=[A-Za-z])"
)


def clean(text: str) -> str:
    """Without what nobody sees, and with plain line ends."""
    return _INVISIBLE.sub("", text.replace("\r\n", "\n")).strip()


def accepted(
    session: Session, actor: Actor, writer: Organization, text: str, *, confirmed: str
) -> str:
    """The text to keep. ``InvalidFields`` of ``text``, or of ``confirm`` where a yes is missing.

    ``confirmed`` is the ``digest`` of the warnings that the writer has read and stands by. Where
    texts travel directly, whoever tells a name has to mend it; an officer would send it back.
    """
    kept = clean(text)
    if not kept:
        raise InvalidFields({"text": "write your text here"})
    if len(kept) > TEXT_MAX:
        raise InvalidFields(
            {
                "text": phrase(
                    "must have at most %(most)s characters, not %(length)s",
                    most=TEXT_MAX,
                    length=len(kept),
                )
            }
        )
    found = found_by_writer(session, actor, writer, kept)
    names, warned = of_kind(found, "identity"), to_confirm(session, found)
    if names and relay_of(session) == "direct":
        raise InvalidFields(
            {"text": phrase("take out what tells who you are: %(names)s", names=_listed(names))}
        )
    if warned and digest(warned) != confirmed:
        raise InvalidFields(
            {"confirm": phrase("look once more at %(warned)s", warned=_listed(warned))}
        )
    return kept


def to_confirm(session: Session, found: Sequence[Finding]) -> list[Finding]:
    """What the writer has to stand by: numbers, and names too where an officer reads them."""
    kinds = ("commercial",) if relay_of(session) == "direct" else ("identity", "commercial")
    return [finding for finding in found if finding.kind in kinds]


def _listed(found: Sequence[Finding]) -> str:
    return ", ".join(dict.fromkeys(f"“{one.words}” ({one.topic})" for one in found))
