"""The keys of an introduction, in the order in which they turn, for the drawing on the page."""

from dataclasses import dataclass
from typing import Final, Literal

from matchmaker.services.introduction_views import IntroductionView, KeyState, PartyView

#: Of several other parties nobody learns who declined, so nobody sees who has answered.
_CLOSED: Final = "Shown when all have turned"


@dataclass(frozen=True, slots=True)
class Key:
    """``name`` is empty until the reader may know it; ``yours`` waits for the reader."""

    holder: str
    state: KeyState | Literal["later"]
    name: str = ""
    yours: bool = False
    note: str = ""


def keys_of(introduction: IntroductionView) -> tuple[Key, ...]:
    """The asking party's, the secretariat's, then those of the other parties."""
    asking, *others = introduction.parties
    secretariat = Key(
        "Secretariat",
        introduction.secretariat_key,
        yours=introduction.secretariat_key == "waiting" and "approve" in introduction.actions,
    )
    return (_key(introduction, asking), secretariat, *(_key(introduction, o) for o in others))


def _key(introduction: IntroductionView, party: PartyView) -> Key:
    """A consent that cannot be given yet comes later; the others can be turned now."""
    is_early = party.key == "waiting" and introduction.state != "approved"
    return Key(
        party.label,
        "later" if is_early else party.key,
        name=party.organization or party.listing.organization or "",
        yours=party.me and party.key == "waiting" and "consent" in introduction.actions,
        note=_CLOSED if party.key_is_closed and introduction.state == "approved" else "",
    )
