"""Every route says who may call it, and rows are loaded only through a permission."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

from flask import Flask, current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from matchmaker.errors import NotFound
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import allows
from matchmaker.services.lookup import Row, by_reference
from matchmaker.web import send_again
from matchmaker.web.actor import actor
from matchmaker.web.db import db

PUBLIC: Final = "public"
SIGNED_IN: Final = "signed in"

View = TypeVar("View", bound=Callable[..., Any])


def access(level: str | Permission) -> Callable[[View], View]:
    """Declare who may call a view: ``PUBLIC``, ``SIGNED_IN``, or a permission.

    A permission on a row is checked again by ``load_or_404``; here it is what the route needs
    at least. A view without a declaration is refused, and fails the build.
    """

    def mark(view: View) -> View:
        view.access = level  # type: ignore[attr-defined]  # functions take any attribute
        return view

    return mark


def load_or_404(model: type[Row], reference: str, permission: Permission) -> Row:
    """The row with this public reference, if the actor has the permission on it.

    Absent and not permitted look the same: ``NotFound``.
    """
    row = by_reference(db(), actor(), model, reference, permission)
    if row is None:
        raise NotFound("There is no such page, or it is not for you to see.")
    return row


def _check() -> Response | tuple[str, int] | None:
    if request.endpoint is None or request.endpoint.endswith("static"):
        return None
    level = getattr(current_app.view_functions[request.endpoint], "access", None)
    if level == PUBLIC:
        return None
    if not actor().is_signed_in:
        kept = send_again.answer() if request.method == "POST" else None
        return kept or redirect(url_for("account.sign_in", next=_here()))
    if level == SIGNED_IN:
        return None
    if isinstance(level, Permission) and (level in _ON_ROWS or allows(actor(), level)):
        return None
    raise NotFound("There is no such page, or it is not for you to see.")


#: Permissions that need a row: ``load_or_404`` asks for them.
_ON_ROWS: Final = frozenset(Permission) - {
    Permission.OUTCOMES_READ,
    Permission.SECRETARIAT_VIEW,
    Permission.DESK_READ,
    Permission.DESK_ORGANIZATIONS,
    Permission.DESK_INVITE,
    Permission.RANKING_READ,
    Permission.RANKING_SET,
    Permission.AUDIT_READ,
    Permission.INTEREST_DECLARE,
    Permission.PARTNERSHIP_EDIT,
    Permission.EXCHANGE_SET,
    Permission.REPORT_READ,
    Permission.REPORT_MAKE,
    Permission.COUNTRY_READ,
    Permission.ORGANIZATION_READ,
}


def _here() -> str | None:
    return (
        request.full_path.rstrip("?") if request.method == "GET" and request.path != "/" else None
    )


def register(app: Flask) -> None:
    app.before_request(_check)
