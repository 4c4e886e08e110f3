"""Everything that may be matched now, as plain values: one statement, no rows kept."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, and_, select
from sqlalchemy.orm import Session

from matchmaker.ranking.candidate import Brief, Candidate, Codes, Limits
from matchmaker.ranking.constraints import barrier
from models import Capability, Listing, Need, Offer, Organization
from models import vocabulary as v
from models.listing import hidden_from

_LISTINGS, _NEEDS = Listing.__table__, Need.__table__
_OFFERS, _CAPABILITIES = Offer.__table__, Capability.__table__
_CPC_SUBCLASS: Final = 4  # characters, as in C21B


@dataclass(frozen=True, slots=True)
class Market:
    """Published, indexed and valid listings. ``unmatched`` wait for matches of their own."""

    needs: Mapping[int, Brief]
    documents: Mapping[int, Candidate]
    hashes: Mapping[int, str]  # of the text that was indexed
    versions: Mapping[int, int]  # of the rows that were read
    unmatched: frozenset[int]
    today: dt.date

    def __contains__(self, key: int) -> bool:
        return key in self.hashes

    def organization_of(self, key: int) -> int:
        """Whose listing it is, for the order of a list; a blind one counts as nobody else's.

        Its place would otherwise tell that it belongs to an organization that stands above it.
        """
        side: Brief | Candidate = self.needs[key] if key in self.needs else self.documents[key]
        return -key if side.limits.blind else side.limits.organization

    def hides(self, need: int) -> bool:
        """Whether somebody may not see it: then no rank in a list of others may tell of it."""
        return need in self.needs and bool(self.needs[need].limits.hidden_from)

    def documents_open_to(self, need: int) -> list[int]:
        """The documents that no hard constraint keeps from the need."""
        limits = self.needs[need].limits
        return [
            key
            for key, document in self.documents.items()
            if barrier(limits, document.limits, self.today) is None
        ]

    def needs_open_to(self, document: int) -> list[int]:
        limits = self.documents[document].limits
        return [
            key
            for key, need in self.needs.items()
            if barrier(need.limits, limits, self.today) is None
        ]


def is_live(now: dt.datetime) -> ColumnElement[bool]:
    """Listings that others may find: published, and their last day is not over."""
    return and_(Listing.state == "published", Listing.valid_until >= now.date())


def live_ids(session: Session, *, now: dt.datetime) -> list[int]:
    return list(session.scalars(select(Listing.id).where(is_live(now)).order_by(Listing.id)))


def load_market(session: Session, *, now: dt.datetime) -> Market:
    rows = session.execute(_statement(now)).all()
    hidden = _hidden(session)
    none: frozenset[int] = frozenset()
    return Market(
        needs={r.id: _brief(r, hidden.get(r.id, none)) for r in rows if r.kind == "need"},
        documents={r.id: _candidate(r, hidden.get(r.id, none)) for r in rows if r.kind != "need"},
        hashes={r.id: r.content_hash for r in rows},
        versions={r.id: r.version for r in rows},
        unmatched=frozenset(r.id for r in rows if r.matched_at is None),
        today=now.date(),
    )


def _statement(now: dt.datetime) -> Select[Any]:
    listing = _LISTINGS.c
    return (
        select(
            *(listing[name] for name in _SHARED_COLUMNS),
            Organization.type.label("organization_type"),
            _NEEDS.c.lowest_trl,
            _NEEDS.c.deadline,
            _OFFERS.c.licence_terms,
            _CAPABILITIES.c.facility_trl_max,
        )
        .select_from(_LISTINGS)
        .join(Organization, Organization.id == listing.organization_id)
        .outerjoin(_NEEDS, _NEEDS.c.id == listing.id)
        .outerjoin(_OFFERS, _OFFERS.c.id == listing.id)
        .outerjoin(_CAPABILITIES, _CAPABILITIES.c.id == listing.id)
        .where(is_live(now), Listing.content_hash != "")
        .order_by(listing.id)
    )


_SHARED_COLUMNS: Final = (
    "id",
    "kind",
    "organization_id",
    "sectors",
    "technologies",
    "cpc",
    "trl",
    "countries",
    "collaborations",
    "language",
    "disclosure",
    "valid_until",
    "version",
    "content_hash",
    "matched_at",
)


def _hidden(session: Session) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    for listing_id, organization_id in session.execute(select(hidden_from)):
        found.setdefault(listing_id, set()).add(organization_id)
    return {listing_id: frozenset(ids) for listing_id, ids in found.items()}


def _brief(row: Row[Any], hidden: frozenset[int]) -> Brief:
    blind = row.disclosure == "blind"
    lowest_trl = None if blind else row.lowest_trl
    deadline = None if blind else row.deadline
    return Brief(
        key=row.id,
        limits=_limits(row, hidden, trl=lowest_trl, deadline=deadline),
        lowest_trl=lowest_trl,
        deadline=deadline,
        **_disclosed(row),
    )


def _candidate(row: Row[Any], hidden: frozenset[int]) -> Candidate:
    blind = row.disclosure == "blind"
    is_offer = row.kind == "offer"
    reached = row.trl if blind else (row.facility_trl_max or row.trl)
    return Candidate(
        key=row.id,
        kind=row.kind,
        limits=_limits(row, hidden, trl=row.trl if is_offer else None),
        organization_type={} if blind else _labelled(v.ORGANIZATION_TYPES, [row.organization_type]),
        licence_terms={} if blind else _labelled(v.LICENCE_TERMS, row.licence_terms or []),
        trl=reached,
        valid_until=None if blind else row.valid_until,
        **_disclosed(row),
    )


def _limits(
    row: Row[Any], hidden: frozenset[int], *, trl: int | None, deadline: dt.date | None = None
) -> Limits:
    """Of a blind listing no code that its reader may not see: by changing the own listing and
    looking whether the pair is still proposed, the reader could find it out.
    """
    blind = row.disclosure == "blind"
    return Limits(
        organization=row.organization_id,
        blind=blind,
        valid_until=row.valid_until,
        hidden_from=hidden,
        countries=frozenset() if blind else frozenset(row.countries),
        trl=trl,
        deadline=deadline,
    )


def _disclosed(row: Row[Any]) -> dict[str, Any]:
    """What both kinds share and every member may see; of a blind listing sectors and language."""
    facts: dict[str, Any] = {
        "sectors": _labelled(v.SECTORS, row.sectors),
        "language": _labelled(v.LANGUAGES, [row.language.partition("-")[0]]),
    }
    if row.disclosure != "blind":
        subclasses = [code[:_CPC_SUBCLASS] for code in row.cpc]
        facts["technologies"] = _labelled(v.TECHNOLOGIES, row.technologies)
        facts["cpc"] = dict(zip(subclasses, subclasses, strict=True))
        facts["countries"] = _labelled(v.COUNTRIES, row.countries)
        facts["collaborations"] = _labelled(v.COLLABORATIONS, row.collaborations)
    return facts


def _labelled(vocabulary: v.Vocabulary, codes: Iterable[str]) -> Codes:
    return {code: vocabulary.label(code) for code in codes}
