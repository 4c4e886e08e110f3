"""Introductions as lists: those that a reader may see, newest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectin_polymorphic, selectinload
from sqlalchemy.sql.base import ExecutableOption

from matchmaker.errors import NotFound
from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import visible
from matchmaker.services.introduction_views import IntroductionView, view_introduction
from models import Introduction, IntroductionParty, Listing, Offer
from models.introduction import OPEN_STATES

LATEST: Final = 15  # of each group, where all are shown on one page
PER_PAGE: Final = 25
#: Group of the inbox → its states.
GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "open": OPEN_STATES,
    "introduced": ("introduced",),
    "closed": ("refused", "declined", "expired", "withdrawn"),
}
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
    """The latest of a reader's introductions by what they wait for. ``more``: groups cut short."""

    mine: tuple[IntroductionView, ...]
    waiting: tuple[IntroductionView, ...]
    introduced: tuple[IntroductionView, ...]
    closed: tuple[IntroductionView, ...]
    more: frozenset[str]

    @property
    def is_empty(self) -> bool:
        return not (self.mine or self.waiting or self.introduced or self.closed)


@dataclass(frozen=True, slots=True)
class GroupPage:
    """One page of all introductions of a group."""

    group: str
    introductions: tuple[IntroductionView, ...]
    page: int
    pages: int


def inbox(session: Session, actor: Actor) -> Inbox:
    """The latest of every group that the actor may see."""
    found = {
        group: _views(session, actor, states, limit=LATEST + 1) for group, states in GROUPS.items()
    }
    still_open = found["open"][:LATEST]
    return Inbox(
        mine=tuple(view for view in still_open if waits_for(view)),
        waiting=tuple(view for view in still_open if not waits_for(view)),
        introduced=found["introduced"][:LATEST],
        closed=found["closed"][:LATEST],
        more=frozenset(group for group, views in found.items() if len(views) > LATEST),
    )


def group_page(session: Session, actor: Actor, group: str, *, page: int) -> GroupPage:
    """All introductions of a group, page by page, newest first. ``NotFound`` for no group."""
    states = GROUPS.get(group)
    if states is None:
        raise NotFound("There is no such list of introductions.")
    query = select(func.count()).where(Introduction.state.in_(states))
    total = session.scalar(visible(query, actor, Permission.INTRODUCTION_READ)) or 0
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(1, page), pages)
    skipped = (page - 1) * PER_PAGE
    views = _views(session, actor, states, limit=PER_PAGE, offset=skipped)
    return GroupPage(group, views, page, pages)


def waiting_for(session: Session, actor: Actor) -> tuple[IntroductionView, ...]:
    """The introductions that wait for the actor's own answer."""
    return tuple(v for v in _views(session, actor, OPEN_STATES, limit=None) if waits_for(v))


def waits_for(introduction: IntroductionView) -> bool:
    """Whether the reader of the view holds the next key."""
    return not _ANSWERS.isdisjoint(introduction.actions)


def _views(
    session: Session, actor: Actor, states: Sequence[str], *, limit: int | None, offset: int = 0
) -> tuple[IntroductionView, ...]:
    query = (
        select(Introduction)
        .where(Introduction.state.in_(states))
        .order_by(Introduction.requested_at.desc(), Introduction.id.desc())
        .limit(limit)
        .offset(offset)
        .options(*WITH_PARTIES)
    )
    rows = session.scalars(visible(query, actor, Permission.INTRODUCTION_READ))
    return tuple(view_introduction(actor, row) for row in rows)
