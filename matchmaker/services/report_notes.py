"""What a report says of itself: how it counts, by which rules, and what it withholds."""

from typing import Final

from matchmaker.documents.figures import SMALLEST_BASE
from matchmaker.documents.suppression import SMALLEST
from matchmaker.services.report_facts import Period
from models import economies

_METHOD: Final = (
    (
        "What is counted",
        "Listings that were published in the period, those that have ended since included; "
        "introductions that were requested in the period, as they stood on the day of the "
        "snapshot; outcomes that happened in the period; milestones that members entered in it.",
    ),
    (
        "Activities of pillar 2",
        "Shared patents: patents, and licences or options wanted. Technical guidelines: "
        "guidelines, and their sharing. R&D incubators: incubators, and places in them. "
        "Demonstration: demonstration projects, pilot hosts, joint demonstration. "
        "Co-development: co-development, "
        "joint ventures, consortia for calls. National institutional capacity: technical "
        "assistance, and what government bodies offer. Research institutes' support: what "
        "institutes offer, access to facilities, research services. Listings and introductions may "
        "belong to several activities, so that the rows do not add up.",
    ),
    (
        "Outcomes and emissions",
        "An outcome is reported by one party and confirmed when another agrees; one that is "
        "disputed does not count. Of the "
        "emissions avoided only confirmed figures count, the last one of each introduction, in t "
        "CO2e per year, as the parties have found them; they are not audited.",
    ),
)


def notes(period: Period, previous: str) -> tuple[tuple[str, str], ...]:
    """Titles and paragraphs. ``previous``: the snapshot compared with, or empty."""
    compared = (
        f"Changes are those against the snapshot {previous}, by the figures that both tell."
        if previous
        else "There is no earlier report to compare with."
    )
    days = f"From {period.start.isoformat()} to {period.end.isoformat()}, both included, in UTC."
    return (("Period", f"{days} {compared}"), *_METHOD, _economies(), _suppression())


def _economies() -> tuple[str, str]:
    return (
        "South and North",
        f"South are emerging market and developing economies, North advanced economies, by the "
        f"{economies.SOURCE}. It is public, renewed each year, and puts every economy that it "
        "covers into one of two groups. The country is that of the organization. A party from a "
        "territory that the source does not class makes the introduction one that is not "
        "classified.",
    )


def _suppression() -> tuple[str, str]:
    return (
        "What is withheld",
        f"Counts below {SMALLEST} are withheld and marked [c]. Zero is withheld like any other "
        "small count: beside a total it would say that everybody is somewhere else. So are "
        "counts that would tell a small one by subtraction, from a row, a column, a total or "
        f"another table: for whoever adds and subtracts all that is told, a withheld count can "
        f"still be anything in a range as wide as that from 0 to {SMALLEST - 1}. The mark does not "
        f"say why a count is withheld. A share is told in per cent of {SMALLEST_BASE} or more, "
        "and as a count of fewer. [z] stands where nothing can be counted. The numbers "
        "were withheld before they "
        "were frozen: what this report does not tell is not in its files.",
    )
