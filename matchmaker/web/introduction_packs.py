"""The introduction pack: a page for the parties and the secretariat, and the same as PDF."""

from flask import Blueprint, Response, render_template, request

from matchmaker.documents.pdf import pdf as set_pdf
from matchmaker.policies.permissions import Permission
from matchmaker.services.introduction_pack import file_name, log_download, pack_of
from matchmaker.web.actor import actor
from matchmaker.web.db import db
from matchmaker.web.guards import access, load_or_404
from matchmaker.web.locale import language
from matchmaker.web.parts import now, parts
from models import Introduction

pages = Blueprint("introduction_packs", __name__)


@pages.get("/introductions/<reference>/pack")
@access(Permission.INTRODUCTION_READ)
def show(reference: str) -> str:
    introduction = load_or_404(Introduction, reference, Permission.INTRODUCTION_READ)
    pack = pack_of(db(), actor(), introduction)
    return render_template("introductions/pack.html", pack=pack, base_url=request.script_root)


@pages.get("/introductions/<reference>/pack.pdf")
@access(Permission.INTRODUCTION_READ)
def pdf(reference: str) -> Response:
    introduction = load_or_404(Introduction, reference, Permission.INTRODUCTION_READ)
    pack = pack_of(db(), actor(), introduction)
    base_url = parts().config.base_url
    page = render_template("reports/pack.html", pack=pack, base_url=base_url, language=language())
    content = set_pdf(page)
    with parts().sessions.writing() as session:  # set first: nobody waits for the lock meanwhile
        log_download(session, actor(), reference, now=now())
    name = file_name(reference)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype="application/pdf", headers=headers)
