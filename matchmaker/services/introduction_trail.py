"""The audit trail of an introduction in words, for one reader."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from matchmaker.phrases import N_
from matchmaker.policies.actor import Actor
from matchmaker.services import audit
from matchmaker.services.introduction_secrecy import CLOSED, is_of_many, shown_step
from matchmaker.services.introduction_views import may_read_decision
from models import Introduction
from models import vocabulary as v

_STEPS: Final = {
    "request": N_("Introduction requested"),
    "ask_information": N_("More information asked for"),
    "give_information": N_("Request completed"),
    "pass_on": N_("Approved by the first officer, passed on to a second"),
    "approve": N_("Approved by the secretariat"),
    "refuse": N_("Refused by the secretariat"),
    "appeal": N_("Refusal appealed"),
    "consent": N_("Consent given"),
    "release": N_("Names released"),
    "decline": N_("Not taken up"),
    "withdraw": N_("Withdrawn by the asking party"),
    "expire": N_("Expired without an answer"),
    "lapse": N_("Ended: one of the listings was withdrawn, expired or changed"),
    CLOSED: N_("Closed without an introduction"),
    "pack": N_("Pack downloaded"),
    "remind": N_("Reminder sent"),
    "report": N_("Outcome reported"),
    "confirm": N_("Outcome confirmed"),
    "dispute": N_("Outcome disputed"),
    "correct": N_("Outcome corrected"),
    "take_back": N_("Outcome taken back"),
    "ask_check_in": N_("Check-in sent"),
    "check_in": N_("Check-in answered"),
}
_SECRETARIAT_STEPS: Final = frozenset({"ask_information", "pass_on", "approve", "refuse"})


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the audit trail, in words; ``who`` is a role, never a person."""

    at: dt.datetime
    text: str
    who: str
    note: str


def trail(session: Session, actor: Actor, introduction: Introduction) -> list[Step]:
    """The audit trail in words; notes only for those who may read the decision."""
    two = not is_of_many(introduction)
    steps = []
    for event in audit.trail(session, "introduction", introduction.reference):
        action = event.action.removeprefix("introduction.")
        action = shown_step(actor, introduction, action)
        if not action:
            continue
        stage = str(event.details.get("stage", ""))
        note = v.OUTCOME_STAGES.label(stage) if stage else ""
        if rule := event.details.get("rule"):
            note = (
                v.REFUSAL_RULES.label(str(rule)) if may_read_decision(actor, introduction) else ""
            )
        who = N_("You") if event.actor == actor.name_in_log else _who(action, two=two)
        steps.append(Step(event.at, _STEPS.get(action, action), who, note))
    return steps


def _who(action: str, *, two: bool) -> str:
    if action in _SECRETARIAT_STEPS:
        return N_("Secretariat")
    if action in ("request", "give_information", "appeal", "withdraw"):
        return N_("Asking party")
    if action in ("release", "expire", "lapse", "remind", "ask_check_in", "decline", CLOSED):
        return ""
    return N_("Other party") if action == "consent" and two else N_("A party")
