"""Reading consortia: proposals as one reader may see them, never the rows themselves.

A proposal with a member that the reader may not see is neither shown nor counted. Nothing here
loads a model: pages are served from what ``consortium_planning`` has stored.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectin_polymorphic, selectinload
from sqlalchemy.sql.base import ExecutableOption

from matchmaker.errors import NotFound
from matchmaker.phrases import phrase
from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import allows, visible
from matchmaker.ranking.roles import own_role
from matchmaker.services.listing_views import Code, ListingView, view
from models import Consortium, ConsortiumMember, Introduction, Listing, Match, Offer
from models import vocabulary as v
from models.introduction import OPEN_STATES

SHOWN: Final = 5
_Pair = tuple[int, int]  # need, member
_listing = (
    joinedload(Listing.organization),
    selectinload(Listing.hidden_from),
    selectin_polymorphic(Listing, [Offer]),
)
_WHOLE: Final[tuple[ExecutableOption, ...]] = (
    joinedload(Consortium.need).options(*_listing),
    selectinload(Consortium.members).joinedload(ConsortiumMember.listing).options(*_listing),
)


@dataclass(frozen=True, slots=True)
class Cover:
    """A part of the need, the member's sentence that answers it, and the words in both."""

    part: str
    by: str
    score: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MemberView:
    """``reasons`` are those of its match with the need, where one is stored."""

    listing: ListingView
    role: Code
    score: float
    covers: tuple[Cover, ...]
    reasons: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class ProposalView:
    """One consortium for one reader.

    ``asking`` is the reference of the listing for which the reader may request an introduction of
    all, else empty; ``introduction`` that of one of these very listings, open or released, that
    the reader may see. ``countries`` are those that are disclosed.
    """

    reference: str
    rank: int
    band: str
    band_label: str
    score: float
    coverage: float
    need: ListingView
    own_role: Code | None
    members: tuple[MemberView, ...]
    missing: tuple[Code, ...]
    countries: tuple[Code, ...]
    reasons: list[dict[str, Any]]
    computed_at: dt.datetime
    asking: str
    introduction: str
    introduction_state: str

    @property
    def listings(self) -> tuple[ListingView, ...]:
        return (self.need, *(member.listing for member in self.members))

    @property
    def unanswered(self) -> tuple[str, ...]:
        """What no member's text speaks of, in phrases."""
        return tuple(r["phrase"] for r in self.reasons if r["feature"] == "part")


def proposals(
    session: Session, actor: Actor, listing: Listing, *, limit: int = SHOWN
) -> list[ProposalView]:
    """Around a need the best first; of an offer or a capability those that it is in."""
    query = _around(listing).order_by(Consortium.rank, Consortium.score.desc(), Consortium.id)
    query = visible(query.limit(limit), actor, Permission.CONSORTIUM_READ)
    rows = session.scalars(query.options(*_WHOLE)).all()
    return _views(session, actor, rows)


def proposals_of(
    session: Session, actor: Actor, listing_ids: Sequence[int], *, limit: int = SHOWN
) -> list[ProposalView]:
    """The best that any of these listings is in, as the need or as a member."""
    joined = select(ConsortiumMember.consortium_id).where(
        ConsortiumMember.listing_id.in_(listing_ids)
    )
    query = select(Consortium).where(
        or_(Consortium.need_id.in_(listing_ids), Consortium.id.in_(joined))
    )
    query = query.order_by(Consortium.score.desc(), Consortium.id).limit(limit)
    query = visible(query, actor, Permission.CONSORTIUM_READ)
    return _views(session, actor, session.scalars(query.options(*_WHOLE)).all())


def count(session: Session, actor: Actor, listing: Listing) -> int:
    """How many proposals the reader may see."""
    query = visible(_around(listing), actor, Permission.CONSORTIUM_READ)
    return session.scalar(select(func.count()).select_from(query.subquery())) or 0


def proposal(session: Session, actor: Actor, reference: str) -> ProposalView:
    """The one with this reference; ``NotFound`` also where it is not for the reader to see."""
    return _views(session, actor, [load(session, actor, reference)])[0]


def load(session: Session, actor: Actor, reference: str) -> Consortium:
    """The row behind ``proposal``, under the same permission."""
    query = select(Consortium).where(Consortium.reference == reference.upper()).options(*_WHOLE)
    row = session.scalars(visible(query, actor, Permission.CONSORTIUM_READ)).one_or_none()
    if row is None:
        raise NotFound(phrase('There is no consortium "%(reference)s".', reference=reference))
    return row


def asking_listing(actor: Actor, row: Consortium) -> Listing | None:
    """The reader's own listing in it, for which an introduction can be asked; the need first."""
    may_ask = (x for x in row.listings if allows(actor, Permission.INTRODUCTION_REQUEST, x))
    return next(may_ask, None)


def _around(listing: Listing) -> Select[Consortium]:
    if listing.kind == "need":
        return select(Consortium).where(Consortium.need_id == listing.id)
    joined = select(ConsortiumMember.consortium_id).where(ConsortiumMember.listing_id == listing.id)
    return select(Consortium).where(Consortium.id.in_(joined))


def _views(session: Session, actor: Actor, rows: Sequence[Consortium]) -> list[ProposalView]:
    reasons = _pair_reasons(session, rows)
    introductions = _introductions(session, actor, [row.members_key for row in rows])
    return [_view(actor, row, reasons, introductions) for row in rows]


def _view(
    actor: Actor,
    row: Consortium,
    reasons: dict[_Pair, list[dict[str, Any]]],
    introductions: dict[str, tuple[str, str]],
) -> ProposalView:
    need, asking = row.need, asking_listing(actor, row)
    introduction, state = introductions.get(row.members_key, ("", ""))
    own = own_role("" if need.disclosure == "blind" else need.organization.type)
    known = {x.organization.country for x in row.listings if x.disclosure == "open"}
    return ProposalView(
        reference=row.reference,
        rank=row.rank,
        band=row.band,
        band_label=v.BANDS.label(row.band),
        score=row.score,
        coverage=row.coverage,
        need=view(actor, need),
        own_role=_role(own) if own else None,
        members=tuple(
            _member(actor, member, reasons.get((need.id, member.listing_id), []))
            for member in row.members
        ),
        missing=tuple(_role(code) for code in row.missing),
        countries=tuple((code, label) for code, label in v.COUNTRIES.choices() if code in known),
        reasons=row.reasons,
        computed_at=row.computed_at,
        asking=asking.reference if asking else "",
        introduction=introduction,
        introduction_state=state,
    )


def _member(actor: Actor, member: ConsortiumMember, reasons: list[dict[str, Any]]) -> MemberView:
    return MemberView(
        listing=view(actor, member.listing),
        role=_role(member.role),
        score=member.score,
        covers=tuple(
            Cover(c["part"], c["by"], c["score"], tuple(c.get("words", ()))) for c in member.covers
        ),
        reasons=reasons,
    )


def _role(code: str) -> Code:
    return code, v.CONSORTIUM_ROLES.label(code)


def _pair_reasons(
    session: Session, rows: Sequence[Consortium]
) -> dict[_Pair, list[dict[str, Any]]]:
    """What speaks for and against each member, as the match with the need says from either side.

    A reason rests on disclosed facts and reads the same for both, so any reader may have it.
    """
    needs = {row.need_id for row in rows}
    members = {member.listing_id for row in rows for member in row.members}
    query = select(Match.listing_id, Match.counterpart_id, Match.reasons).where(
        or_(
            Match.listing_id.in_(needs) & Match.counterpart_id.in_(members),
            Match.listing_id.in_(members) & Match.counterpart_id.in_(needs),
        )
    )
    return {
        (one, other) if one in needs else (other, one): reasons
        for one, other, reasons in session.execute(query)
    }


def _introductions(
    session: Session, actor: Actor, keys: Sequence[str]
) -> dict[str, tuple[str, str]]:
    query = select(Introduction.pair, Introduction.reference, Introduction.state).where(
        Introduction.pair.in_(keys), Introduction.state.in_((*OPEN_STATES, "introduced"))
    )
    rows = session.execute(visible(query, actor, Permission.INTRODUCTION_READ))
    return {pair: (reference, state) for pair, reference, state in rows}
