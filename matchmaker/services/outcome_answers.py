"""The other parties' word on a report: confirmed or disputed, and the one door of its states."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from matchmaker.errors import Conflict, InvalidFields, NotFound, NotPermitted
from matchmaker.phrases import phrase
from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import require
from matchmaker.services import notices
from matchmaker.services.introductions import TEXT_MAX, log
from matchmaker.workflow.outcomes import CURRENT, TABLE
from matchmaker.workflow.transitions import next_state
from models import Introduction, IntroductionParty, Outcome, OutcomeConfirmation


def confirm(
    session: Session,
    actor: Actor,
    introduction: Introduction,
    outcome_id: int,
    *,
    now: dt.datetime,
) -> Outcome:
    """Another party says that it is so; it may have disputed it before."""
    outcome, party = _answerable(actor, introduction, outcome_id)
    return add_answer(session, actor, outcome, party, "confirmed", now=now)


def dispute(
    session: Session,
    actor: Actor,
    introduction: Introduction,
    outcome_id: int,
    *,
    note: str,
    now: dt.datetime,
) -> Outcome:
    """Another party says that it is not so, and what is wrong."""
    outcome, party = _answerable(actor, introduction, outcome_id)
    if not note.strip():
        raise InvalidFields({"note": "say what is not right, so that it can be corrected"})
    if len(note) > TEXT_MAX:
        raise InvalidFields(
            {
                "note": phrase(
                    "must have at most %(most)s characters, not %(length)s",
                    most=TEXT_MAX,
                    length=len(note),
                )
            }
        )
    return add_answer(session, actor, outcome, party, "disputed", note=note.strip(), now=now)


def add_answer(
    session: Session,
    actor: Actor,
    outcome: Outcome,
    party: IntroductionParty,
    answer: str,
    *,
    now: dt.datetime,
    note: str = "",
) -> Outcome:
    """Keep the word of a party that may give it, and move the report as all words together say.

    A report is confirmed when one other party at least confirms it and none disputes it.
    """
    word = next((c for c in outcome.confirmations if c.party_id == party.id), None)
    if word is not None and word.answer == answer == "confirmed":
        raise Conflict("This is confirmed already.")
    if word is None:
        word = OutcomeConfirmation(party_id=party.id)
        outcome.confirmations.append(word)
    word.answer, word.note, word.at = answer, note, now
    disputed = any(c.answer == "disputed" for c in outcome.confirmations)
    if answer == "confirmed" and disputed:  # another party still says no
        log(session, actor, outcome.introduction, "confirm", now=now, details=_subject(outcome))
    else:
        action = "dispute" if answer == "disputed" else "confirm"
        perform(session, actor, outcome, action, now=now)
    session.flush()
    if answer == "disputed":
        notices.to_party(session, outcome.reported_by, "outcome_disputed", now=now)
    return outcome


def perform(
    session: Session,
    actor: Actor,
    outcome: Outcome,
    action: str,
    *,
    now: dt.datetime,
    details: Mapping[str, Any] | None = None,
) -> None:
    """The one door: change the report's state by the table and log it."""
    before = outcome.state
    outcome.state = next_state(TABLE, action, before)
    outcome.confirmed_at = (outcome.confirmed_at or now) if outcome.state == "confirmed" else None
    session.flush()
    steps = {**_subject(outcome), "from": before, "to": outcome.state, **(details or {})}
    log(session, actor, outcome.introduction, action, now=now, details=steps)


def _subject(outcome: Outcome) -> dict[str, Any]:
    return {"outcome": outcome.id, "stage": outcome.stage}


def _answerable(
    actor: Actor, introduction: Introduction, outcome_id: int
) -> tuple[Outcome, IntroductionParty]:
    """The report and the party for which the actor speaks; never the one that has reported."""
    require(actor, Permission.INTRODUCTION_ANSWER, introduction)
    outcome = next((o for o in introduction.outcomes if o.id == outcome_id), None)
    if outcome is None:
        raise NotFound("There is no such outcome.")
    own = actor.organizations_as("representative")
    mine = [party for party in introduction.parties if party.organization_id in own]
    if not mine or any(party.id == outcome.reported_by_id for party in mine):
        raise NotPermitted("An outcome is confirmed by another party.")
    if outcome.state not in CURRENT:
        raise Conflict("This report has been corrected or taken back. Please look again.")
    return outcome, mine[0]
