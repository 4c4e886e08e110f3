"""What came of an introduction, told by one party: report, correct, take back."""

import datetime as dt
from dataclasses import asdict, replace

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from matchmaker.errors import Conflict, InvalidFields, NotFound, NotPermitted
from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import require
from matchmaker.services import notices
from matchmaker.services.introductions import log
from matchmaker.services.outcome_answers import add_answer, perform
from matchmaker.services.outcome_values import Report
from matchmaker.workflow.outcomes import CURRENT, reportable, standing
from models import Introduction, IntroductionParty, Outcome

_FASTER = "Somebody has just reported this stage. Please look again."


def report(
    session: Session,
    actor: Actor,
    introduction: Introduction,
    content: Report,
    *,
    now: dt.datetime,
) -> Outcome:
    """A party says how far it has come; the others are asked to confirm.

    Where another party has said the same meanwhile, this is its confirmation. Where it has said
    so with other figures, they have to agree first: ``InvalidFields``.
    """
    party = _party(actor, introduction)
    if introduction.state != "introduced":
        raise Conflict("Outcomes are reported once the parties are introduced.")
    known = _of_another(actor, introduction, party, content.stage)
    stages = next_stages(introduction)
    content.check(introduction, [*stages, known.stage] if known else stages, now=now)
    if known is None:
        return _add(session, actor, introduction, party, content, now=now)
    if not content.same_facts(known):
        raise InvalidFields(
            {
                "stage": "another party has reported this stage with other figures; "
                "confirm or dispute that report first"
            }
        )
    note = content.note.strip()
    return add_answer(session, actor, known, party, "confirmed", note=note, now=now)


def correct(
    session: Session,
    actor: Actor,
    introduction: Introduction,
    outcome_id: int,
    content: Report,
    *,
    now: dt.datetime,
) -> Outcome:
    """A new version of a party's own report takes its place, and waits for the others' word."""
    party = _party(actor, introduction)
    outcome = _own(introduction, party, outcome_id)
    content = replace(content, stage=outcome.stage)
    content.check(introduction, [outcome.stage], now=now)
    perform(session, actor, outcome, "correct", now=now)
    newer = _add(session, actor, introduction, party, content, now=now, told="outcome_corrected")
    newer.replaces_id = outcome.id
    session.flush()
    return newer


def take_back(
    session: Session,
    actor: Actor,
    introduction: Introduction,
    outcome_id: int,
    *,
    now: dt.datetime,
) -> Outcome:
    """A party takes back its own report, as long as nobody has confirmed it."""
    outcome = _own(introduction, _party(actor, introduction), outcome_id)
    perform(session, actor, outcome, "take_back", now=now)
    return outcome


def next_stages(introduction: Introduction) -> list[str]:
    """The stages that may be reported next."""
    return reportable(standing((o.stage, o.state) for o in introduction.outcomes))


def _add(
    session: Session,
    actor: Actor,
    introduction: Introduction,
    party: IntroductionParty,
    content: Report,
    *,
    now: dt.datetime,
    told: str = "outcome_reported",
) -> Outcome:
    values = asdict(content) | {"note": content.note.strip(), "baseline": content.baseline.strip()}
    outcome = Outcome(reported_by_id=party.id, reported_at=now, state="reported", **values)
    introduction.outcomes.append(outcome)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict(_FASTER) from error
    log(session, actor, introduction, "report", now=now, details=_facts(outcome))
    for other in introduction.parties:
        if other is not party:
            notices.to_party(session, other, told, now=now)
    return outcome


def _facts(outcome: Outcome) -> dict[str, object]:
    """What the log keeps of a version: codes, figures and the day; no text, which may be erased."""
    facts = {
        "outcome": outcome.id,
        "stage": outcome.stage,
        "happened_on": outcome.happened_on.isoformat(),
        "closing_reason": outcome.closing_reason,
        "abatement_t_per_year": outcome.abatement_t_per_year,
        "abatement_method": outcome.abatement_method,
        "attribution": outcome.attribution,
    }
    return {name: value for name, value in facts.items() if value not in (None, "")}


def _party(actor: Actor, introduction: Introduction) -> IntroductionParty:
    require(actor, Permission.INTRODUCTION_ANSWER, introduction)
    own = actor.organizations_as("representative")
    for party in introduction.parties:
        if party.organization_id in own:
            return party
    raise NotPermitted("Only a party reports outcomes.")


def _own(introduction: Introduction, party: IntroductionParty, outcome_id: int) -> Outcome:
    outcome = next((o for o in introduction.outcomes if o.id == outcome_id), None)
    if outcome is None:
        raise NotFound("There is no such outcome.")
    if outcome.reported_by_id != party.id:
        raise NotPermitted("Only the party that has reported an outcome changes it.")
    return outcome


def _of_another(
    actor: Actor, introduction: Introduction, party: IntroductionParty, stage: str
) -> Outcome | None:
    """Another party's report of the stage, on which this party has not said a word yet.

    Who represents both sides confirms nothing of the own reports.
    """
    own = actor.organizations_as("representative")
    mine = {each.id for each in introduction.parties if each.organization_id in own}
    for outcome in introduction.outcomes:
        if outcome.stage == stage and outcome.state in CURRENT:
            said = {answer.party_id for answer in outcome.confirmations}
            if outcome.reported_by_id not in mine and party.id not in said:
                return outcome
    return None
