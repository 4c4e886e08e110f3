"""What an address of the desk asks for; what nobody knows is left out."""

import datetime as dt
from collections.abc import Callable, Container
from typing import Any

from flask import request, url_for

from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import allows
from matchmaker.services.desk_cases import ENTERS, CaseFilter
from matchmaker.services.desk_feedback import GONE, AnswerFilter, span
from matchmaker.services.desk_funnel import STEPS
from matchmaker.services.desk_market import BANDS, SIDES, Place
from matchmaker.services.desk_organizations import SORTS, Chosen
from matchmaker.services.desk_period import Period, period_of
from matchmaker.services.desk_unmatched import USUAL_DAYS
from matchmaker.web.actor import actor
from matchmaker.web.parts import now
from models import vocabulary as v

_DAYS_MAX = 3_650
_WORDS_MAX = 200


def known(name: str, codes: Container[str], usual: str = "") -> str:
    """The argument ``name`` if it is one of ``codes``."""
    value = request.args.get(name, "")
    return value if value in codes else usual


def page() -> int:
    return request.args.get("page", 1, type=int)


def kind() -> str:
    return known("kind", v.LISTING_KINDS)


def sector() -> str:
    return known("sector", v.SECTORS)


def days() -> int:
    return min(max(request.args.get("days", USUAL_DAYS, type=int), 0), _DAYS_MAX)


def period() -> Period:
    return period_of(request.args.get("from", ""), request.args.get("to", ""), now=now())


def place(side: str = "gap") -> Place:
    return Place(known("side", SIDES, side), sector(), known("trl", BANDS), region())


def region() -> str:
    return known("region", v.REGIONS)


def cases() -> CaseFilter:
    """Why a party declined is for the secretariat alone; others are not narrowed by it."""
    sees_reasons = allows(actor(), Permission.SECRETARIAT_VIEW)
    return CaseFilter(
        period=period() if request.args.get("from") or request.args.get("to") else None,
        step=known("step", {*STEPS, "open"}),
        rule=known("rule", v.REFUSAL_RULES),
        reason=known("reason", v.DECLINE_REASONS) if sees_reasons else "",
        left=known("left", set(ENTERS.values())),
    )


def organizations() -> Chosen:
    return Chosen(
        words=request.args.get("q", "").strip()[:_WORDS_MAX],
        type=known("type", v.ORGANIZATION_TYPES),
        country=known("country", v.COUNTRIES),
        sort=known("sort", SORTS, "shown"),
    )


def answers() -> AnswerFilter:
    start, end = span(now())
    return AnswerFilter(
        start=_day("from") or start,
        end=_day("to") or end,
        answer=known("answer", v.FEEDBACK_ANSWERS),
        band=known("band", {*v.BANDS, GONE}),
        sector=sector(),
        reason=known("reason", v.FEEDBACK_REASONS),
    )


def _day(name: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def page_href(**values: Any) -> Callable[[int], str]:
    """Page number → this address with all that it asks for."""
    chosen = {name: request.args.getlist(name) for name in request.args if name != "page"}
    return lambda number: url_for(
        request.endpoint or "", **{**chosen, **values}, page=number if number > 1 else None
    )
