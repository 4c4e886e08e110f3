"""What the ranking says of a pair, whole sentences each: stored in English, filled in.

``SENTENCES`` holds all of them, so that a page can find the one that a stored phrase was made of
and say it in the reader's language. Codes are filled in by their labels, with commas between.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from matchmaker.phrases import N_


class Shared(NamedTuple):
    """What two lists of codes say of a pair: ``%(shared)s``, or ``%(need)s`` and ``%(other)s``."""

    same: str
    different: str


class Silent(NamedTuple):
    """Who names nothing."""

    neither: str
    need: str
    offer: str
    capability: str


TRL_MET: Final = N_("TRL %(reached)s meets the lowest TRL accepted, %(floor)s")
TRL_BELOW: Final = N_("TRL %(reached)s is below the lowest TRL accepted, %(floor)s")
TRL_NO_FLOOR: Final = N_("The need sets no lowest TRL")
TRL_NO_FLOOR_REACHED: Final = N_("The need sets no lowest TRL; TRL %(reached)s is reached")
TRL_BLIND: Final = N_("The blind need does not show its lowest TRL")
TRL_BLIND_REACHED: Final = N_(
    "The blind need does not show its lowest TRL; TRL %(reached)s is reached"
)
TRL_UNSHOWN: Final = {
    "offer": N_("TRL %(floor)s or higher is needed; the offer shows none"),
    "capability": N_("TRL %(floor)s or higher is needed; the capability shows none"),
}
COUNTRY_BLIND: Final = {
    "need": N_("The blind need does not show its countries"),
    "offer": N_("The blind offer does not show its countries"),
    "capability": N_("The blind capability does not show its countries"),
}
COUNTRY_FREE: Final = N_("Neither side is limited to countries")
COUNTRY_UNLIMITED: Final = {
    "need": N_("The need is not limited to countries"),
    "offer": N_("The offer is not limited to countries"),
    "capability": N_("The capability is not limited to countries"),
}
DEADLINE_BLIND: Final = N_("The blind need does not show its deadline")
DEADLINE_NONE: Final = N_("The need sets no deadline")
DEADLINE_UNSHOWN: Final = {
    "offer": N_("Deadline %(day)s; the blind offer does not show whether it stands then"),
    "capability": N_("Deadline %(day)s; the blind capability does not show whether it stands then"),
}
DEADLINE_MISSED: Final = {
    "offer": N_("The offer ends before the need's deadline, %(day)s"),
    "capability": N_("The capability ends before the need's deadline, %(day)s"),
}
DEADLINE_MET: Final = {
    "offer": N_("The offer stands at the need's deadline, %(day)s"),
    "capability": N_("The capability stands at the need's deadline, %(day)s"),
}
CROSS_SECTOR: Final = {
    "need": N_("The need is cross-sector"),
    "offer": N_("The offer is cross-sector"),
    "capability": N_("The capability is cross-sector"),
}
PROVIDES: Final = N_("%(organization)s: can provide %(provided)s")
SELDOM_PROVIDES: Final = N_("%(organization)s: seldom provides %(wanted)s")
LICENCE_UNSHOWN: Final = N_("The offer shows no licence terms")
LICENCE_OFFERED: Final = N_("Licence offered: %(terms)s")

COUNTRIES: Final = Shared(
    N_("Country in common: %(shared)s"), N_("No country in common: %(need)s – %(other)s")
)
COLLABORATIONS: Final = Shared(
    N_("Both want: %(shared)s"), N_("Different cooperation wanted: %(need)s – %(other)s")
)
SECTORS: Final = Shared(
    N_("Same sector: %(shared)s"), N_("Different sectors: %(need)s – %(other)s")
)
TECHNOLOGIES: Final = Shared(
    N_("Same technology route: %(shared)s"), N_("Different routes: %(need)s – %(other)s")
)
CPC: Final = Shared(
    N_("Same CPC subclass: %(shared)s"), N_("Different CPC subclasses: %(need)s – %(other)s")
)
LANGUAGES: Final = Shared(
    N_("Same language: %(shared)s"), N_("Different languages: %(need)s – %(other)s")
)
NO_COLLABORATION: Final = Silent(
    N_("Neither side shows a kind of cooperation"),
    N_("The need shows no kind of cooperation"),
    N_("The offer shows no kind of cooperation"),
    N_("The capability shows no kind of cooperation"),
)
NO_SECTOR: Final = Silent(
    N_("Neither side shows a sector"),
    N_("The need shows no sector"),
    N_("The offer shows no sector"),
    N_("The capability shows no sector"),
)
NO_TECHNOLOGY: Final = Silent(
    N_("Neither side shows a technology route"),
    N_("The need shows no technology route"),
    N_("The offer shows no technology route"),
    N_("The capability shows no technology route"),
)

# Of a set of several members.
PARTS_ANSWERED: Final = N_("%(answered)s of %(parts)s parts of the need are answered")
ROLES_FILLED: Final = N_("Roles filled: %(roles)s")
OWN_SIDE: Final = N_("%(role)s (the need's side)")
ROLES_MISSING: Final = N_("Nobody fills: %(roles)s")
SEVERAL_COUNTRIES: Final = N_("More than one country: %(countries)s")
ONE_COUNTRY: Final = N_("Two countries are wanted; only %(countries)s is known")
PLACE_BLIND: Final = N_("A blind listing does not show its country")
UNANSWERED: Final = N_("Nobody's text speaks of “%(text)s”")


def _all() -> tuple[str, ...]:
    """Every sentence of this module, each once."""
    found: dict[str, None] = {}
    for name, value in globals().items():
        if isinstance(value, str) and name.isupper():
            found[value] = None
        elif isinstance(value, Mapping | tuple) and name.isupper():
            found |= dict.fromkeys(value.values() if isinstance(value, Mapping) else value)
    return tuple(found)


SENTENCES: Final = _all()
