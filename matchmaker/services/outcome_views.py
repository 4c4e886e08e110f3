"""The reports of an introduction as one reader sees them, as a timeline."""

import datetime as dt
from dataclasses import dataclass

from matchmaker.policies.actor import Actor
from matchmaker.workflow.outcomes import CURRENT, TABLE
from matchmaker.workflow.transitions import possible
from models import Introduction, IntroductionParty, Outcome
from models import vocabulary as v


@dataclass(frozen=True, slots=True)
class Word:
    """Another party's word on a report."""

    by: str
    confirmed: bool
    note: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """One report. ``waits_for`` names the parties whose word is open; ``actions`` the reader's."""

    id: int
    code: str
    stage: str
    state: str
    happened_on: dt.date
    note: str
    closing_reason: str
    abatement_t_per_year: float | None
    abatement_method: str
    baseline: str
    attribution: str
    by: str
    words: tuple[Word, ...]
    waits_for: tuple[str, ...]
    actions: tuple[str, ...]

    @property
    def confirmed(self) -> bool:
        return self.state == "confirmed"


def outcome_views(actor: Actor, introduction: Introduction) -> list[OutcomeView]:
    """The reports that count, in the order in which things happened; names once they are out."""
    own = _own(actor, introduction)
    names = {party.id: party_name(party, own) for party in introduction.parties}
    current = [o for o in introduction.outcomes if o.state in CURRENT]
    current.sort(key=lambda o: (o.happened_on, o.id))
    return [_view(outcome, names, own) for outcome in current]


def _own(actor: Actor, introduction: Introduction) -> set[int]:
    own = actor.organizations_as("representative")
    return {party.id for party in introduction.parties if party.organization_id in own}


def party_name(party: IntroductionParty, own: set[int]) -> str:
    """Reports exist only after the release, when every reader of the page knows the names."""
    if party.id in own:
        return "You"
    return party.organization.name


def _view(outcome: Outcome, names: dict[int, str], own: set[int]) -> OutcomeView:
    said = {word.party_id for word in outcome.confirmations}
    waiting = [name for key, name in names.items() if key not in said | {outcome.reported_by_id}]
    return OutcomeView(
        id=outcome.id,
        code=outcome.stage,
        stage=v.OUTCOME_STAGES.label(outcome.stage),
        state=outcome.state,
        happened_on=outcome.happened_on,
        note=outcome.note,
        closing_reason=v.CLOSING_REASONS.label(outcome.closing_reason),
        abatement_t_per_year=outcome.abatement_t_per_year,
        abatement_method=v.ABATEMENT_METHODS.label(outcome.abatement_method),
        baseline=outcome.baseline,
        attribution=v.ATTRIBUTIONS.label(outcome.attribution),
        by=names[outcome.reported_by_id],
        words=tuple(
            Word(names[word.party_id], word.answer == "confirmed", word.note, word.at)
            for word in outcome.confirmations
        ),
        waits_for=tuple(waiting) if outcome.state == "reported" else (),
        actions=_actions(outcome, own),
    )


def _actions(outcome: Outcome, own: set[int]) -> tuple[str, ...]:
    """What the table allows now, for the one who reported or for the others, never both."""
    if not own or outcome.state not in CURRENT:
        return ()
    open_actions = possible(TABLE, outcome.state)
    if outcome.reported_by_id in own:
        return tuple(a for a in open_actions if TABLE[a].by == "reporting party")
    confirmed = any(w.party_id in own and w.answer == "confirmed" for w in outcome.confirmations)
    return tuple(
        a
        for a in open_actions
        if TABLE[a].by == "another party" and not (a == "confirm" and confirmed)
    )
