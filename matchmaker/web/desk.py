"""The secretariat's desk: market, funnel, feedback, and the lists behind their numbers."""

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import pgettext
from markupsafe import Markup
from werkzeug.wrappers import Response

from matchmaker.documents.drawn import drawn
from matchmaker.documents.heat_map import heat_map
from matchmaker.policies.permissions import Permission
from matchmaker.services import (
    desk_cases,
    desk_feedback,
    desk_figures,
    desk_funnel,
    desk_market,
    desk_places,
    desk_slices,
    desk_store,
    desk_unmatched,
)
from matchmaker.services.desk_period import offered
from matchmaker.web import desk_filters as filters
from matchmaker.web import formats
from matchmaker.web.actor import actor
from matchmaker.web.db import db
from matchmaker.web.desk_tabs import counted, desk_tabs, tab_url
from matchmaker.web.guards import access
from matchmaker.web.parts import now
from matchmaker.web.template_tools import label, translated

pages = Blueprint("desk", __name__, url_prefix="/secretariat")
pages.add_app_template_global(desk_tabs)


@pages.get("/market")
@access(Permission.DESK_READ)
def market() -> str:
    place = filters.place()
    figure = desk_store.read(db(), desk_market.FIGURE)
    rows = desk_market.table(figure.value, place.region) if figure else []
    return render_template(
        "secretariat/desk/market.html",
        **counted(figure),
        place=place,
        bands=desk_market.BANDS,
        rows=rows,
        picture=_picture(rows, place) if rows else "",
    )


@pages.get("/market/listings")
@access(Permission.DESK_READ)
def market_listings() -> str:
    place = filters.place()
    found = desk_slices.cut(db(), desk_market.listings_at(place), page=filters.page())
    return render_template(
        "secretariat/desk/market_listings.html",
        place=place,
        band=desk_market.BANDS.get(place.band, ""),
        listings=[view for _, view in desk_slices.listing_views(db(), actor(), found.rows)],
        found=found,
        href=filters.page_href(),
    )


@pages.get("/unmatched")
@access(Permission.DESK_READ)
def unmatched() -> str:
    kind, sector, weak = filters.kind(), filters.sector(), request.args.get("weak") == "1"
    figure = desk_store.read(
        db(), desk_unmatched.AMONG_WEAK if weak else desk_unmatched.AMONG_UNMATCHED
    )
    among = figure.value if figure else None
    query = desk_unmatched.unmatched_query(kind, sector, weak=weak, among=among)
    return render_template(
        "secretariat/desk/unmatched.html",
        **counted(figure),
        found=desk_unmatched.unmatched(db(), actor(), query, page=filters.page()),
        kind=kind,
        sector=sector,
        weak=weak,
        href=filters.page_href(),
    )


@pages.get("/never-shown")
@access(Permission.DESK_READ)
def never_shown() -> str:
    kind, sector, days = filters.kind(), filters.sector(), filters.days()
    figure = desk_store.read(db(), desk_unmatched.AMONG_NEVER)
    among = figure.value if figure else None
    query = desk_unmatched.never_shown_query(days, kind, sector, now=now(), among=among)
    return render_template(
        "secretariat/desk/never_shown.html",
        **counted(figure),
        found=desk_unmatched.never_shown(db(), actor(), query, page=filters.page()),
        kind=kind,
        sector=sector,
        days=days,
        href=filters.page_href(),
    )


@pages.get("/funnel")
@access(Permission.DESK_READ)
def funnel() -> str:
    period = filters.period()
    shown = desk_store.read(db(), desk_funnel.SHOWN)
    stays = desk_store.read(db(), desk_funnel.STAYS)
    return render_template(
        "secretariat/desk/funnel.html",
        **counted(shown),
        period=period,
        months=offered(now()),
        stages=desk_funnel.stages(db(), shown.value if shown else {}, period),
        stays=desk_funnel.stays(stays.value, period) if stays else [],
        refusals=desk_funnel.refusals(db(), period),
        declines=desk_funnel.declines(db(), period),
        waiting=desk_cases.longest_waiting(db(), actor()),
    )


@pages.get("/funnel/cases")
@access(Permission.DESK_READ)
def cases() -> str:
    chosen = filters.cases()
    return render_template(
        "secretariat/desk/cases.html",
        chosen=chosen,
        steps={**desk_funnel.STEPS, "open": pgettext("introductions", "Open")},
        found=desk_cases.cases(db(), actor(), chosen, page=filters.page()),
        href=filters.page_href(),
    )


@pages.get("/funnel/shown")
@access(Permission.DESK_READ)
def shown() -> str:
    period = filters.period()
    query = desk_places.in_period(period)
    return render_template(
        "secretariat/desk/shown.html",
        period=period,
        found=desk_places.places(db(), actor(), query, page=filters.page()),
        href=filters.page_href(),
    )


@pages.get("/feedback")
@access(Permission.DESK_READ)
def feedback() -> str:
    figure = desk_store.read(db(), desk_feedback.FIGURE)
    return render_template(
        "secretariat/desk/feedback.html",
        **counted(figure),
        summary=desk_feedback.summary(figure.value if figure else {}, now=now()),
    )


@pages.get("/feedback/answers")
@access(Permission.DESK_READ)
def answers() -> str:
    chosen = filters.answers()
    return render_template(
        "secretariat/desk/answers.html",
        chosen=chosen,
        gone=desk_feedback.GONE,
        found=desk_feedback.answers(db(), actor(), chosen, page=filters.page()),
        href=filters.page_href(),
    )


@pages.post("/figures")
@access(Permission.SECRETARIAT_VIEW)
def refresh() -> Response:
    desk_figures.refresh(db(), now=now())
    flash(_("The figures are being counted. Load the page again in a moment."), "success")
    return redirect(tab_url(request.form.get("tab", "")), 303)


def _picture(rows: list[desk_market.SectorRow], place: desk_market.Place) -> Markup:
    """The map of one side; the file escapes what it is given."""
    region = label(place.region, "regions") or _("all regions")
    text = _("Published listings by sector and technology readiness, %(region)s.", region=region)
    titles = {
        "supply": _("Supply: offers and capabilities"),
        "demand": _("Demand: needs"),
        "gap": _("Gap: needs less offers and capabilities"),
    }
    return drawn(
        heat_map(
            titles[place.side],
            f"{text} {_('The table below has the same numbers.')}",
            [translated(row.label) for row in rows],
            [translated(band) for band in desk_market.BANDS.values()],
            [[cell.on(place.side) for cell in row.cells] for row in rows],
            diverging=place.side == "gap",
            number=formats.number,
        )
    )
