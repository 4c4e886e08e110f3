"""The introduction pack as a file that goes with the mail of the release."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy.orm import Session

from matchmaker.documents.pdf import pdf
from matchmaker.jobs.context import Context, Enclosure
from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import allows
from matchmaker.services.introduction_pack import file_name, pack_of
from models import Introduction

_PDF: Final = ("application", "pdf")


def enclosures(
    session: Session, context: Context, actor: Actor, introduction: Introduction, *, language: str
) -> Sequence[Enclosure]:
    """The pack as this reader may see it now; nothing for one who may not any more.

    ``language`` is the account's; empty for none chosen.
    """
    if not allows(actor, Permission.INTRODUCTION_READ, introduction):
        return ()
    pack = pack_of(session, actor, introduction)
    page = context.render(
        "reports/pack.html", language=language, pack=pack, base_url=context.base_url
    )
    return (Enclosure(file_name(introduction.reference), _PDF, pdf(page)),)
