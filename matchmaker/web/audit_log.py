"""The audit log: everything that happened, newest first, and whether the chain holds."""

import datetime as dt
from typing import Any

from flask import Blueprint, render_template, request, url_for

from matchmaker.policies.permissions import Permission
from matchmaker.services import audit, audit_log
from matchmaker.services.audit_log import Filters
from matchmaker.web.db import db
from matchmaker.web.guards import access

pages = Blueprint("audit_log", __name__)


@pages.get("/audit")
@access(Permission.AUDIT_READ)
def show() -> str:
    filters = Filters(
        action=request.args.get("action", ""),
        subject=request.args.get("subject", "").strip(),
        day=_day(request.args.get("day", "")),
    )
    chosen: dict[str, Any] = {
        "action": filters.action or None,
        "subject": filters.subject or None,
        "day": filters.day.isoformat() if filters.day else None,
    }
    return render_template(
        "audit/log.html",
        log=audit_log.read(db(), filters, page=request.args.get("page", 1, type=int)),
        filters=filters,
        actions=audit_log.actions(db()),
        chain=audit.verify(db()),
        href=lambda number: url_for(".show", page=number, **chosen),
    )


def _day(text: str) -> dt.date | None:
    """A day as a browser's date field sends it; anything else is no filter."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
