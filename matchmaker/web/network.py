"""Who could work with whom: one's own organization in the middle, and for the desk everybody."""

from typing import Final

from flask import Blueprint, render_template
from markupsafe import Markup

from matchmaker.policies.permissions import Permission
from matchmaker.services import desk_network, desk_store
from matchmaker.services.network import USUAL_BANDS, Wanted, network
from matchmaker.web import desk_filters as filters
from matchmaker.web.actor import actor
from matchmaker.web.db import db
from matchmaker.web.desk_tabs import counted
from matchmaker.web.guards import access
from matchmaker.web.network_picture import own_pictures, whole_pictures
from models import vocabulary as v

pages = Blueprint("network", __name__)
#: What the filter offers → the bands that are drawn.
_BANDS: Final = {"strong": ("strong",), "": USUAL_BANDS, "possible": tuple(v.BANDS)}
_ROWS: Final = 100  # of the table


@pages.get("/network")
@access(Permission.MATCH_READ)
def show() -> str:
    band, sector = filters.known("band", _BANDS), filters.sector()
    found = network(db(), actor(), Wanted(_BANDS[band], sector))
    wide, narrow = own_pictures(_centre(), found) if found.links else (Markup(""), Markup(""))
    return render_template(
        "network/own.html",
        found=found,
        picture=wide,
        narrow=narrow,
        has_organization=bool(_own_organizations()),
        band=band,
        sector=sector,
    )


@pages.get("/secretariat/network")
@access(Permission.DESK_ORGANIZATIONS)
def whole() -> str:
    figure = desk_store.read(db(), desk_network.FIGURE)
    band, sector = filters.known("band", desk_network.BANDS), filters.sector()
    found = desk_network.whole(db(), actor(), figure.value if figure else {}, sector, band)
    wide, narrow, names = whole_pictures(found) if found.ties else (Markup(""), Markup(""), [])
    return render_template(
        "network/whole.html",
        **counted(figure),
        found=found,
        ties=found.ties[:_ROWS],
        picture=wide,
        narrow=narrow,
        names=names,
        band=band,
        sector=sector,
    )


def _own_organizations() -> list[str]:
    roles = (role for role in actor().roles if role.role in ("contributor", "representative"))
    return list(dict.fromkeys(role.organization_name for role in roles))


def _centre() -> str:
    """Whose picture it is: the organization, or several."""
    return " · ".join(_own_organizations())
