"""The directory of all organizations, and the page of each as members read it."""

from typing import Any

from flask import Blueprint, render_template, request, url_for

from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import allows
from matchmaker.services import directory
from matchmaker.services.directory import FILTERS, WORDS_MAX, Wanted
from matchmaker.web.actor import actor
from matchmaker.web.db import db
from matchmaker.web.guards import access, load_or_404
from models import Organization

pages = Blueprint("organizations", __name__)


@pages.get("/organizations")
@access(Permission.ORGANIZATION_READ)
def index() -> str:
    chosen = _chosen()
    page = request.args.get("page", 1, type=int)
    found = directory.find(db(), actor(), Wanted(**chosen, page=page))
    kept: dict[str, Any] = {name: value for name, value in chosen.items() if value}
    kept["q"] = kept.pop("words", None)
    return render_template(
        "organizations/list.html",
        found=found,
        chosen=chosen,
        href=lambda number: url_for(".index", page=number, **kept),
    )


@pages.get("/organizations/<reference>")
@access(Permission.ORGANIZATION_READ)
def show(reference: str) -> str:
    organization = load_or_404(Organization, reference, Permission.ORGANIZATION_READ)
    return render_template(
        "organizations/show.html",
        profile=directory.profile(db(), actor(), organization),
        organization=organization,
        is_own=allows(actor(), Permission.ORGANIZATION_OWN, organization),
        can_edit=allows(actor(), Permission.ORGANIZATION_EDIT, organization),
        can_edit_parts=allows(actor(), Permission.INSTITUTE_EDIT, organization),
    )


def _chosen() -> dict[str, str]:
    """What the address asks for; a code that nobody knows is left out."""
    asked = {name: request.args.get(name, "") for name in FILTERS}
    codes = {name: code if code in FILTERS[name] else "" for name, code in asked.items()}
    return {"words": request.args.get("q", "").strip()[:WORDS_MAX], **codes}
