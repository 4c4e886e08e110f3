"""The thread of an introduction: read, written, its files."""

from typing import Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response

from matchmaker.errors import InvalidFields
from matchmaker.policies.permissions import Permission
from matchmaker.services import message_check, messages
from matchmaker.services.listing_text import clean_text
from matchmaker.services.messages import Kept
from matchmaker.services.stored_files import ENDINGS
from matchmaker.web.actor import actor
from matchmaker.web.attachments import folder, sent, uploaded
from matchmaker.web.db import begin_writing, db, reads
from matchmaker.web.forms.message import MessageForm
from matchmaker.web.forms.problems import add_problems
from matchmaker.web.guards import SIGNED_IN, access, load_or_404
from matchmaker.web.parts import now, parts
from models import Introduction

pages = Blueprint("messages", __name__)
Page = str | tuple[str, int] | Response
_ENDINGS: Final = ",".join(ending for endings in ENDINGS.values() for ending in endings)


@pages.get("/introductions/<reference>/messages")
@access(Permission.MESSAGE_READ)
def thread(reference: str) -> Page:
    introduction = load_or_404(Introduction, reference, Permission.MESSAGE_READ)
    return _page(introduction, MessageForm(formdata=None, key=messages.new_form_key()))


@pages.post("/introductions/<reference>/messages")
@access(Permission.MESSAGE_WRITE)
@reads  # until its file is checked, which may take seconds
def send(reference: str) -> Page:
    introduction = load_or_404(Introduction, reference, Permission.MESSAGE_WRITE)
    form, file = MessageForm(), None
    try:
        file = _file(form)
        begin_writing()
        introduction = load_or_404(Introduction, reference, Permission.MESSAGE_WRITE)
        messages.send(db(), actor(), introduction, **form.given(), now=now(), file=file)
    except InvalidFields as error:
        add_problems(form, error.problems)
        return _page(introduction, form, file), 422
    flash(_("Your message is sent."), "success")
    return redirect(url_for(".thread", reference=reference), 303)


@pages.get("/messages/files/<reference>")
@access(SIGNED_IN)
def download(reference: str) -> Response:
    return sent(messages.find_file(db(), actor(), reference))


def _file(form: MessageForm) -> Kept | None:
    """What came with the message, checked, or what was kept of the time before."""
    chosen = request.files.get("file")
    if chosen and chosen.filename:
        return Kept(uploaded("file"), folder())
    if token := form.kept.data:
        key = parts().config.secret_key
        return Kept(message_check.claim(folder(), key, actor().user_id, token), folder())
    return None


def _waiting(file: Kept | None) -> tuple[str, str] | None:
    """The token and the name of a file that is kept until its message is sent."""
    if file is None:
        return None
    key = parts().config.secret_key
    token = message_check.wait(file.folder, key, actor().user_id, file.checked)
    return token, file.checked.file_name


def _page(introduction: Introduction, form: MessageForm, file: Kept | None = None) -> str:
    before = request.args.get("before", type=int)
    found = messages.thread(db(), actor(), introduction, before=before)
    hints = message_check.hints(clean_text(form.text.data or "")) if form.confirm.errors else []
    page = render_template(
        "introductions/messages.html",
        reference=introduction.reference,
        thread=found,
        form=form,
        endings=_ENDINGS,
        kept=_waiting(file),
        hints=hints,
        digest=message_check.digest(hints),
    )
    if request.method == "GET" and any(message.is_new for message in found.messages):
        _mark_read(introduction.id, found.last_id)
    return page


def _mark_read(introduction_id: int, last_id: int) -> None:
    """A page that only reads is shown although the mark could not be written."""
    try:
        with parts().sessions.writing() as writer:
            messages.mark_read(writer, actor(), introduction_id, last_id, now=now())
    except OperationalError:
        flash(_("What you have read could not be marked as read."), "info")
