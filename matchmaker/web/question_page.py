"""What the pages of questions share: the form with what was found in its text, the page of one."""

from typing import Any, Final

from flask import flash, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from matchmaker.errors import Conflict, InvalidFields
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import allows
from matchmaker.services import questions as service
from matchmaker.services.exchange import relay_of
from matchmaker.services.question_check import digest, of_kind
from matchmaker.services.question_lists import earlier
from matchmaker.services.question_names import found_by_writer
from matchmaker.services.question_texts import clean, to_confirm
from matchmaker.services.question_views import view_question
from matchmaker.web.actor import actor
from matchmaker.web.db import db
from matchmaker.web.forms.problems import add_problems
from matchmaker.web.forms.question import AnswerForm, QuestionForm, RelayForm, ReturnForm
from models import BlindQuestion, Organization

Page = str | tuple[str, int] | Response
_FORMS: Final[dict[str, type[FlaskForm]]] = {
    "mend": QuestionForm,
    "follow_up": QuestionForm,
    "answer": AnswerForm,
    "relay": RelayForm,
    "return": ReturnForm,
}


def done(reference: str, message: str) -> Response:
    flash(message, "success")
    return redirect(url_for("questions.show", reference=reference), 303)


def refused(form: FlaskForm, error: InvalidFields | Conflict) -> int:
    """Put what the service says beside the fields; the status of the answer."""
    if isinstance(error, InvalidFields):
        add_problems(form, error.problems)
        return 422
    form.form_errors.append(str(error))
    return 409


def found_in(form: FlaskForm, writer: Organization) -> dict[str, Any]:
    """What the check finds in the text as it was sent, by kind, and what is to be confirmed."""
    if not form.errors or not form.text.data:
        return {"found": (), "key": ""}
    found = found_by_writer(db(), actor(), writer, clean(form.text.data))
    return {"found": found, "key": digest(to_confirm(db(), found))}


def question_page(question: BlindQuestion, status: int = 200, **failed: FlaskForm) -> Page:
    """The question for the reader; a form that could not be taken is shown again."""
    who = actor()
    seen = view_question(db(), who, question)
    writer = question.to_organization if "answer" in failed else question.from_organization
    form = next(iter(failed.values()), None)
    checked = found_in(form, writer) if isinstance(form, QuestionForm | AnswerForm) else {}
    page = render_template(
        "questions/show.html",
        question=seen,
        earlier=earlier(db(), who, question),
        forms=_empty_forms(question) | failed,
        failed=next(iter(failed), ""),
        relay=relay_of(db()),
        marked=_marked(question),
        **{"found": (), "key": "", **checked},
    )
    return page, status


def _empty_forms(question: BlindQuestion) -> dict[str, FlaskForm]:
    forms = {name: form(formdata=None) for name, form in _FORMS.items()}
    forms["mend"].text.data = question.text
    if question.state == "answer_returned":
        forms["answer"].text.data = question.answer
    return forms


def _marked(question: BlindQuestion) -> dict[str, Any] | None:
    """For who may relay it: the text that waits, cut at what was found in it."""
    if not allows(actor(), Permission.QUESTION_RELAY, question):
        return None
    found = service.desk_findings(db(), question)
    text = question.answer if question.state == "answered" else question.text
    pieces, at = [], 0
    for finding in sorted(found, key=lambda one: one.start):
        pieces += [(text[at : finding.start], None), (finding.words, finding)]
        at = finding.end
    return {
        "pieces": [*pieces, (text[at:], None)],
        "found": found,
        "names": of_kind(found, "identity"),
        "waits": question.state in ("submitted", "answered"),
    }
