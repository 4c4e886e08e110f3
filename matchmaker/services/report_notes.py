"""What a report says of itself: how it counts, by which rules, and what it withholds."""

from typing import Final

from matchmaker.documents.figures import SMALLEST_BASE
from matchmaker.documents.suppression import SMALLEST
from matchmaker.phrases import N_, phrase
from matchmaker.services import report_wording
from matchmaker.services.report_facts import Period
from models import economies

_METHOD: Final = (
    (
        N_("What is counted"),
        N_(
            "Listings that were published in the period, those that have ended since included; "
            "introductions that were requested in the period, as they stood on the day of the "
            "snapshot; outcomes that happened in the period; milestones that members entered in it."
        ),
    ),
    (
        N_("Activities of pillar 2"),
        N_(
            "Shared patents: patents, and licences or options wanted. Technical guidelines: "
            "guidelines, and their sharing. R&D incubators: incubators, and places in them. "
            "Demonstration: demonstration projects, pilot hosts, joint demonstration. "
            "Co-development: co-development, joint ventures, consortia for calls. National "
            "institutional capacity: technical assistance, and what government bodies offer. "
            "Research institutes' support: what institutes offer, access to facilities, research "
            "services. Listings and introductions may belong to several activities, so that the "
            "rows do not add up."
        ),
    ),
    (
        N_("Outcomes and emissions"),
        N_(
            "An outcome is reported by one party and confirmed when another agrees; one that is "
            "disputed does not count. Of the emissions avoided only confirmed figures count, the "
            "last one of each introduction, in t CO2e per year, as the parties have found them; "
            "they are not audited."
        ),
    ),
)


def notes(period: Period, previous: str) -> tuple[tuple[str, str], ...]:
    """Titles and paragraphs. ``previous``: the snapshot compared with, or empty."""
    days = {"start": period.start.isoformat(), "end": period.end.isoformat()}
    if previous:
        told = phrase(report_wording.COMPARED, previous=previous, **days)
    else:
        told = phrase(report_wording.FIRST, **days)
    return ((N_("Period"), told), *_METHOD, _economies(), _suppression())


def _economies() -> tuple[str, str]:
    return N_("South and North"), phrase(report_wording.ECONOMIES, source=economies.SOURCE)


def _suppression() -> tuple[str, str]:
    told = phrase(report_wording.WITHHELD, smallest=SMALLEST, most=SMALLEST - 1, base=SMALLEST_BASE)
    return N_("What is withheld"), told
