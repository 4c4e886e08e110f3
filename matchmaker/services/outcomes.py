"""What came of an introduction: reported by one party, confirmed by another."""

import datetime as dt

from sqlalchemy.orm import Session

from matchmaker.errors import Conflict, InvalidFields, NotFound, NotPermitted
from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import require
from matchmaker.services import notices
from matchmaker.services.introductions import TEXT_MAX, log
from matchmaker.workflow.outcomes import reportable
from models import Introduction, IntroductionParty, Outcome


def report(
    session: Session,
    actor: Actor,
    introduction: Introduction,
    *,
    stage: str,
    happened_on: dt.date,
    now: dt.datetime,
    note: str = "",
    abatement_t_per_year: float | None = None,
) -> Outcome:
    """A party says how far it has come; the others are asked to confirm."""
    party = _party(actor, introduction)
    if introduction.state != "introduced":
        raise Conflict("Outcomes are reported once the parties are introduced.")
    _check(introduction, stage, happened_on, note, abatement_t_per_year, now)
    outcome = Outcome(
        stage=stage,
        happened_on=happened_on,
        note=note.strip(),
        abatement_t_per_year=abatement_t_per_year,
        reported_by_id=party.id,
        reported_at=now,
    )
    introduction.outcomes.append(outcome)
    session.flush()
    log(session, actor, introduction, "report", now=now, details={"stage": stage})
    for other in introduction.parties:
        if other is not party:
            notices.to_party(session, other, "outcome_reported", now=now)
    return outcome


def confirm(
    session: Session,
    actor: Actor,
    introduction: Introduction,
    outcome_id: int,
    *,
    now: dt.datetime,
) -> Outcome:
    """Another party says that it is so."""
    party = _party(actor, introduction)
    outcome = next((o for o in introduction.outcomes if o.id == outcome_id), None)
    if outcome is None:
        raise NotFound("There is no such outcome.")
    if outcome.reported_by_id == party.id:
        raise NotPermitted("An outcome is confirmed by the other party.")
    if outcome.confirmed_at is not None:
        raise Conflict("This outcome is confirmed already.")
    outcome.confirmed_by_id, outcome.confirmed_at = party.id, now
    session.flush()
    log(session, actor, introduction, "confirm", now=now, details={"stage": outcome.stage})
    return outcome


def _party(actor: Actor, introduction: Introduction) -> IntroductionParty:
    require(actor, Permission.INTRODUCTION_ANSWER, introduction)
    own = actor.organizations_as("representative")
    for party in introduction.parties:
        if party.organization_id in own:
            return party
    raise NotPermitted("Only a party reports outcomes.")


def _check(
    introduction: Introduction,
    stage: str,
    happened_on: dt.date,
    note: str,
    abatement: float | None,
    now: dt.datetime,
) -> None:
    problems = {}
    if stage not in reportable([outcome.stage for outcome in introduction.outcomes]):
        problems["stage"] = "choose a stage that has not been reported yet"
    if happened_on > now.date():
        problems["happened_on"] = "must not lie in the future"
    if len(note) > TEXT_MAX:
        problems["note"] = f"must have at most {TEXT_MAX} characters, not {len(note)}"
    if abatement is not None and abatement < 0:
        problems["abatement_t_per_year"] = "must not be negative"
    if problems:
        raise InvalidFields(problems)
