"""The secretariat's view of each organization: how much it is shown, asked and heard from."""

from flask import Blueprint, render_template

from matchmaker.policies.permissions import Permission
from matchmaker.services import (
    desk_cases,
    desk_organizations,
    desk_places,
    desk_slices,
    desk_store,
)
from matchmaker.services.introduction_load import open_with
from matchmaker.web import desk_filters as filters
from matchmaker.web.actor import actor
from matchmaker.web.db import db
from matchmaker.web.desk_tabs import counted
from matchmaker.web.guards import access, load_or_404
from models import Organization

pages = Blueprint("desk_organizations", __name__, url_prefix="/secretariat/organizations")


@pages.get("")
@access(Permission.DESK_ORGANIZATIONS)
def listed() -> str:
    figure = desk_store.read(db(), desk_organizations.FIGURE)
    chosen, loads = filters.organizations(), figure.value if figure else {}
    found = desk_organizations.organizations(db(), loads, chosen, page=filters.page())
    return render_template(
        "secretariat/desk/organizations.html",
        **counted(figure),
        chosen=chosen,
        sorts=desk_organizations.SORTS,
        found=found,
        href=filters.page_href(),
    )


@pages.get("/<reference>")
@access(Permission.DESK_ORGANIZATIONS)
def show(reference: str) -> str:
    row = load_or_404(Organization, reference, Permission.DESK_ORGANIZATIONS)
    part = filters.known("part", desk_cases.PARTS)
    query = desk_organizations.listings_of(row)
    found = desk_slices.cut(db(), query, page=filters.page())
    return render_template(
        "secretariat/desk/organization.html",
        organization=row,
        load=desk_organizations.load_now(db(), row),
        listings=desk_slices.listing_views(db(), actor(), found.rows),
        open_with=open_with(db(), list(found.rows)),
        found=found,
        part=part,
        parts=desk_cases.PARTS,
        cases=desk_cases.of_organization(db(), actor(), row, part, page=1),
        href=filters.page_href(reference=reference),
    )


@pages.get("/<reference>/shown")
@access(Permission.DESK_ORGANIZATIONS)
def shown(reference: str) -> str:
    row = load_or_404(Organization, reference, Permission.DESK_ORGANIZATIONS)
    query = desk_places.of_organization(row.id)
    return render_template(
        "secretariat/desk/shown.html",
        organization=row,
        found=desk_places.places(db(), actor(), query, page=filters.page()),
        href=filters.page_href(reference=reference),
    )
