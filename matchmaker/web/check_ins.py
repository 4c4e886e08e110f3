"""The pages behind a check-in's links: no sign-in, one answer, one button.

Programs that look through mail open every link in it. So opening one (GET) records nothing: it
shows the answer chosen and a button, and only the button (POST) records.
"""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaker.errors import NotFound
from matchmaker.services import check_in_links, check_ins
from matchmaker.services.check_in_links import Link
from matchmaker.services.check_ins import Question
from matchmaker.web.db import db
from matchmaker.web.forms.outcome import CheckInForm
from matchmaker.web.guards import PUBLIC, access
from matchmaker.web.parts import now, parts

pages = Blueprint("check_ins", __name__)
Page = str | tuple[str, int] | Response


@pages.get("/check-in/<token>")
@access(PUBLIC)
def show(token: str) -> Page:
    question = check_ins.question(db(), _link(token))
    form = _form(question, CheckInForm(formdata=None))
    chosen = request.args.get("answer", question.answer)
    form.answer.data = chosen if chosen in dict(question.choices) else None
    return render_template("check_ins/show.html", question=question, form=form)


@pages.post("/check-in/<token>")
@access(PUBLIC)
def answer(token: str) -> Page:
    link = _link(token)
    question = check_ins.question(db(), link)
    form = _form(question, CheckInForm())
    if not form.validate_on_submit():
        return render_template("check_ins/show.html", question=question, form=form), 422
    check_ins.answer(db(), link, form.answer.data, now=now())
    flash(_("Thank you. Your answer is kept."), "success")
    return redirect(url_for(".show", token=token), 303)


def _form(question: Question, form: CheckInForm) -> CheckInForm:
    form.answer.choices = list(question.choices)
    return form


def _link(token: str) -> Link:
    """One sentence for every link that does not work, whatever the reason: see the service."""
    link = check_in_links.read(parts().config.secret_key, token, now=now())
    if link is None:
        raise NotFound(check_ins.GONE)
    return link
