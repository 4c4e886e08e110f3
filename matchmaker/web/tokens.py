"""A person's API tokens: made and shown once, listed, revoked."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaker.errors import Conflict, InvalidFields, NotPermitted
from matchmaker.services import api_tokens, sign_in
from matchmaker.web.actor import actor
from matchmaker.web.db import db, keep_although_refused
from matchmaker.web.forms.problems import add_problems
from matchmaker.web.forms.tokens import TokenForm
from matchmaker.web.guards import SIGNED_IN, access
from matchmaker.web.parts import now, parts

pages = Blueprint("tokens", __name__)
Page = str | tuple[str, int] | Response


@pages.get("/account/tokens", endpoint="list")
@access(SIGNED_IN)
def show() -> Page:
    return _page(TokenForm())


@pages.post("/account/tokens")
@access(SIGNED_IN)
def create() -> Page:
    form = TokenForm()
    if not form.validate_on_submit():
        return _page(form, status=422)
    if (status := _refused(form)) is not None:
        keep_although_refused()
        return _page(form, status=status)
    name, days = form.name.data or "", form.days.data or 0
    try:
        token = api_tokens.create(db(), actor(), name=name, days=days, now=now())
    except InvalidFields as error:
        add_problems(form, error.problems)
        return _page(form, status=422)
    except Conflict as error:
        form.form_errors.append(str(error))
        return _page(form, status=409)
    return _page(TokenForm(formdata=None), made=token)


@pages.post("/account/tokens/<int:token_id>/revoke")
@access(SIGNED_IN)
def revoke(token_id: int) -> Page:
    api_tokens.revoke(db(), actor(), token_id, now=now())
    flash(_("The token is revoked. Programs that use it are refused from now on."), "success")
    return redirect(url_for("tokens.list"))


def _refused(form: TokenForm) -> int | None:
    """The status that a wrong password is answered with; tries count as those of a sign-in do."""
    address, password = request.remote_addr or "", form.current.data or ""
    try:
        user = sign_in.authenticate(db(), actor().email, password, address=address, now=now())
    except NotPermitted as error:
        form.form_errors.append(str(error))
        return 429
    if user is None:
        form.current.errors = [_("This is not your present password.")]
        return 422
    return None


def _page(form: TokenForm, *, made: str = "", status: int = 200) -> tuple[str, int]:
    page = render_template(
        "account/tokens.html",
        form=form,
        made=made,
        tokens=api_tokens.tokens_of(db(), actor(), now=now()),
        most=api_tokens.MOST,
        base_url=parts().config.base_url.rstrip("/"),
    )
    return page, status
