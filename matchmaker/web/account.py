"""Signing in and out, and what a person may change of the own account."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from matchmaker.errors import NotPermitted
from matchmaker.policies.actor import Actor
from matchmaker.services import sign_in as sign_in_service
from matchmaker.services import users
from matchmaker.web.actor import actor, session_id, sign_in_as
from matchmaker.web.actor import sign_out as end_session
from matchmaker.web.db import db, keep_although_refused
from matchmaker.web.forms.account import (
    ChangePasswordForm,
    PasswordForm,
    ProfileForm,
    SignInForm,
)
from matchmaker.web.forms.time_zones import zone_choices
from matchmaker.web.guards import PUBLIC, SIGNED_IN, access
from matchmaker.web.locale import language
from matchmaker.web.parts import now, parts
from matchmaker.web.targets import safe_target
from models import User

pages = Blueprint("account", __name__)
Page = str | tuple[str, int] | Response


@pages.route("/sign-in", methods=["GET", "POST"])
@access(PUBLIC)
def sign_in() -> Page:
    form = SignInForm(next=request.args.get("next", ""), email=request.args.get("email", ""))
    if not form.validate_on_submit():
        return render_template("account/sign_in.html", form=form)
    try:
        user = sign_in_service.authenticate(
            db(),
            form.email.data or "",
            form.password.data or "",
            address=request.remote_addr or "",
            now=now(),
        )
    except NotPermitted as error:
        form.form_errors.append(str(error))
        return render_template("account/sign_in.html", form=form), 429
    if user is None:
        keep_although_refused()
        form.form_errors.append(_("The e-mail address or the password is not right."))
        return render_template("account/sign_in.html", form=form), 401
    sign_in_as(sign_in_service.open_session(db(), user, now=now()))
    return redirect(safe_target(form.next.data or ""))


@pages.post("/sign-out")
@access(SIGNED_IN)
def sign_out() -> Page:
    end_session()
    flash(_("You are signed out."), "info")
    return redirect(url_for("account.sign_in"))


@pages.route("/account", methods=["GET", "POST"])
@access(SIGNED_IN)
def show() -> Page:
    user = db().get_one(User, actor().user_id)
    form = _profile_form(user)
    if form.validate_on_submit():
        form.populate_obj(user)
        flash(_("Your details are saved."), "success")
        return redirect(url_for("account.show"))
    return _page(form, ChangePasswordForm(formdata=None), user)


@pages.post("/account/password")
@access(SIGNED_IN)
def change_password() -> Page:
    user = db().get_one(User, actor().user_id)
    form = ChangePasswordForm()
    if not (form.validate_on_submit() and _knows_password(form, user)):
        return _page(_profile_form(user, formdata=None), form, user)
    users.set_password(db(), actor(), user, form.password.data or "", now=now())
    sign_in_as(sign_in_service.open_session(db(), user, now=now()))
    flash(_("Your password is changed. Every other browser is signed out."), "success")
    return redirect(url_for("account.show"))


@pages.post("/account/sessions")
@access(SIGNED_IN)
def end_other_sessions() -> Page:
    ended = sign_in_service.close_others(db(), actor().user_id or 0, session_id())
    flash(
        ngettext(
            "%(num)s other browser is signed out.", "%(num)s other browsers are signed out.", ended
        ),
        "success",
    )
    return redirect(url_for("account.show"))


@pages.route("/account/set-password/<token>", methods=["GET", "POST"])
@access(PUBLIC)
def set_password(token: str) -> Page:
    user = users.user_for_token(db(), token, parts().config.secret_key)
    form = PasswordForm()
    if form.validate_on_submit():
        users.set_password(db(), Actor.anonymous(), user, form.password.data or "", now=now())
        flash(_("Your password is saved. You can sign in now."), "success")
        return redirect(url_for("account.sign_in"))
    page = render_template("account/set_password.html", form=form, user=user)
    return page, 422 if form.errors else 200


def _profile_form(user: User, **given: None) -> ProfileForm:
    """``formdata=None``: what was sent is for another form of the page."""
    form = ProfileForm(obj=user, **given)
    default = users.zone_of_country(user)
    form.offer_zones(zone_choices(language(), default, now()))
    return form


def _page(form: ProfileForm, password_form: ChangePasswordForm, user: User) -> Page:
    page = render_template(
        "account/show.html",
        form=form,
        password_form=password_form,
        user=user,
        in_utc=not (user.time_zone or users.zone_of_country(user)),
    )
    return page, 422 if form.errors or password_form.errors else 200


def _knows_password(form: ChangePasswordForm, user: User) -> bool:
    if users.password_fits(user, form.current.data or ""):
        return True
    form.current.errors = [_("This is not your present password.")]
    return False
