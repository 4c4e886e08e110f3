"""The introductions behind a number of the desk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import Session

from matchmaker.policies.actor import Actor
from matchmaker.policies.case_rules import no_own_interest
from matchmaker.services.desk_period import Period
from matchmaker.services.desk_slices import Slice, cut
from matchmaker.services.introduction_lists import WITH_PARTIES
from matchmaker.services.introduction_views import IntroductionView, view_introduction
from matchmaker.workflow.introductions import CLOSED_STATES, TABLE
from models import AuditEvent, Consent, Introduction, IntroductionParty, Organization, Outcome

#: Action in the audit log → the state that it leads into; and those after which nothing waits.
ENTERS: Final[Mapping[str, str]] = {
    "introduction.request": "requested",
    **{
        f"introduction.{action}": step.target
        for action, step in TABLE.items()
        if step.target not in CLOSED_STATES
    },
}
CLOSES: Final = frozenset(
    f"introduction.{action}" for action, step in TABLE.items() if step.target in CLOSED_STATES
)
#: A report that says only what the platform knows, or that it is over, is no outcome.
_NO_OUTCOME: Final = ("introduced", "closed")
LONGEST: Final = 10
#: What an organization's introductions may be narrowed to.
PARTS: Final[Mapping[str, str]] = {
    "": "All",
    "open": "Open",
    "asked": "Had to answer",
    "answered": "Answered",
}


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """``step``: came at least so far, or ``open``. ``left``: was in this state and is not now.

    ``part`` of the organization: ``asked`` (approved, and not the one who asks) or ``answered``.
    """

    period: Period | None = None
    step: str = ""
    rule: str = ""
    reason: str = ""
    left: str = ""
    organization_id: int | None = None
    part: str = ""


def cases_query(chosen: CaseFilter) -> Select[int]:
    """Ids of introductions, the latest request first."""
    query = select(Introduction.id).order_by(
        Introduction.requested_at.desc(), Introduction.id.desc()
    )
    if chosen.period is not None:
        start, end = chosen.period.start, chosen.period.end
        query = query.where(Introduction.requested_at >= start, Introduction.requested_at < end)
    query = _so_far(query, chosen.step)
    if chosen.rule:
        query = query.where(
            Introduction.state == "refused", Introduction.decision_rule == chosen.rule
        )
    if chosen.reason:
        query = query.where(Introduction.state == "declined", _declined_for(chosen.reason))
    if chosen.left:
        query = query.where(Introduction.state != chosen.left, _was_in(chosen.left))
    if chosen.organization_id is not None:
        query = _so_far(query, "approved" if chosen.part else "")
        query = query.where(_is_of(chosen.organization_id, chosen.part))
    return query


def _so_far(query: Select[int], step: str) -> Select[int]:
    conditions = {
        "open": Introduction.state.not_in(CLOSED_STATES),
        "approved": Introduction.decided_at.is_not(None) & (Introduction.state != "refused"),
        "introduced": Introduction.introduced_at.is_not(None),
        "outcome": exists().where(
            Outcome.introduction_id == Introduction.id, Outcome.stage.not_in(_NO_OUTCOME)
        ),
    }
    return query.where(conditions[step]) if step in conditions else query


def _declined_for(reason: str) -> ColumnElement[bool]:
    party = select(IntroductionParty.id).where(IntroductionParty.introduction_id == Introduction.id)
    return exists().where(
        Consent.party_id.in_(party.correlate(Introduction)),
        Consent.decision == "declined",
        Consent.reason == reason,
    )


def _was_in(state: str) -> ColumnElement[bool]:
    actions = [action for action, target in ENTERS.items() if target == state]
    return exists().where(
        AuditEvent.subject_type == "introduction",
        AuditEvent.subject_reference == Introduction.reference,
        AuditEvent.action.in_(actions),
    )


def _is_of(organization_id: int, part: str) -> ColumnElement[bool]:
    cases = select(IntroductionParty.introduction_id).where(
        IntroductionParty.organization_id == organization_id
    )
    if part:
        cases = cases.where(IntroductionParty.position > 0)
    if part == "answered":
        cases = cases.join(Consent, Consent.party_id == IntroductionParty.id)
    return Introduction.id.in_(cases)


def cases(
    session: Session, actor: Actor, chosen: CaseFilter, *, page: int
) -> Slice[IntroductionView]:
    """Every officer and auditor may read every introduction; the view decides about names.

    Why it was refused or declined, and that it was flagged, is closed to who is recused: asking
    for it leaves such a case out.
    """
    query = cases_query(chosen)
    if chosen.rule or chosen.reason or chosen.left:
        query = query.where(no_own_interest.where(actor))
    found = cut(session, query, page=page)
    return Slice(_views(session, actor, found.rows), found.total, found.page)


def of_organization(
    session: Session, actor: Actor, organization: Organization, part: str, *, page: int
) -> Slice[IntroductionView]:
    """Its introductions; ``part`` is one of ``PARTS``."""
    chosen = CaseFilter(
        step="open" if part == "open" else "",
        part=part if part in ("asked", "answered") else "",
        organization_id=organization.id,
    )
    return cases(session, actor, chosen, page=page)


def longest_waiting(session: Session, actor: Actor) -> list[IntroductionView]:
    """The open introductions that were requested first."""
    query = (
        cases_query(CaseFilter(step="open"))
        .order_by(None)
        .order_by(Introduction.requested_at, Introduction.id)
        .limit(LONGEST)
    )
    return _views(session, actor, list(session.scalars(query)))


def _views(session: Session, actor: Actor, ids: Sequence[int]) -> list[IntroductionView]:
    query = select(Introduction).where(Introduction.id.in_(ids)).options(*WITH_PARTIES)
    rows = {row.id: row for row in session.scalars(query)}
    return [view_introduction(actor, rows[key]) for key in ids]
