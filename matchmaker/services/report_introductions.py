"""The introductions and outcomes that a report counts, as bare facts: no name comes so far."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from matchmaker.phrases import N_
from matchmaker.services.outcome_statistics import STANDING
from matchmaker.services.report_activities import of_cooperation, of_supply
from matchmaker.services.report_facts import Period
from models import Introduction, IntroductionParty, Listing, Offer, Organization, Outcome
from models.economies import group_of

#: What the parties of an introduction have in common, by the classification of economies.
DIRECTIONS: Final[Mapping[str, str]] = {
    "south": N_("South–South"),
    "both": N_("North–South"),
    "north": N_("North–North"),
    "unclassified": N_("With a country that is not classified"),
}
_OFFER: Final = Offer.metadata.tables["offers"]
_SINCE_APPROVAL: Final = ("approved", "introduced", "declined", "expired")
#: Country, organization's type, kind of listing, type of offer, the organization.
_Party = tuple[str, str, str, str, int]


@dataclass(frozen=True, slots=True)
class IntroductionFact:
    id: int
    state: str
    rule: str
    requested_at: dt.datetime
    decided_at: dt.datetime | None
    introduced_at: dt.datetime | None
    countries: tuple[str, ...]
    with_institute: bool
    activities: frozenset[str]
    organizations: frozenset[int]

    @property
    def direction(self) -> str:
        return direction(self.countries)

    @property
    def was_approved(self) -> bool:
        """A withdrawn one with a decision had been approved: a refused one is not withdrawn."""
        decided_first = self.state == "withdrawn" and self.decided_at is not None
        return self.state in _SINCE_APPROVAL or decided_first


@dataclass(frozen=True, slots=True)
class OutcomeFact:
    """A stage that was reported. ``t_per_year``: t CO2e; ``method``: ABATEMENT_METHODS."""

    introduction_id: int
    stage: str
    is_confirmed: bool
    t_per_year: float | None
    method: str


def direction(countries: Iterable[str]) -> str:
    """``south``: all parties are from emerging or developing economies; ``north``: none is;
    ``both``: some are; ``unclassified`` where the source does not class a party's country."""
    groups = {group_of(country) for country in countries}
    if "unclassified" in groups:
        return "unclassified"
    if len(groups) == 2:
        return "both"
    return "south" if groups == {"emerging"} else "north"


def requested(
    session: Session, period: Period, *conditions: ColumnElement[bool]
) -> list[IntroductionFact]:
    """Those that were requested within the period, as they stand now."""
    asked = Introduction.requested_at
    return _facts(session, [asked >= period.begins, asked < period.ends, *conditions])


def with_ids(session: Session, ids: Iterable[int]) -> list[IntroductionFact]:
    """Those with these ids, whenever they were requested."""
    return _facts(session, [Introduction.id.in_(sorted(set(ids)))])


def outcomes(
    session: Session, period: Period, *conditions: ColumnElement[bool]
) -> list[OutcomeFact]:
    """What happened within the period by reports that stand: neither disputed nor replaced."""
    query = (
        select(
            Outcome.introduction_id,
            Outcome.stage,
            Outcome.state,
            Outcome.abatement_t_per_year,
            Outcome.abatement_method,
        )
        .where(
            Outcome.state.in_(STANDING),
            Outcome.happened_on >= period.start,
            Outcome.happened_on <= period.end,
            *conditions,
        )
        .order_by(Outcome.happened_on, Outcome.id)
    )
    return [
        OutcomeFact(case, stage, state == "confirmed", tonnes, method)
        for case, stage, state, tonnes, method in session.execute(query)
    ]


def _facts(session: Session, conditions: Sequence[ColumnElement[bool]]) -> list[IntroductionFact]:
    query = (
        select(
            Introduction.id,
            Introduction.state,
            Introduction.decision_rule,
            Introduction.requested_at,
            Introduction.decided_at,
            Introduction.introduced_at,
            Introduction.cooperation,
        )
        .where(*conditions)
        .order_by(Introduction.id)
    )
    parties = _parties(session, conditions)
    return [_fact(tuple(row), parties.get(row[0], [])) for row in session.execute(query)]


def _fact(row: tuple[Any, ...], parties: Sequence[_Party]) -> IntroductionFact:
    supplied = (of_supply(kind, offer, owner) for _country, owner, kind, offer, _id in parties)
    number, state, rule, requested_at, decided_at, introduced_at, cooperation = row
    return IntroductionFact(
        id=number,
        state=state,
        rule=rule,
        requested_at=requested_at,
        decided_at=decided_at,
        introduced_at=introduced_at,
        countries=tuple(party[0] for party in parties),
        with_institute=any(party[1] == "institute" for party in parties),
        activities=of_cooperation(cooperation).union(*supplied),
        organizations=frozenset(party[4] for party in parties),
    )


def _parties(
    session: Session, conditions: Sequence[ColumnElement[bool]]
) -> dict[int, list[_Party]]:
    query = (
        select(
            IntroductionParty.introduction_id,
            Organization.country,
            Organization.type,
            Listing.kind,
            func.coalesce(_OFFER.c.type, ""),
            Organization.id,
        )
        .join(Introduction, Introduction.id == IntroductionParty.introduction_id)
        .join(Organization, Organization.id == IntroductionParty.organization_id)
        .join(Listing, Listing.id == IntroductionParty.listing_id)
        .outerjoin(_OFFER, _OFFER.c.id == Listing.id)
        .where(*conditions)
        .order_by(IntroductionParty.introduction_id, IntroductionParty.position)
    )
    found: dict[int, list[_Party]] = {}
    for row in session.execute(query):
        found.setdefault(row[0], []).append((row[1], row[2], row[3], row[4], row[5]))
    return found
