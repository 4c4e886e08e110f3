"""Who does what in a consortium: one small vocabulary, read off disclosed facts alone."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

#: What every consortium is asked for; the need's own collaboration codes ask for more.
_ALWAYS: Final = frozenset({"host", "technology", "research"})
_ASKED_BY: Final = {
    "supply": "engineering",
    "guideline_sharing": "guideline",
    "incubator_place": "incubator",
}
_OF_OFFER_TYPE: Final = {"technical_guideline": "guideline", "incubator": "incubator"}
#: Whose demonstration project is a place to try something in; a supplier's shows its technology.
_PLACE_OWNERS: Final = frozenset({"company", "institute"})
#: What the side that posts a need brings. Who that is may be closed; then it is taken for the
#: owner of the site, as it nearly always is.
_OWN: Final = {"supplier": "technology", "institute": "research", "government": ""}


@dataclass(frozen=True, slots=True)
class Role:
    """``code`` is shown; ``fills`` holds it and every other role that the member can play."""

    code: str
    fills: frozenset[str]


def role_of(
    kind: str, offer_type: str, organization_type: str, collaborations: Collection[str]
) -> Role:
    """A member's role. ``organization_type`` and codes are empty where they are not disclosed."""
    if kind == "capability":
        return _alone("research")
    if code := _OF_OFFER_TYPE.get(offer_type):
        return _alone(code)
    if offer_type == "facility_access" or (
        offer_type == "demonstration" and organization_type in _PLACE_OWNERS
    ):
        if organization_type == "company":
            return Role("host", frozenset({"host", "industry"}))
        return _alone("facility")
    if organization_type == "company":
        code = "industry" if offer_type == "know_how" else "technology"
        return Role(code, frozenset({code, "industry"}))
    if organization_type == "supplier" and "supply" in collaborations:
        code = "technology" if "licence" in collaborations else "engineering"
        return Role(code, frozenset({"technology", "engineering"}))
    return _alone("technology")


def own_role(organization_type: str) -> str:
    """What the need's own side brings; empty for nothing. An empty type is not disclosed."""
    return _OWN.get(organization_type, "host")


def wanted_roles(collaborations: Collection[str], *, crosses_sectors: bool) -> frozenset[str]:
    """The roles that a consortium for such a need should fill, its own side included.

    A need that crosses into a sector that its owner is not in, such as slag for cement, wants
    somebody of the industry there.
    """
    asked = {role for code, role in _ASKED_BY.items() if code in collaborations}
    return _ALWAYS | asked | ({"industry"} if crosses_sectors else frozenset())


def _alone(code: str) -> Role:
    return Role(code, frozenset({code}))
