"""The life of a change that an owner proposes of a published blind listing."""

from typing import Final

from matchmaker.workflow.transitions import Transition, transition

#: What members read of a blind listing; a change of it is checked before they do.
CHECKED: Final[tuple[str, ...]] = ("title", "teaser", "language", "type", "sectors", "trl")

TABLE: Final[dict[str, Transition]] = {
    "publish_change": transition("pending", "published", "secretariat"),
    "return_change": transition("pending", "returned", "secretariat"),
    "replace_change": transition("pending", "replaced", "owner"),
    "take_back_change": transition("pending", "taken_back", "owner"),
    "lapse_change": transition("pending", "lapsed", "end of the listing"),
}
