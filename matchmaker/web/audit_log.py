"""The audit log: everything that happened in plain words, and whether the chain holds."""

from flask import Blueprint, Response, render_template, request, url_for

from matchmaker.errors import NotFound
from matchmaker.policies.permissions import Permission
from matchmaker.services import audit_heads, audit_log, audit_people
from matchmaker.services.audit_csv import to_csv
from matchmaker.services.audit_log import LogPage
from matchmaker.services.audit_words import GROUPS, WORDS, option_of
from matchmaker.web.actor import actor
from matchmaker.web.db import db
from matchmaker.web.forms.audit import read_filters
from matchmaker.web.guards import access
from models import vocabulary as v

pages = Blueprint("audit_log", __name__, url_prefix="/audit")
_ROLES = {
    **{code: v.ROLES.label(code).partition(":")[0] for code in v.ROLES},
    "worker": "The system",
    "operator": "The operator",
}


@pages.get("")
@access(Permission.AUDIT_READ)
def show() -> tuple[str, int]:
    asked = read_filters(request.args)
    log = LogPage(problems=asked.problems)
    if not asked.problems:
        log = audit_log.read(db(), actor(), asked.filters, asked.place)
    page = render_template(
        "audit/log.html",
        log=log,
        given=asked.given,
        groups=GROUPS,
        words=WORDS,
        option=option_of,
        roles=_ROLES,
        staff=audit_people.staff(db()),
        most=audit_log.DOWNLOAD,
        counted=audit_log.COUNTED,
        chain=audit_heads.state(db()),
        href=lambda **place: url_for(".show", **{**asked.given, **place}),
    )
    return page, 422 if log.problems else 200


@pages.get("/events.csv")
@access(Permission.AUDIT_READ)
def download() -> Response | tuple[str, int]:
    asked = read_filters(request.args)
    if asked.problems:
        return show()
    entries, is_cut = audit_log.rows(db(), actor(), asked.filters)
    headers = {"Content-Disposition": "attachment; filename=audit-log.csv"}
    return Response(
        to_csv(entries, is_cut=is_cut), mimetype="text/csv; charset=utf-8", headers=headers
    )


@pages.get("/<subject_type>/<path:reference>")
@access(Permission.AUDIT_READ)
def story(subject_type: str, reference: str) -> str:
    entries = audit_log.story(db(), actor(), subject_type, reference)
    if not entries:
        raise NotFound("There is no such page, or it is not for you to see.")
    return render_template(
        "audit/story.html",
        entries=entries,
        subject_type=subject_type,
        reference=reference,
        most=audit_log.STORY,
    )
