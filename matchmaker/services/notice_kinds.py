"""What people are told: each template's kind and the page it leads to, each kind's usual channel.

What has a deadline, or somebody waiting at the other end, goes out at once unless its reader says
otherwise: a week in a digest would eat half of the fourteen days that a consent may take. The rest
waits for the weekly digest.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_CASE: Final = "/introductions/{introduction.reference}"
_QUESTION: Final = "/questions/{question.reference}"
_LISTING: Final = "/listings/{listing.reference}"


@dataclass(frozen=True, slots=True)
class Kind:
    """``channel`` without a choice; ``staff`` kinds are for the secretariat alone."""

    channel: str
    staff: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """``path`` is filled from the values of the mail."""

    kind: str
    path: str


KINDS: Final[Mapping[str, Kind]] = {
    "introduction": Kind("at_once"),
    "message": Kind("at_once"),
    "question": Kind("at_once"),
    "outcome": Kind("at_once"),
    "listing": Kind("at_once"),
    "match": Kind("weekly"),
    "search": Kind("at_once"),  # each search has a rhythm of its own
    "shared": Kind("weekly"),
    "invitation": Kind("weekly"),
    "decision": Kind("at_once", staff=True),
    "audit": Kind("at_once", staff=True),
}

NOTICES: Final[Mapping[str, Notice]] = {
    "introduction_requested": Notice("decision", _CASE),
    "introduction_flagged": Notice("decision", _CASE),
    "introduction_appealed": Notice("decision", _CASE),
    "listing_submitted": Notice("decision", "/secretariat/listings/{listing.reference}"),
    "listing_change": Notice("decision", "/secretariat/listings/{listing.reference}"),
    "question_submitted": Notice("decision", _QUESTION),
    "sanctions_open": Notice("decision", "/secretariat/sanctions"),
    "search_alert": Notice("search", "/{alert.path}"),
    "audit_head": Notice("audit", "/audit"),
    "audit_broken": Notice("audit", "/audit"),
    "introduction_information": Notice("introduction", _CASE),
    "introduction_refused": Notice("introduction", _CASE),
    "introduction_approved": Notice("introduction", _CASE),
    "introduction_consent": Notice("introduction", _CASE),
    "introduction_reminder": Notice("introduction", _CASE),
    "introduction_declined": Notice("introduction", _CASE),
    "introduction_released": Notice("introduction", _CASE),
    "introduction_withdrawn": Notice("introduction", _CASE),
    "introduction_closed": Notice("introduction", _CASE),
    "introduction_expired": Notice("introduction", _CASE),
    "introduction_lapsed": Notice("introduction", _CASE),
    "message_received": Notice("message", _CASE + "/messages"),
    "outcome_reported": Notice("outcome", _CASE),
    "outcome_corrected": Notice("outcome", _CASE),
    "outcome_disputed": Notice("outcome", _CASE),
    "check_in": Notice("outcome", _CASE),
    "question_received": Notice("question", _QUESTION),
    "question_returned": Notice("question", _QUESTION),
    "question_answered": Notice("question", _QUESTION),
    "question_declined": Notice("question", _QUESTION),
    "question_unanswered": Notice("question", _QUESTION),
    "question_withdrawn": Notice("question", _QUESTION),
    "question_closed": Notice("question", _QUESTION),
    "listing_published": Notice("listing", _LISTING),
    "listing_changes_requested": Notice("listing", _LISTING),
    "listing_expired": Notice("listing", _LISTING),
    "listing_expiring": Notice("listing", "/listings/{listing.reference}/renew"),
    "listing_change_published": Notice("listing", _LISTING),
    "listing_change_returned": Notice("listing", _LISTING),
    "new_matches": Notice("match", "/listings/{listing.reference}/matches"),
    "match_shared": Notice(
        "shared", "/listings/{share.ours.reference}/matches/{share.theirs.reference}"
    ),
    "invitation": Notice("invitation", "/organization"),  # which listing it is stays unsaid
}
