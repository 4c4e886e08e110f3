"""What a person was told, how each kind reaches the person, and the links that end mails."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaker.errors import InvalidFields, NotFound
from matchmaker.services import notification_settings, notifications, unsubscribing
from matchmaker.services.notice_kinds import KINDS
from matchmaker.services.notifications import Wording
from matchmaker.web.actor import actor
from matchmaker.web.db import db
from matchmaker.web.guards import PUBLIC, SIGNED_IN, access
from matchmaker.web.parts import now, parts

pages = Blueprint("notifications", __name__)
Page = str | tuple[str, int] | Response


@pages.get("/notifications")
@access(SIGNED_IN)
def inbox() -> Page:
    unread_only = request.args.get("show") == "unread"
    number = request.args.get("page", 1, type=int)
    found = notifications.page(db(), actor(), wording(), unread_only=unread_only, number=number)
    return render_template("notifications/inbox.html", found=found, unread_only=unread_only)


@pages.post("/notifications/<reference>")
@access(SIGNED_IN)
def follow(reference: str) -> Page:
    """Mark one as read and go where it leads."""
    path = notifications.open_one(db(), actor(), reference, now=now())
    if path is None:
        raise NotFound("There is no such page, or it is not for you to see.")
    return redirect(path or url_for(".inbox"), 303)


@pages.post("/notifications/read")
@access(SIGNED_IN)
def read_all() -> Page:
    notifications.read_all(db(), actor(), now=now())
    flash(_("Everything is marked as read."), "success")
    return redirect(url_for(".inbox"), 303)


@pages.route("/account/notifications", methods=["GET", "POST"])
@access(SIGNED_IN)
def settings() -> Page:
    held = notification_settings.channels(db(), actor())
    if request.method == "GET":
        return _settings_page(held)
    wanted = {kind: request.form[kind] for kind in held if kind in request.form}
    try:
        notification_settings.choose(db(), actor(), wanted)
    except InvalidFields as error:
        return _settings_page({**held, **wanted}, error.problems), 422
    flash(_("Your choice is saved."), "success")
    return redirect(url_for(".settings"), 303)


@pages.get("/unsubscribe/<token>")
@access(PUBLIC)
def unsubscribe(token: str) -> Page:
    """Programs that look through mail open every link: only the button ends anything."""
    ending = unsubscribing.read(db(), parts().config.secret_key, token)
    return render_template("notifications/unsubscribe.html", label=ending.label, ended=False)


@pages.post("/unsubscribe/<token>")
@access(PUBLIC)
def end_mails(token: str) -> Page:
    """The button, or the one click of a mail program (RFC 8058): its token is in the address."""
    ending = unsubscribing.read(db(), parts().config.secret_key, token)
    unsubscribing.end(db(), ending)
    return render_template("notifications/unsubscribe.html", label=ending.label, ended=True)


def wording() -> Wording:
    """The templates of mails, whose first lines are the titles."""

    def render(name: str, **values: object) -> str:
        return current_app.jinja_env.get_template(name).render(**values)

    config = parts().config
    return Wording(render, config.secret_key, config.base_url)


def _settings_page(held: dict[str, str], problems: dict[str, str] | None = None) -> str:
    usual = {kind: KINDS[kind].channel for kind in held}
    return render_template(
        "notifications/settings.html", held=held, usual=usual, problems=problems or {}
    )
