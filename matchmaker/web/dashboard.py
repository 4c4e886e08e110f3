"""The first page after signing in: what waits for the person, by role."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import allows
from matchmaker.services import (
    audit_heads,
    audit_log,
    dashboard,
    desk_store,
    desk_unmatched,
    job_queue,
    secretariat,
    secretariat_queue,
)
from matchmaker.services.introduction_keys import keys_of
from matchmaker.services.introduction_lists import waiting_for
from matchmaker.services.match_inbox import Wanted, tab_counts
from matchmaker.services.outcome_lists import waiting_outcomes
from matchmaker.services.question_lists import waiting_for as questions_for
from matchmaker.web.actor import actor
from matchmaker.web.db import db
from matchmaker.web.guards import PUBLIC, access
from matchmaker.web.parts import now, parts
from models import vocabulary as v

pages = Blueprint("dashboard", __name__)
_SHOWN_CASES = 5
_SHOWN_EVENTS = 8


@pages.get("/")
@access(PUBLIC)
def home() -> str | Response:
    who = actor()
    if not who.is_signed_in:
        return redirect(url_for("account.sign_in"))
    return render_template(
        "dashboard/home.html",
        member=_member(who) if who.organizations_as(*dashboard.MEMBER_ROLES) else None,
        officer=_officer(who) if allows(who, Permission.SECRETARIAT_VIEW) else None,
        auditor=_auditor(who) if who.has("auditor") else None,
        country=_country(who) if who.has("focal_point") else None,
        administrator=_administrator() if who.has("administrator") else None,
    )


def _member(who: Actor) -> dict[str, object]:
    types = {r.organization_type for r in who.roles if r.role in dashboard.MEMBER_ROLES}
    return {
        "waiting": waiting_for(db(), who),
        "keys_of": keys_of,
        "outcomes": waiting_outcomes(db(), who),
        "questions": questions_for(db(), who),
        "listings": dashboard.own_listings(db(), who, now=now()),
        "unfinished": dashboard.unfinished(db(), who),
        "matches": tab_counts(db(), who, Wanted()),
        "is_institute": "institute" in types,
        "needs": dashboard.fitting_needs(db(), who) if "institute" in types else [],
    }


def _officer(who: Actor) -> dict[str, object]:
    waiting = secretariat_queue.to_decide(db(), who)
    return {
        "cases": secretariat.cases(db(), who, waiting[:_SHOWN_CASES], now=now()),
        "listings": sum(one.noun == "listing" for one in waiting),
        "introductions": sum(one.noun == "introduction" for one in waiting),
        "late": sum(one.is_late(now()) for one in waiting),
        "oldest": waiting[0].since if waiting else None,
        "with_others": len(secretariat_queue.with_others(db(), who)),
        **_unseen(),
    }


def _unseen() -> dict[str, object]:
    """As the worker counted last; a dash before it has."""
    unmatched = desk_store.read(db(), desk_unmatched.UNMATCHED)
    never_shown = desk_store.read(db(), desk_unmatched.NEVER_SHOWN)
    return {
        "unmatched": unmatched.value.get("need", 0) if unmatched else "–",
        "never_shown": sum(never_shown.value.values()) if never_shown else "–",
    }


def _auditor(who: Actor) -> dict[str, object]:
    events = audit_log.latest(db(), who, _SHOWN_EVENTS)
    return {"events": events, "chain": audit_heads.state(db())}


def _country(who: Actor) -> dict[str, object]:
    country = dashboard.country_of(db(), who)
    return {
        "name": v.COUNTRIES.label(country),
        "kinds": [v.LISTING_KINDS.label(kind) for kind in v.LISTING_KINDS],
        "rows": dashboard.country_counts(db(), who, country),
    }


def _administrator() -> dict[str, object]:
    return {"jobs": job_queue.waiting(db()), "encoder": parts().config.encoder}
