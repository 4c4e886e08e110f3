"""The sub-navigation of the secretariat's desk: what there is, and the reader may open."""

from typing import Any, Final

from flask import current_app, request, url_for
from flask_babel import lazy_gettext as _

from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import allows
from matchmaker.services import desk_figures
from matchmaker.services.desk_store import Figure
from matchmaker.web.actor import actor
from matchmaker.web.db import db
from matchmaker.web.parts import now

#: Label, endpoint, and what it takes to open it, in the order of the tabs. A page that is not
#: there is left out.
ENTRIES: Final = (
    (_("To do"), "secretariat.queue", Permission.SECRETARIAT_VIEW),
    (_("Market"), "desk.market", Permission.DESK_READ),
    (_("Without a match"), "desk.unmatched", Permission.DESK_READ),
    (_("Never shown"), "desk.never_shown", Permission.DESK_READ),
    (_("Funnel"), "desk.funnel", Permission.DESK_READ),
    (_("Organizations"), "desk_organizations.listed", Permission.DESK_ORGANIZATIONS),
    (_("Network"), "network.whole", Permission.DESK_ORGANIZATIONS),
    (_("Feedback"), "desk.feedback", Permission.DESK_READ),
    (_("Outcomes"), "outcome_statistics.show", Permission.OUTCOMES_READ),
    (_("Questions"), "question_desk.show", Permission.SECRETARIAT_VIEW),
    (_("Sanctions"), "sanctions.show", Permission.SECRETARIAT_VIEW),
    (_("Milestones"), "milestones.everything", Permission.REPORT_READ),
    (_("Reports"), "reports.index", Permission.REPORT_READ),
)

Tab = tuple[str, str, bool, None]


def desk_tabs(here: str = "") -> list[Tab]:
    """As ``ui.tabs`` takes them; ``here`` is the endpoint whose tab is marked."""
    here = here or request.endpoint or ""
    return [
        (str(label), url_for(endpoint), endpoint == here, None)
        for label, endpoint, permission in ENTRIES
        if endpoint in current_app.view_functions and allows(actor(), permission)
    ]


def tab_url(endpoint: str) -> str:
    """The address of a tab, for who comes back to it; of the first figures where it is none."""
    tabs = {entry[1] for entry in ENTRIES}
    return url_for(endpoint if endpoint in tabs else "desk.market")


def counted(figure: Figure | None) -> dict[str, Any]:
    """What ``secretariat/desk/_counted.html`` shows: when it was counted, or that it is not yet."""
    return {
        "counted_at": figure.computed_at if figure else None,
        "is_counting": desk_figures.is_counting(db(), now=now()),
    }
