"""What the words of a notice are made of: its rows as its reader may see them, from ids."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import allows
from matchmaker.services import match_news, match_shares, search_alerts
from matchmaker.services.check_ins import check_in_letter
from matchmaker.services.introduction_views import view_introduction
from matchmaker.services.listing_views import view
from matchmaker.services.question_views import view_question
from models import (
    AuditCheckpoint,
    BlindQuestion,
    CheckIn,
    Introduction,
    Listing,
    Message,
    SavedSearch,
)


def values(
    session: Session, actor: Actor, ids: Mapping[str, int], *, link_key: str
) -> dict[str, Any]:
    """The values of a template of ``templates/mail``: no more than the reader's own pages say."""
    found: dict[str, Any] = {"user_name": actor.name}
    if listing := session.get(Listing, ids.get("listing_id", 0)):
        found["listing"] = view(actor, listing)
        found["reviewer_note"] = listing.reviewer_note
        if "day" in ids:
            found["new_matches"] = match_news.of_day(session, actor, listing, ids["day"])
    if introduction := session.get(Introduction, ids.get("introduction_id", 0)):
        found["introduction"] = view_introduction(actor, introduction)
    if message := session.get(Message, ids.get("message_id", 0)):
        found["writer"] = message.organization.name
    if check_in := session.get(CheckIn, ids.get("check_in_id", 0)):
        found["check_in"] = check_in_letter(link_key, check_in, actor.user_id or 0)
    if question := session.get(BlindQuestion, ids.get("question_id", 0)):
        found["question"] = view_question(session, actor, question)
    if checkpoint := session.get(AuditCheckpoint, ids.get("checkpoint_id", 0)):
        found["checkpoint"] = checkpoint
    if kept := session.get(SavedSearch, ids.get("saved_search_id", 0)):
        found["alert"] = search_alerts.letter(session, actor, kept)
    if share := match_shares.letter(session, actor, ids.get("share_id", 0)):
        found["share"] = share
    return found


def may_read(session: Session, actor: Actor, ids: Mapping[str, int]) -> bool:
    """Whether everything that a notice is about is there, and still its reader's to see."""
    about = (
        ("listing_id", Listing, Permission.LISTING_READ),
        ("introduction_id", Introduction, Permission.INTRODUCTION_READ),
        ("question_id", BlindQuestion, Permission.QUESTION_READ),
        ("checkpoint_id", AuditCheckpoint, Permission.AUDIT_READ),
    )
    if "saved_search_id" in ids:
        kept = session.get(SavedSearch, ids["saved_search_id"])
        return kept is not None and search_alerts.letter(session, actor, kept) is not None
    for name, model, permission in about:
        if name in ids:
            if name == "introduction_id" and "message_id" in ids:
                permission = Permission.MESSAGE_READ
            row = session.get(model, ids[name])
            needs_row = permission != Permission.AUDIT_READ
            if row is None or not allows(actor, permission, row if needs_row else None):
                return False
    return "share_id" not in ids or bool(match_shares.letter(session, actor, ids["share_id"]))
