"""The life of an introduction: three keys, and the names when the last one turns."""

import datetime as dt
from typing import Final

from matchmaker.workflow.transitions import Transition, transition

#: How long the other party has to answer after the approval.
ANSWER_TIME: Final = dt.timedelta(days=14)
REMINDERS: Final = (dt.timedelta(days=7), dt.timedelta(days=12))
MAX_OPEN_PER_LISTING: Final = 3

TABLE: Final[dict[str, Transition]] = {
    "approve": transition("requested", "approved", "secretariat"),
    "refuse": transition("requested needs_information", "refused", "secretariat"),
    "ask_information": transition("requested", "needs_information", "secretariat"),
    "give_information": transition("needs_information", "requested", "asking party"),
    "release": transition("approved", "introduced", "last consent"),
    "decline": transition("approved", "declined", "another party"),
    "expire": transition("approved", "expired", "clock"),
    "lapse": transition("requested needs_information approved", "withdrawn", "a listing's end"),
    "withdraw": transition("requested needs_information approved", "withdrawn", "asking party"),
}

FINAL_STATES: Final = frozenset({"introduced", "refused", "declined", "expired", "withdrawn"})
