"""The life of a listing: draft → submitted → published → expired or withdrawn."""

from typing import Final

from matchmaker.workflow.transitions import Transition, transition

TABLE: Final[dict[str, Transition]] = {
    "submit": transition("draft changes_requested withdrawn expired", "submitted", "owner"),
    "make_blind": transition("published", "submitted", "owner"),
    "publish": transition("submitted", "published", "secretariat"),
    "request_changes": transition("submitted", "changes_requested", "secretariat"),
    "withdraw": transition("submitted changes_requested published", "withdrawn", "owner"),
    "renew": transition("published expired", "published", "owner"),
    "expire": transition("published", "expired", "clock"),
}


def needs_check(disclosure: str, *, has_published_before: bool) -> bool:
    """The secretariat checks a member's first listing and every blind one."""
    return disclosure == "blind" or not has_published_before
