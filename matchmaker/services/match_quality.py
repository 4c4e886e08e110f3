"""How good matches are, as far as answers tell, and which ranking ranks: the secretariat's page."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import require
from matchmaker.ranking.learned import WEIGHTS
from matchmaker.services.feedback_labels import labels
from matchmaker.services.feedback_supply import BandKept, Supply, bands_kept, supply_of
from matchmaker.services.ranker_versions import (
    FEEDBACK,
    PART,
    line,
    objection,
    promotions,
    versions,
)
from models import Job, Match, RankerPromotion, RankerVersion

LATEST: Final = 10  # switches that are shown
#: What is compared, and whether more is better.
_MEASURES: Final = (
    ("log_loss", "How surely answers are told (log-loss)", False),
    ("ndcg", "Order of the answered proposals (nDCG@10)", True),
    ("ece", "Gap between promise and answers (ECE)", False),
)
_FEATURES: Final = {
    "technology": "Technology route",
    "sector": "Sector",
    "collaboration": "Kind of cooperation",
    "cpc": "Patent class (CPC)",
    "trl": "Technology readiness",
    "organization_type": "Kind of organization",
    "country": "Country",
    "deadline": "Deadline",
    "licence": "Licence terms",
    "language": "Language",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One measure of both rankings; ``low`` to ``high`` is where the difference may lie."""

    label: str
    champion: float
    challenger: float
    low: float
    high: float
    gets_better: bool


@dataclass(frozen=True, slots=True)
class Version:
    """``weights``: what a feature is called, its shipped and its learnt weight; maybe none."""

    id: int
    made_at: dt.datetime
    pairs: int
    needs: int
    rows: tuple[Row, ...]
    weights: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True, slots=True)
class Switch:
    """``name``: of what ranks from then on."""

    at: dt.datetime
    name: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Quality:
    """``challenger`` was learnt after the champion; ``against`` speaks against it.

    ``way_back`` names what ranked before, empty where nothing did. ``stands_in`` says that the
    promoted version was learnt for another language model, and that the shipped ranking ranks.
    """

    supply: Supply
    bands: Sequence[BandKept]
    champion: Version | None
    challenger: Version | None
    against: str
    way_back: str
    switches: Sequence[Switch]
    is_matching: bool
    stands_in: bool


def quality(session: Session, actor: Actor) -> Quality:
    """``NotPermitted`` for who may not see how matches are ranked."""
    require(actor, Permission.RANKING_READ)
    given = labels(session)
    known = line(session)
    champion = known[-1]
    challenger = _challenger(session, champion)
    return Quality(
        supply=supply_of((label.need, label.relevant) for label in given),
        bands=bands_kept(session, given),
        champion=_version(champion) if champion else None,
        challenger=_version(challenger) if challenger else None,
        against=objection(session, challenger) if challenger else "",
        way_back=name_of(known[-2]) if len(known) > 1 else "",
        switches=[_switch(row) for row in reversed(promotions(session)[-LATEST:])],
        is_matching=_is_matching(session),
        stands_in=champion is not None and champion.encoder != _encoder(session, champion),
    )


def name_of(version: RankerVersion | None) -> str:
    return f"Version {version.id}" if version else "The shipped ranking"


def _challenger(session: Session, champion: RankerVersion | None) -> RankerVersion | None:
    """The newest version; an older one than the champion challenges nobody."""
    newest = next((each for each in versions(session) if each.origin == FEEDBACK), None)
    is_newer = newest is not None and (champion is None or newest.id > champion.id)
    return newest if is_newer else None


def _version(version: RankerVersion) -> Version:
    """A version of another origin has no such report; then counts are 0 and rows are missing."""
    report = version.report
    counts: dict[str, int] = report.get("labels", {})
    learned: dict[str, Any] = version.parameters.get(PART, {})
    return Version(
        id=version.id,
        made_at=version.made_at,
        pairs=counts.get("pairs", 0),
        needs=counts.get("needs", 0),
        rows=tuple(_rows(report)),
        weights=tuple(
            (_FEATURES.get(name, name), WEIGHTS[name], weight)
            for name, weight in learned.get("weights", {}).items()
            if name in WEIGHTS
        ),
    )


def _rows(report: dict[str, Any]) -> list[Row]:
    if "differences" not in report:
        return []
    return [
        Row(
            label,
            champion=report["champion"][name],
            challenger=report["challenger"][name],
            low=report["differences"][name]["low"],
            high=report["differences"][name]["high"],
            gets_better=(report["differences"][name]["mean"] > 0) == more_is_better,
        )
        for name, label, more_is_better in _MEASURES
    ]


def _switch(row: RankerPromotion) -> Switch:
    return Switch(row.at, name_of(row.version), row.by, row.reason)


def _is_matching(session: Session) -> bool:
    query = select(Job.id).where(
        Job.kind == "match_everything", Job.state.in_(("waiting", "running"))
    )
    return session.scalar(query.limit(1)) is not None


def _encoder(session: Session, champion: RankerVersion) -> str:
    """The one that the newest matches were made with; the champion's own where there are none."""
    query = select(Match.encoder).order_by(Match.computed_at.desc(), Match.id.desc()).limit(1)
    found = session.scalar(query)
    return champion.encoder if found is None else found
