"""Kept searches: listed, run by their address, renamed, told of, removed."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaker.errors import Conflict, InvalidFields
from matchmaker.policies.permissions import Permission
from matchmaker.services import saved_searches
from matchmaker.web import browse_links as links
from matchmaker.web.actor import actor
from matchmaker.web.db import db
from matchmaker.web.forms.problems import add_problems
from matchmaker.web.forms.searches import SearchForm
from matchmaker.web.guards import SIGNED_IN, access, load_or_404
from matchmaker.web.parts import now
from models import SavedSearch

pages = Blueprint("searches", __name__)
Page = str | tuple[str, int] | Response


@pages.get("/searches", endpoint="list")
@access(SIGNED_IN)
def show() -> Page:
    return _page()


@pages.get("/searches/new")
@access(SIGNED_IN)
def new() -> Page:
    """The form for the search whose address this is."""
    search = links.search_from(request.args)
    return _form(SearchForm(name=links.summary(search)), links.carried(search))


@pages.post("/searches/new")
@access(SIGNED_IN)
def create() -> Page:
    form, search = SearchForm(), links.search_from(request.form)
    if not form.validate_on_submit():
        return _form(form, links.carried(search), 422)
    name, alert = form.name.data or "", form.alert.data or ""
    try:
        saved_searches.save(db(), actor(), search, name=name, alert=alert, now=now())
    except InvalidFields as error:
        add_problems(form, error.problems)
        return _form(form, links.carried(search), 422)
    except Conflict as error:
        form.form_errors.append(str(error))
        return _form(form, links.carried(search), 409)
    flash(_("The search is kept."), "success")
    return redirect(url_for("searches.list"))


@pages.get("/searches/<reference>")
@access(Permission.SEARCH_KEEP)
def edit(reference: str) -> Page:
    row = load_or_404(SavedSearch, reference, Permission.SEARCH_KEEP)
    return _form(SearchForm(name=row.name, alert=row.alert), (), kept=row)


@pages.post("/searches/<reference>")
@access(Permission.SEARCH_KEEP)
def change(reference: str) -> Page:
    row = load_or_404(SavedSearch, reference, Permission.SEARCH_KEEP)
    form = SearchForm()
    if not form.validate_on_submit():
        return _form(form, (), 422, kept=row)
    name, alert = form.name.data or "", form.alert.data or ""
    try:
        saved_searches.change(db(), row, name=name, alert=alert, now=now())
    except InvalidFields as error:
        add_problems(form, error.problems)
        return _form(form, (), 422, kept=row)
    flash(_("The search is changed."), "success")
    return redirect(url_for("searches.list"))


@pages.post("/searches/<reference>/remove")
@access(Permission.SEARCH_KEEP)
def remove(reference: str) -> Page:
    saved_searches.remove(db(), load_or_404(SavedSearch, reference, Permission.SEARCH_KEEP))
    flash(_("The search is removed."), "success")
    return redirect(url_for("searches.list"))


def _page() -> str:
    kept = saved_searches.mine(db(), actor())
    return render_template(
        "searches/list.html",
        searches=[(one, links.url_of(one.search), links.summary(one.search)) for one in kept],
        most=saved_searches.MOST,
    )


def _form(
    form: SearchForm,
    carried: tuple[tuple[str, str], ...],
    status: int = 200,
    *,
    kept: SavedSearch | None = None,
) -> tuple[str, int]:
    search = saved_searches.search_of(kept) if kept else links.search_from_pairs(carried)
    page = render_template(
        "searches/form.html",
        form=form,
        carried=carried,
        kept=kept,
        summary=links.summary(search),
        url=links.url_of(search),
    )
    return page, status
