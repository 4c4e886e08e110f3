"""Which listings and introductions belong to which activity of LeadIT's pillar 2.

The mapping is data. A listing belongs to an activity when one of these says so: the type of the
offer; a collaboration that is wanted; that it is the capability or the offer of a research
institute. An introduction belongs to those that its wanted cooperation names, and to those of the
offer or capability that is introduced. Both may belong to several activities, or to none.

| activity | type of offer | collaboration wanted | besides |
| --- | --- | --- | --- |
| shared patents | patent | licence, option or evaluation | |
| guidelines | technical guideline | guideline sharing | |
| incubators | R&D incubator | incubator place | |
| demonstration | demonstration project | pilot host, joint demonstration | |
| co-development | | co-development, joint venture, consortium for a call | |
| capacity | | technical assistance | listings of government bodies |
| institutes' support | facility access | research service | what institutes offer |
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Activity:
    """Codes of OFFER_TYPES, COLLABORATIONS and ORGANIZATION_TYPES; one of them is enough."""

    offer_types: frozenset[str] = frozenset()
    collaborations: frozenset[str] = frozenset()
    owners: frozenset[str] = frozenset()


def _activity(offer_types: str = "", collaborations: str = "", owners: str = "") -> Activity:
    lists = (offer_types, collaborations, owners)
    return Activity(*(frozenset(codes.split()) for codes in lists))


#: PILLAR_ACTIVITIES → what belongs to it.
ACTIVITIES: Final[Mapping[str, Activity]] = {
    "shared_patents": _activity("patent", "licence option_evaluation"),
    "guidelines": _activity("technical_guideline", "guideline_sharing"),
    "incubators": _activity("incubator", "incubator_place"),
    "demonstration": _activity("demonstration", "pilot_host joint_demonstration"),
    "co_development": _activity("", "co_development joint_venture call_consortium"),
    "capacity": _activity("", "technical_assistance", "government"),
    "institutes": _activity("facility_access", "research_service", "institute"),
}


def of_listing(kind: str, offer_type: str, wanted: Collection[str], owner: str) -> frozenset[str]:
    """The activities of a listing. ``owner``: the organization's type; of a need it says nothing:
    an institute that looks for something supports nobody by it."""
    return frozenset(
        code
        for code, activity in ACTIVITIES.items()
        if offer_type in activity.offer_types
        or not activity.collaborations.isdisjoint(wanted)
        or (kind != "need" and owner in activity.owners)
    )


def of_cooperation(wanted: Collection[str]) -> frozenset[str]:
    """The activities that the cooperation wanted in an introduction names."""
    return frozenset(
        code
        for code, activity in ACTIVITIES.items()
        if not activity.collaborations.isdisjoint(wanted)
    )


def of_supply(kind: str, offer_type: str, owner: str) -> frozenset[str]:
    """The activities of what one side brings, whatever else its listing looks for."""
    return of_listing(kind, offer_type, (), owner)
