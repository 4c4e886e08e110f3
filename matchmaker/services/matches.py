"""Reading stored matches: a listing's cards for one reader, in few statements."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Integer, Select, String, bindparam, func, or_, select
from sqlalchemy.orm import Bundle, Session

from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import condition, visible
from matchmaker.ranking.argument import Argument, argument
from matchmaker.services.listing_rows import card_rows, card_view
from matchmaker.services.listing_views import ListingView, view
from models import Feedback, Introduction, IntroductionParty, Listing, Match
from models import vocabulary as v
from models.introduction import OPEN_STATES

SHOWN = 10
#: The columns of a match that its card shows.
MATCH: Bundle[Any] = Bundle(
    "match",
    Match.rank,
    Match.band,
    Match.score,
    Match.reasons,
    Match.evidence,
    Match.first_seen_at,
    Match.encoder,
    Match.lifted,
)
NO_INTRODUCTION = ("", "")  # neither reference nor state


@dataclass(frozen=True, slots=True)
class MatchCard:
    """A proposed match for one reader. ``reasons`` and ``evidence`` are those of ``models.match``.

    ``own_is_blind`` tells of the listing whose match it is.
    """

    rank: int
    band: str
    band_label: str
    score: float
    other: ListingView
    reasons: list[dict[str, Any]]
    evidence: dict[str, Any]
    first_seen_at: dt.datetime
    answer: str
    introduction: str  # reference of an open or released one that the reader may see, else empty
    introduction_state: str
    by_words_alone: bool  # found without a language model
    lifted: bool  # the secretariat's weight has moved it up
    own_is_blind: bool = False

    @property
    def argument(self) -> Argument:
        """What was checked, what speaks for the match, and what against it."""
        return argument(self.reasons, blind=self.own_is_blind or self.other.blind)

    @property
    def fits(self) -> tuple[str, ...]:
        """Phrases of what has raised the score."""
        return self._phrases("fits")

    @property
    def misses(self) -> tuple[str, ...]:
        return self._phrases("misses")

    def _phrases(self, verdict: str) -> tuple[str, ...]:
        moving = (reason for reason in self.reasons if reason.get("influence") != 0)
        return tuple(reason["phrase"] for reason in moving if reason["verdict"] == verdict)


def cards(
    session: Session, actor: Actor, listing: Listing, *, limit: int = SHOWN, kind: str = ""
) -> list[MatchCard]:
    """The listing's matches, best first. What the reader may not see is not there."""
    values = {"listing_id": listing.id, "kind": kind, "most": limit}
    rows = session.execute(_cards_of(actor), values).all()
    introductions = introductions_with(session, actor, listing.id, [r.listing.id for r in rows])
    return [
        card_from(
            row.match,
            card_view(actor, row),
            answer=row.answer or "",
            introduction=introductions.get(row.listing.id, NO_INTRODUCTION),
            own_is_blind=listing.disclosure == "blind",
        )
        for row in rows
    ]


@lru_cache(maxsize=1_024)
def _cards_of(actor: Actor) -> Select[Any]:
    """The statement behind ``cards``; built once for a reader, since building costs most."""
    listing_id, kind = bindparam("listing_id", type_=Integer), bindparam("kind", type_=String)
    mine = (
        (Feedback.listing_id == listing_id)
        & (Feedback.counterpart_id == Match.counterpart_id)
        & (Feedback.user_id == actor.user_id)
    )
    query = (
        select(MATCH, Feedback.answer.label("answer"))
        .select_from(Match)
        .join(Listing, Match.counterpart_id == Listing.id)
        .outerjoin(Feedback, mine)
        .where(Match.listing_id == listing_id, or_(kind == "", Listing.kind == kind))
        .order_by(Match.rank)
        .limit(bindparam("most", type_=Integer))
    )
    return card_rows(query, actor)


def card_of(session: Session, actor: Actor, listing: Listing, other: Listing) -> MatchCard | None:
    """The one card of this pair, or ``None`` when it is not proposed."""
    match = session.scalars(
        select(Match).where(Match.listing_id == listing.id, Match.counterpart_id == other.id)
    ).one_or_none()
    if match is None:
        return None
    answer = _answers(session, actor, listing.id, [other.id]).get(other.id, "")
    introductions = introductions_with(session, actor, listing.id, [other.id])
    return card_from(
        match,
        view(actor, other),
        answer=answer,
        introduction=introductions.get(other.id, NO_INTRODUCTION),
        own_is_blind=listing.disclosure == "blind",
    )


def counts(
    session: Session,
    actor: Actor,
    listing_ids: Sequence[int],
    *,
    first_seen_after: dt.datetime | None = None,
) -> dict[int, dict[str, int]]:
    """For each listing the number of its matches by band; what is hidden is not counted.

    ``first_seen_after``: only those with a counterpart that was also published after it, so that
    the first matches of an old listing are no news.
    """
    query = (
        select(Match.listing_id, Match.band, func.count())
        .join(Listing, Match.counterpart_id == Listing.id)
        .where(Match.listing_id.in_(listing_ids))
        .group_by(Match.listing_id, Match.band)
    )
    if first_seen_after is not None:
        query = query.where(
            Match.first_seen_at > first_seen_after, Listing.published_at > first_seen_after
        )
    found: dict[int, dict[str, int]] = {}
    for listing_id, band, count in session.execute(visible(query, actor, Permission.LISTING_READ)):
        found.setdefault(listing_id, {})[band] = count
    return found


def introductions_with(
    session: Session, actor: Actor, listing_id: int, other_ids: Sequence[int]
) -> dict[int, tuple[str, str]]:
    """Counterpart id → reference and state of an introduction with it, open or released.

    One that the actor may not see yet is left out: the other side has asked, and the secretariat
    has not decided. That a case is flagged no page of matches tells (``introduction_secrecy``).
    """
    rows = session.execute(_introductions_of(actor), {"listing_id": listing_id})
    return {row[0]: (row[1], told_state(row[2])) for row in rows if row[0] in other_ids}


def told_state(state: str) -> str:
    """A state of an introduction, without the secretariat's second look."""
    return "requested" if state == "screened" else state


@lru_cache(maxsize=1_024)
def _introductions_of(actor: Actor) -> Select[int, str, str]:
    """The statement behind ``introductions_with``: every party of a listing's introductions."""
    mine = select(IntroductionParty.introduction_id).where(
        IntroductionParty.listing_id == bindparam("listing_id", type_=Integer)
    )
    return (
        select(IntroductionParty.listing_id, Introduction.reference, Introduction.state)
        .join(Introduction)
        .where(
            IntroductionParty.introduction_id.in_(mine),
            Introduction.state.in_((*OPEN_STATES, "introduced")),
            condition(actor, Permission.INTRODUCTION_READ),
        )
    )


def _answers(
    session: Session, actor: Actor, listing_id: int, other_ids: Sequence[int]
) -> dict[int, str]:
    query = select(Feedback.counterpart_id, Feedback.answer).where(
        Feedback.listing_id == listing_id,
        Feedback.counterpart_id.in_(other_ids),
        Feedback.user_id == actor.user_id,
    )
    return {row[0]: row[1] for row in session.execute(query)}


def card_from(
    match: Any,
    other: ListingView,
    *,
    answer: str,
    introduction: tuple[str, str],
    own_is_blind: bool,
) -> MatchCard:
    """The card of a row of ``MATCH``, or of a ``Match``."""
    return MatchCard(
        rank=match.rank,
        band=match.band,
        band_label=v.BANDS.label(match.band),
        score=match.score,
        other=other,
        reasons=match.reasons,
        evidence=match.evidence,
        first_seen_at=match.first_seen_at,
        answer=answer,
        introduction=introduction[0],
        introduction_state=introduction[1],
        by_words_alone=match.encoder.partition("@")[0] in ("", "hashing"),
        lifted=match.lifted,
        own_is_blind=own_is_blind,
    )
