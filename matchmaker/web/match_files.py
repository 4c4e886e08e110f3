"""Long lists of matches as PDF: asked for, waited for, fetched."""

import datetime as dt
from typing import Final

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from matchmaker.errors import NotFound
from matchmaker.services import match_files
from matchmaker.services.match_inbox import Wanted
from matchmaker.web import inbox_links as links
from matchmaker.web.actor import actor
from matchmaker.web.attachments import sent
from matchmaker.web.db import db
from matchmaker.web.guards import SIGNED_IN, access
from matchmaker.web.inbox_sheets import told_filter
from matchmaker.web.locale import language
from matchmaker.web.parts import now
from models import MatchFile

pages = Blueprint("match_files", __name__)
_LATE: Final = dt.timedelta(minutes=5)


@pages.post("/matches/files")
@access(SIGNED_IN)
def ask() -> Response:
    wanted = links.wanted_from_text(request.form.get("inbox", ""))
    told = told_filter(wanted)
    file = match_files.ask(db(), actor(), wanted, told=told, language=language(), now=now())
    return redirect(url_for(".show", reference=file.reference), 303)


@pages.get("/matches/files/<reference>")
@access(SIGNED_IN)
def show(reference: str) -> str:
    file = _found(reference)
    back = links.url_of(Wanted(**file.wanted))
    return render_template(
        "matches/file.html",
        file=file,
        back=back,
        inbox=back.partition("?")[2],
        is_late=now() - file.created_at > _LATE,
        is_lost=match_files.is_lost(file, now()),
    )


@pages.get("/matches/files/<reference>/pdf")
@access(SIGNED_IN)
def download(reference: str) -> Response:
    file = _found(reference)
    if file.state != "ready":
        raise NotFound("This file is being prepared.")
    match_files.check_unchanged(db(), file)
    return sent(file)


def _found(reference: str) -> MatchFile:
    return match_files.find(db(), actor(), reference, now=now())
