"""The values of an introduction pack: plain, ready to be shown, the same for page, mail and PDF."""

import datetime as dt
import unicodedata
from dataclasses import dataclass

from matchmaker.services.introduction_views import Contact
from matchmaker.services.listing_views import ListingView
from matchmaker.services.pack_texts import AgendaPoint, ModelAgreement, RuleGroup


@dataclass(frozen=True, slots=True)
class Passage:
    """A text of a member's own. ``direction`` is ``rtl`` where its first letter is of such a
    script: a page finds that out by itself, the setting of a PDF does not.
    """

    text: str
    direction: str


def passage(text: str) -> Passage:
    """The text with the direction of its first letter that has one."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in ("L", "R", "AL"):
            return Passage(text, "ltr" if kind == "L" else "rtl")
    return Passage(text, "ltr")


@dataclass(frozen=True, slots=True)
class PackParty:
    """``contact`` is ``None`` for an auditor, and where nobody is named."""

    label: str
    me: bool
    organization: str
    kind: str
    country: str
    website: str
    contact: Contact | None


@dataclass(frozen=True, slots=True)
class PackListing:
    """One listing as the reader may see it now. ``seen.full`` is false once it has left the
    exchange: what is left then is the title that it had.
    """

    owner: str
    seen: ListingView
    title: Passage
    teaser: Passage
    description: Passage
    details: tuple[tuple[str, Passage], ...]
    expertise: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """``sentences`` are ``(whose, sentence)``; ``shared`` is what all listings name."""

    reference: str
    introduced_on: dt.date
    parties: tuple[PackParty, ...]
    listings: tuple[PackListing, ...]
    cooperation: tuple[str, ...]
    question: Passage
    about_us: Passage
    band: str
    fits: tuple[str, ...]
    misses: tuple[str, ...]
    sentences: tuple[tuple[str, Passage], ...]
    shared: tuple[tuple[str, tuple[str, ...]], ...]
    rules: tuple[RuleGroup, ...]
    agenda: tuple[AgendaPoint, ...]
    bring: tuple[str, ...]
    check_ins: tuple[dt.date, ...]
    agreements: tuple[ModelAgreement, ...]

    @property
    def minutes(self) -> int:
        return sum(point.minutes for point in self.agenda)
