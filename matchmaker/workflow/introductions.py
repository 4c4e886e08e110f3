"""The life of an introduction: three keys, and the names when the last one turns."""

import datetime as dt
from typing import Final

from matchmaker.workflow.transitions import Transition, transition

#: How long the other party has to answer after the approval.
ANSWER_TIME: Final = dt.timedelta(days=14)
REMINDERS: Final = (dt.timedelta(days=7), dt.timedelta(days=12))
MAX_OPEN_PER_LISTING: Final = 3

#: ``pass_on`` stands for the first of two approvals of a flagged case.
TABLE: Final[dict[str, Transition]] = {
    "pass_on": transition("requested", "screened", "secretariat"),
    "approve": transition("requested screened", "approved", "secretariat"),
    "refuse": transition("requested screened needs_information", "refused", "secretariat"),
    "ask_information": transition("requested screened", "needs_information", "secretariat"),
    "give_information": transition("needs_information", "requested", "asking party"),
    "appeal": transition("refused", "requested", "asking party"),
    "release": transition("approved", "introduced", "last consent"),
    "decline": transition("approved", "declined", "another party"),
    "expire": transition("approved", "expired", "clock"),
    "lapse": transition(
        "requested screened needs_information approved", "withdrawn", "a listing's end"
    ),
    "withdraw": transition(
        "requested screened needs_information approved", "withdrawn", "asking party"
    ),
}

#: No key can be turned any more. A refusal can still be appealed, once.
CLOSED_STATES: Final = frozenset({"introduced", "refused", "declined", "expired", "withdrawn"})
FINAL_STATES: Final = CLOSED_STATES - {"refused"}
