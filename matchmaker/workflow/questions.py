"""The life of a question between two listings whose owners do not know one another."""

import datetime as dt
from typing import Final

from matchmaker.workflow.transitions import Transition, transition
from models.question import OPEN_STATES

#: How long a side has to answer, or to mend what was sent back.
ANSWER_TIME: Final = dt.timedelta(days=14)
MAX_A_DAY: Final = 10  # of one organization
DAY: Final = dt.timedelta(days=1)

#: ``pass`` and ``pass_answer`` stand for the secretariat where it lets texts travel directly.
TABLE: Final[dict[str, Transition]] = {
    "relay": transition("submitted", "relayed", "secretariat"),
    "pass": transition("submitted", "relayed", "check"),
    "return": transition("submitted", "returned", "secretariat"),
    "mend": transition("returned", "submitted", "asking side"),
    "withdraw": transition("submitted returned relayed", "withdrawn", "asking side"),
    "answer": transition("relayed", "answered", "other side"),
    "decline": transition("relayed", "declined", "other side"),
    "relay_answer": transition("answered", "answer_relayed", "secretariat"),
    "pass_answer": transition("answered", "answer_relayed", "check"),
    "return_answer": transition("answered", "answer_returned", "secretariat"),
    "mend_answer": transition("answer_returned", "answered", "other side"),
    "expire": transition("returned relayed answer_returned", "unanswered", "clock"),
    "lapse": transition(" ".join(OPEN_STATES), "closed", "a listing's end"),
}

#: States in which a side has to act, and the clock runs.
TIMED_STATES: Final = TABLE["expire"].sources
#: What waits for an officer.
DESK_STATES: Final = ("submitted", "answered")
FINAL_STATES: Final = frozenset(step.target for step in TABLE.values()) - frozenset(OPEN_STATES)
