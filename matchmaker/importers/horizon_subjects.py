"""Subjects of the EuroSciVoc taxonomy that name one of our sectors or technologies outright.

A subject that only suggests one (catalysis, sensors) is left alone: unknown stays unknown.
"""

from collections.abc import Iterable, Mapping
from typing import Final

_ENERGY: Final = "/engineering and technology/environmental engineering/energy and fuels/"
_POWER: Final = (
    "/engineering and technology/electrical engineering, electronic engineering, information "
    "engineering/electrical engineering/power engineering"
)
_INDUSTRIAL_BIO: Final = "/engineering and technology/industrial biotechnology/biomaterials/"

_SECTORS: Final = {
    f"{_ENERGY}renewable energy": "power",
    f"{_ENERGY}renewable energy/hydrogen energy": "hydrogen",
    f"{_ENERGY}fuel cells": "hydrogen",
    f"{_ENERGY}liquid fuels": "refining",
    _POWER: "power",
    "/engineering and technology/mechanical engineering/vehicle engineering/aerospace "
    "engineering/aircraft": "aviation",
    "/engineering and technology/mechanical engineering/vehicle engineering/naval engineering": (
        "shipping"
    ),
    "/engineering and technology/environmental engineering/mining and mineral processing": (
        "mining"
    ),
    "/engineering and technology/materials engineering/ceramics": "glass",
    "/engineering and technology/chemical engineering": "chemicals",
}
_TECHNOLOGIES: Final = {
    "/engineering and technology/environmental engineering/water treatment processes": "water",
    "/engineering and technology/environmental engineering/carbon capture engineering": "ccus",
    f"{_ENERGY}fuel cells": "fuel_cell",
    f"{_ENERGY}biomass energy": "biomass_biochar",
    f"{_INDUSTRIAL_BIO}bioplastics": "bio_based",
    "/natural sciences/chemical sciences/electrochemistry/electric batteries": "energy_storage",
    "/social sciences/social geography/transport/electric vehicles": "battery_electric",
}


def sectors_of(subjects: Iterable[str]) -> list[str]:
    return _named(subjects, _SECTORS)


def technologies_of(subjects: Iterable[str]) -> list[str]:
    return _named(subjects, _TECHNOLOGIES)


def _named(subjects: Iterable[str], table: Mapping[str, str]) -> list[str]:
    """The codes of the subjects, each by its longest known beginning, in the table's order."""
    found = set()
    for subject in subjects:
        known = [path for path in table if f"{subject}/".startswith(f"{path}/")]
        if known:
            found.add(table[max(known, key=len)])
    return [code for code in dict.fromkeys(table.values()) if code in found]
