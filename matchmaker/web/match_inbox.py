"""The organization's inbox of matches: tabs, candidates side by side, files to take away."""

from typing import Any, Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaker.documents.pdf import pdf as set_pdf
from matchmaker.documents.spreadsheet_xlsx import spreadsheet_xlsx
from matchmaker.policies.permissions import Permission
from matchmaker.services import match_compare
from matchmaker.services.match_export import MOST_AT_ONCE, MOST_ROWS, MatchTable, match_table
from matchmaker.services.match_inbox import OFFERED, inbox
from matchmaker.services.match_places import PLACES
from matchmaker.web import inbox_links as links
from matchmaker.web.actor import actor
from matchmaker.web.answered import notice_at
from matchmaker.web.db import db
from matchmaker.web.guards import SIGNED_IN, access, load_or_404
from matchmaker.web.inbox_sheets import sheets, told_filter
from matchmaker.web.locale import language
from matchmaker.web.parts import now, parts
from models import Listing
from models.match import NOTE_MAX

pages = Blueprint("match_inbox", __name__)
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pages.get("/matches")
@access(SIGNED_IN)
def show() -> str:
    wanted = links.wanted_from(request.args)
    found = inbox(db(), actor(), wanted)
    keys = [row.key for row in found.rows]
    notice, at = notice_at(keys, is_past_end=wanted.page > found.pages)
    return render_template(
        "matches/inbox.html",
        found=found,
        notice=notice,
        notice_at=at,
        wanted=wanted,
        tabs={place: links.url_of(wanted, tab=place, page="") for place in PLACES},
        here=links.url_of(wanted, page=found.page).partition("?")[2],
        page_href=lambda page: links.url_of(wanted, page=page),
        is_long=len(found.own) == OFFERED,
        note_max=NOTE_MAX,
        xlsx_url=links.url_of(wanted, "match_inbox.xlsx", page=""),
        pdf_url=links.url_of(wanted, "match_inbox.pdf", page=""),
        pdf_waits=found.total > MOST_AT_ONCE,
        most_in_files=MOST_ROWS,
    )


@pages.get("/matches/compare")
@access(Permission.MATCH_ANSWER)
def compare() -> str | Response:
    if "pair" in request.args or "listing" not in request.args:
        return _from_ticks(request.args.getlist("pair"))
    listing = load_or_404(Listing, request.args.get("listing", ""), Permission.MATCH_ANSWER)
    found = match_compare.compare(db(), actor(), listing, request.args.getlist("with"))
    return render_template("matches/compare.html", found=found)


@pages.get("/matches/export.xlsx")
@access(SIGNED_IN)
def xlsx() -> Response:
    table = _table(MOST_ROWS)
    content = spreadsheet_xlsx(sheets(table, _told()), made_at=now())
    return _file(content, _XLSX, "xlsx")


@pages.get("/matches/export.pdf")
@access(SIGNED_IN)
def pdf() -> Response:
    table, base_url = _table(MOST_AT_ONCE), parts().config.base_url
    values = {"table": table, "told": _told(), "base_url": base_url, "language": language()}
    page = render_template("reports/shortlist.html", **values)
    return _file(set_pdf(page), "application/pdf", "pdf")


def _from_ticks(ticked: list[str]) -> Response:
    """Tick boxes name both listings; candidates are compared for one own listing at a time."""
    pairs = [own_and_other.partition(".")[::2] for own_and_other in ticked]
    own = {pair[0] for pair in pairs}
    if len(own) == 1 and match_compare.FEWEST <= len(pairs) <= match_compare.MOST:
        others = [pair[1] for pair in pairs]
        named: dict[str, Any] = {"listing": own.pop(), "with": others}
        return redirect(url_for(".compare", **named), 303)
    flash(_("Tick two or three candidates of the same listing of yours to compare them."), "info")
    back = links.wanted_from_text(request.args.get("inbox", ""))
    return redirect(links.url_of(back), 303)


def _table(limit: int) -> MatchTable:
    return match_table(db(), actor(), links.wanted_from(request.args), now=now(), limit=limit)


def _told() -> list[tuple[str, str]]:
    return told_filter(links.wanted_from(request.args))


def _file(content: bytes, mimetype: str, ending: str) -> Response:
    place = links.wanted_from(request.args).place
    name = f"matches-{place}-{now():%Y-%m-%d}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype=mimetype, headers=headers)
