"""What every page's frame shows: navigation by role, the person, the notices."""

from typing import Any, Final, NamedTuple

from flask import Flask, request, url_for
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from matchmaker.importers.demonstration import SIGN_INS
from matchmaker.phrases import N_
from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import allows
from matchmaker.services.notifications import count_unread
from matchmaker.web.actor import actor
from matchmaker.web.db import db
from models import Organization

#: Blueprints without an item of their own, and the sections that their pages belong to: the
#: first that the reader has.
_SECTIONS: Final = {
    "listing_editor": ("organization", "listings"),
    "listing_autosave": ("organization", "listings"),
    "listing_map": ("listings",),
    "network": ("listings",),
    "listing_cpc": ("organization", "listings"),
    "matches": ("match_inbox", "listings"),
    "match_answers": ("match_inbox",),
    "match_files": ("match_inbox",),
    "match_pair": ("match_inbox", "listings"),
    "match_sharing": ("match_inbox",),
    "consortia": ("organization", "listings"),
    "attachments": ("organization", "listings"),
    "searches": ("listings",),
    "outcomes": ("introductions",),
    "messages": ("introductions",),
    "check_ins": (),
    "notifications": (),
    "fairness": ("ranking",),
    "sanctions": ("secretariat",),
    "languages": ("ranking",),
    "interests": ("secretariat",),
    "invitations": ("secretariat", "desk"),
    "desk": ("secretariat", "desk"),
    "desk_organizations": ("secretariat", "desk"),
    "introduction_packs": ("introductions",),
    "questions": ("introductions",),
    "question_asking": ("introductions",),
    "question_desk": ("secretariat",),
    "organizations": ("listings",),
    "members": ("organization",),
    "organization_parts": ("organization",),
    "milestones": ("organization", "secretariat", "desk"),
    "country": ("country", "secretariat", "desk"),
    "reports": ("secretariat", "desk"),
    "outcome_statistics": ("secretariat", "desk"),
}


class NavItem(NamedTuple):
    """``section`` is a blueprint; ``active`` says that the page at hand belongs to it."""

    label: str
    url: str
    section: str
    active: bool


def items(who: Actor) -> list[NavItem]:
    """The main navigation of this person, the page at hand marked."""
    wanted = [(N_("Home"), "dashboard.home")]
    if allows(who, Permission.SECRETARIAT_VIEW):
        wanted.append((N_("To do"), "secretariat.queue"))
    elif allows(who, Permission.DESK_READ):
        wanted.append((N_("Desk"), "desk.market"))
    wanted.append((N_("Browse"), "listings.browse"))
    if who.organizations_as("contributor", "representative"):
        wanted.append((N_("Matches"), "match_inbox.show"))
        wanted.append((N_("My organization"), "organization.show"))
    if who.has("representative", "contributor", "officer", "approver", "auditor"):
        wanted.append((N_("Introductions"), "introductions.inbox"))
    wanted.append((N_("Partnerships"), "partnerships.index"))
    if allows(who, Permission.RANKING_READ):
        wanted.append((N_("Match quality"), "ranking.show"))
    if who.has("focal_point"):
        wanted.append((N_("Country"), "country.show"))
    if allows(who, Permission.AUDIT_READ):
        wanted.append((N_("Audit log"), "audit_log.show"))
    sections = [endpoint.partition(".")[0] for _label, endpoint in wanted]
    here = _section_of(request.blueprint or "", sections)
    return [
        NavItem(label, url_for(endpoint), section, section == here)
        for (label, endpoint), section in zip(wanted, sections, strict=True)
    ]


def _section_of(blueprint: str, sections: list[str]) -> str:
    candidates = _SECTIONS.get(blueprint, (blueprint,))
    return next((section for section in candidates if section in sections), "")


def _values() -> dict[str, Any]:
    """Without a database the page that says so still has to be drawn."""
    try:
        who, demonstration = actor(), _is_demonstration()
    except OperationalError:
        who, demonstration = Actor.anonymous(), False
    return {
        "actor": who,
        "nav_items": items(who) if who.is_signed_in else [],
        "unread": count_unread(db(), who) if who.is_signed_in else 0,
        "demonstration": demonstration,
        "demonstration_accounts": SIGN_INS if demonstration else (),
        "can": lambda permission, row=None: allows(who, Permission(permission), row),
    }


def _is_demonstration() -> bool:
    query = select(Organization.id).where(Organization.fictional).limit(1)
    return db().scalar(query) is not None


def register(app: Flask) -> None:
    app.context_processor(_values)
