"""Introductions as lists: those that a reader may see, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectin_polymorphic, selectinload
from sqlalchemy.sql.base import ExecutableOption

from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import visible
from matchmaker.services.introduction_views import IntroductionView, view_introduction
from models import Introduction, IntroductionParty, Listing, Offer
from models.introduction import OPEN_STATES

LATEST: Final = 50
#: What ends a wait; to withdraw is always possible and asked of nobody.
_ANSWERS: Final = frozenset({"approve", "give_information", "consent"})
_party = selectinload(Introduction.parties)
#: A statement of its own: joined as a pair with its owner, SQLite would read every listing first.
_listing = _party.selectinload(IntroductionParty.listing)

#: Everything that a view of an introduction reads, in a fixed number of statements.
WITH_PARTIES: Final[tuple[ExecutableOption, ...]] = (
    _listing.options(
        joinedload(Listing.organization),
        selectinload(Listing.hidden_from),
        selectin_polymorphic(Listing, [Offer]),
    ),
    _party.joinedload(IntroductionParty.organization),
    _party.joinedload(IntroductionParty.contact),
    _party.joinedload(IntroductionParty.consent),
    selectinload(Introduction.outcomes),
)


@dataclass(frozen=True, slots=True)
class Inbox:
    """A reader's introductions by what they wait for. ``closed`` holds the latest ones only."""

    mine: tuple[IntroductionView, ...]
    waiting: tuple[IntroductionView, ...]
    introduced: tuple[IntroductionView, ...]
    closed: tuple[IntroductionView, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.mine or self.waiting or self.introduced or self.closed)


def inbox(session: Session, actor: Actor) -> Inbox:
    """Every open introduction that the actor may see, and the latest of the others."""
    still_open = _views(session, actor, OPEN_STATES, limit=None)
    return Inbox(
        mine=tuple(view for view in still_open if waits_for(view)),
        waiting=tuple(view for view in still_open if not waits_for(view)),
        introduced=_views(session, actor, ("introduced",), limit=LATEST),
        closed=_views(
            session, actor, ("refused", "declined", "expired", "withdrawn"), limit=LATEST
        ),
    )


def waiting_for(session: Session, actor: Actor) -> tuple[IntroductionView, ...]:
    """The introductions that wait for the actor's own answer."""
    return tuple(v for v in _views(session, actor, OPEN_STATES, limit=None) if waits_for(v))


def waits_for(introduction: IntroductionView) -> bool:
    """Whether the reader of the view holds the next key."""
    return not _ANSWERS.isdisjoint(introduction.actions)


def _views(
    session: Session, actor: Actor, states: Sequence[str], *, limit: int | None
) -> tuple[IntroductionView, ...]:
    query = (
        select(Introduction)
        .where(Introduction.state.in_(states))
        .order_by(Introduction.requested_at.desc(), Introduction.id.desc())
        .limit(limit)
        .options(*WITH_PARTIES)
    )
    rows = session.scalars(visible(query, actor, Permission.INTRODUCTION_READ))
    return tuple(view_introduction(actor, row) for row in rows)
