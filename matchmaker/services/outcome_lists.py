"""Reports that wait for a member: for its word, or for its correction."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from matchmaker.policies.actor import Actor
from matchmaker.services.outcome_views import party_name
from models import Introduction, IntroductionParty, Outcome, OutcomeConfirmation
from models import vocabulary as v


@dataclass(frozen=True, slots=True)
class WaitingOutcome:
    """``is_disputed``: a report of the reader's own that another party disputes."""

    reference: str
    title: str
    stage: str
    happened_on: dt.date
    reported_at: dt.datetime
    by: str
    is_disputed: bool


def waiting_outcomes(session: Session, actor: Actor) -> tuple[WaitingOutcome, ...]:
    """What the actor's parties have to answer, the oldest first."""
    own = sorted(actor.organizations_as("representative"))
    if not own:
        return ()
    mine = select(IntroductionParty.id).where(IntroductionParty.organization_id.in_(own))
    party = exists().where(
        IntroductionParty.introduction_id == Outcome.introduction_id,
        IntroductionParty.organization_id.in_(own),
    )
    answered = exists().where(
        OutcomeConfirmation.outcome_id == Outcome.id, OutcomeConfirmation.party_id.in_(mine)
    )
    is_own = Outcome.reported_by_id.in_(mine)
    query = (
        select(Outcome)
        .where(
            or_(
                and_(Outcome.state == "reported", party, ~is_own, ~answered),
                and_(Outcome.state == "disputed", is_own),
            )
        )
        .order_by(Outcome.reported_at, Outcome.id)
        .options(
            joinedload(Outcome.reported_by).joinedload(IntroductionParty.organization),
            joinedload(Outcome.introduction)
            .selectinload(Introduction.parties)
            .options(
                joinedload(IntroductionParty.listing), selectinload(IntroductionParty.organization)
            ),
        )
    )
    return tuple(_waiting(outcome, set(own)) for outcome in session.scalars(query))


def _waiting(outcome: Outcome, own: set[int]) -> WaitingOutcome:
    parties = outcome.introduction.parties
    listing = next(party.listing for party in parties if party.organization_id in own)
    mine = {party.id for party in parties if party.organization_id in own}
    return WaitingOutcome(
        reference=outcome.introduction.reference,
        title=listing.title,
        stage=v.OUTCOME_STAGES.label(outcome.stage),
        happened_on=outcome.happened_on,
        reported_at=outcome.reported_at,
        by=party_name(outcome.reported_by, mine),
        is_disputed=outcome.state == "disputed",
    )
