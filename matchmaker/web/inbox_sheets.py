"""The inbox as the sheets of a workbook: the rows, and a sheet that says what they are."""

from flask_babel import gettext as _

from matchmaker.documents.spreadsheet_xlsx import Sheet
from matchmaker.services.match_export import COLUMNS, MatchTable
from matchmaker.services.match_inbox import ALL, Wanted
from matchmaker.services.match_places import NEW
from matchmaker.web.template_tools import label, told, translated


def told_filter(wanted: Wanted) -> list[tuple[str, str]]:
    """``(what, chosen)`` of the tab and its filters in words."""
    worth_a_look = wanted.place == NEW and not wanted.band
    bands = _("Strong and good matches") if worth_a_look else _("All bands")
    return [
        (_("Tab"), label(wanted.place, "match_places")),
        (_("Your listing"), wanted.listing or _("All listings")),
        (_("Band"), label(wanted.band, "bands") if wanted.band not in ("", ALL) else bands),
        (_("Kind"), label(wanted.kind, "listing_kinds") if wanted.kind else _("All kinds")),
    ]


def sheets(table: MatchTable, told: list[tuple[str, str]]) -> list[Sheet]:
    """The rows, and about them: date, filter, and what is left out."""
    about: list[tuple[object, object]] = [
        (_("Made on"), table.made_on),
        *told,
        (_("Matches"), table.total),
        (_("In this file"), len(table.rows)),
    ]
    if table.is_cut:
        about.append((_("Note"), _("The list is cut. Narrow it with the filters for the rest.")))
    about.append((_("Confidential"), _("For your organization. A blind listing names no owner.")))
    columns = [(translated(heading), width) for heading, width in COLUMNS]
    return [
        Sheet(_("Matches"), columns, [list(map(_cell, row)) for row in table.cells()]),
        Sheet(_("About"), ((_("What"), 24), (_("Value"), 70)), about),
    ]


def _cell(value: object) -> object:
    """In the reader's language what the house says; numbers, days and own texts as they are."""
    if isinstance(value, tuple):
        return "; ".join(map(told, value))
    return told(value) if isinstance(value, str) else value
