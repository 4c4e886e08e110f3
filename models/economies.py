"""Emerging and developing economies, by the public classification in ``economies.toml``."""

import tomllib
from importlib import resources
from typing import Any, Final, Literal

from models import vocabulary as v

Group = Literal["advanced", "emerging", "unclassified"]

_DATA: Final[dict[str, Any]] = tomllib.loads(
    resources.files("models").joinpath("economies.toml").read_text("utf-8")
)
#: The classification and its edition, as a reader should see it named.
SOURCE: Final[str] = _DATA["source"]
#: ISO 3166-1 alpha-2.
ADVANCED: Final = frozenset(" ".join(_DATA["advanced"].values()).split())
EMERGING: Final = frozenset(" ".join(_DATA["emerging"].values()).split())
#: From this share of its classified economies on, a region as a whole counts as emerging.
REGION_SHARE: Final = 0.9


def group_of(country: str) -> Group:
    """The group of an ISO 3166-1 alpha-2 country; territories are mostly not classified."""
    if country in EMERGING:
        return "emerging"
    return "advanced" if country in ADVANCED else "unclassified"


def _emerging_regions() -> frozenset[str]:
    groups = {region: [0, 0] for region in v.REGIONS}  # emerging, advanced
    for country in EMERGING | ADVANCED:
        groups[v.region_of(country)][country in ADVANCED] += 1
    return frozenset(
        region
        for region, (emerging, advanced) in groups.items()
        if emerging >= REGION_SHARE * (emerging + advanced)
    )


#: Regions that count as emerging for listings whose country nobody may learn.
EMERGING_REGIONS: Final = _emerging_regions()


def gets_weight(country: str, *, blind: bool) -> bool:
    """Whether the secretariat's weight is for a listing from this country.

    The country of a blind listing must not be told by its place in a list: its region decides,
    which every reader sees anyway.
    """
    if blind:
        return v.region_of(country) in EMERGING_REGIONS
    return country in EMERGING
