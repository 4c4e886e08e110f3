"""The listings that a search finds on a map of the world, and the same numbers as a table."""

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from matchmaker.documents.drawn import drawn
from matchmaker.documents.world_map import PARTS, Mark, world_map, world_part
from matchmaker.policies.permissions import Permission
from matchmaker.services.browse import Search
from matchmaker.services.listing_map import Places, places
from matchmaker.web import browse_links as links
from matchmaker.web.actor import actor
from matchmaker.web.db import db
from matchmaker.web.guards import access
from matchmaker.web.meaning import meaning
from matchmaker.web.parts import now
from matchmaker.web.template_tools import label

pages = Blueprint("listing_map", __name__)


@pages.get("/listings/map")
@access(Permission.LISTING_READ)
def show() -> str:
    search = links.search_from(request.args)
    found = places(db(), actor(), search, now=now(), meaning=meaning())
    picture, parts = _pictures(found, search)
    return render_template(
        "listings/map.html",
        found=found,
        search=search,
        picture=picture,
        parts=parts,
        chosen=links.removals(search, ".show"),
        list_url=links.url_of(search),
        country_url=lambda code: links.country_url(search, code),
        region_url=lambda code: links.region_url(search, code),
    )


def _pictures(found: Places, search: Search) -> tuple[Markup, list[tuple[str, Markup]]]:
    """The world, and for narrow pages its parts with their names. The drawing escapes all."""
    countries, regions = _marks(found, search)
    text = _("Each circle is a link to the listings of a country. The table has the same numbers.")
    whole = world_map(_("Listings by country"), text, countries, regions)
    names = {
        "west": _("The west of the map"),
        "middle": _("The middle of the map"),
        "east": _("The east of the map"),
    }
    parts = [
        (names[part], world_part(part, names[part], text, countries, regions)) for part in PARTS
    ]
    return drawn(whole), [(name, drawn(part)) for name, part in parts if part]


def _marks(found: Places, search: Search) -> tuple[dict[str, Mark], dict[str, Mark]]:
    countries = {
        place.code: Mark(
            place.total,
            ngettext(
                "%(place)s: %(num)s open listing",
                "%(place)s: %(num)s open listings",
                place.total,
                place=label(place.code, "countries"),
            ),
            links.country_url(search, place.code),
        )
        for place in found.countries
    }
    regions = {
        place.code: Mark(
            place.total,
            ngettext(
                "%(place)s: %(num)s blind listing",
                "%(place)s: %(num)s blind listings",
                place.total,
                place=label(place.code, "regions"),
            ),
            links.region_url(search, place.code),
        )
        for place in found.regions
    }
    return countries, regions
