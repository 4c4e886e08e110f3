"""Requesting an introduction: the first key, and what has to hold before it turns."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

from sqlalchemy import select, tuple_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from matchmaker.errors import Conflict, InvalidFields, NotPermitted
from matchmaker.phrases import phrase
from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import allows, require
from matchmaker.services import notices, sanctions
from matchmaker.services.introduction_load import open_with
from matchmaker.services.introductions import TEXT_MAX, is_live, log, party_of, perform
from matchmaker.workflow.introductions import MAX_OPEN_PER_LISTING
from models import Consent, Introduction, IntroductionPair, IntroductionParty, Listing
from models import vocabulary as v

#: Does not say which side has asked: a request that waits for the secretariat is not known yet.
_NOT_NOW = "An introduction of these two listings cannot be requested at present."
#: Of several others it does not even say why: whose they are, and what they are in, is closed.
_NOT_THESE = "An introduction of all these listings cannot be requested at present."
MOST_PARTIES: Final = 4


@dataclass(frozen=True, slots=True)
class Request:
    """What the asking party writes: which cooperation, what is unclear, who we are."""

    cooperation: tuple[str, ...]
    question: str
    about_us: str

    def check(self) -> None:
        """``InvalidFields`` names what is missing or too long."""
        problems = {
            name: f"must have at most {TEXT_MAX} characters, not {len(text)}"
            for name, text in (("question", self.question), ("about_us", self.about_us))
            if len(text) > TEXT_MAX
        }
        if not self.cooperation or v.COLLABORATIONS.unknown(self.cooperation):
            problems["cooperation"] = "choose at least one kind of cooperation"
        if not self.about_us.strip():
            problems["about_us"] = "say in a sentence or two who asks, without the name"
        if problems:
            raise InvalidFields(problems)


def request(
    session: Session,
    actor: Actor,
    asking: Listing,
    other: Listing,
    content: Request,
    *,
    now: dt.datetime,
    facts: Mapping[str, Any] | None = None,
) -> Introduction:
    """Turn the first key: the asking party consents by asking."""
    return request_all(session, actor, asking, [other], content, now=now, facts=facts)


def request_all(
    session: Session,
    actor: Actor,
    asking: Listing,
    others: Sequence[Listing],
    content: Request,
    *,
    now: dt.datetime,
    facts: Mapping[str, Any] | None = None,
) -> Introduction:
    """The same with several others at once: all have to consent before any name is given."""
    require(actor, Permission.INTRODUCTION_REQUEST, asking)
    content.check()
    _check_all(session, actor, asking, others, now=now)
    listings = [asking, *others]
    introduction = Introduction(
        pair=_pair(listings),
        cooperation=list(content.cooperation),
        question=content.question.strip(),
        about_us=content.about_us.strip(),
        requested_at=now,
        facts={**(facts or {}), "titles": [listing.title for listing in listings]},
        parties=[
            IntroductionParty(position=at, listing=listing, organization=listing.organization)
            for at, listing in enumerate(listings)
        ],
        pairs=[IntroductionPair(first_id=a, second_id=b) for a, b in pairs_of(listings)],
    )
    introduction.parties[0].contact_id = actor.user_id
    introduction.parties[0].consent = Consent(user_id=actor.user_id, decision="given", at=now)
    session.add(introduction)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict(_refusal(others)) from error
    sanctions.check_organizations(session, [x.organization for x in listings], now=now)
    log(session, actor, introduction, "request", now=now)
    ids = {"introduction_id": introduction.id}
    notices.to_officers(session, "introduction_requested", ids, now=now)
    return introduction


def give_information(
    session: Session,
    actor: Actor,
    introduction: Introduction,
    content: Request,
    *,
    now: dt.datetime,
) -> Introduction:
    """The asking party answers the secretariat with a better request."""
    party_of(actor, introduction, asking=True)
    content.check()
    perform(session, actor, introduction, "give_information", now=now)
    introduction.cooperation = list(content.cooperation)
    introduction.question = content.question.strip()
    introduction.about_us = content.about_us.strip()
    ids = {"introduction_id": introduction.id}
    notices.to_officers(session, "introduction_requested", ids, now=now)
    return introduction


def _check_all(
    session: Session,
    actor: Actor,
    asking: Listing,
    others: Sequence[Listing],
    *,
    now: dt.datetime,
) -> None:
    """All must be published and visible, of different organizations, and not in too many already.

    What the asking party knows of its own is said; what is closed about the others is not: hidden
    from a blind listing's organization, or two others of one owner.
    """
    if not 1 <= len(others) < MOST_PARTIES or not (
        all(allows(actor, Permission.LISTING_READ, other) for other in others)
        and all(is_live(listing, now) for listing in (asking, *others))
    ):
        raise NotPermitted("Only two published listings, or a few, can be introduced.")
    for other in others:
        if other.disclosure == "open" and other.organization in asking.hidden_from:
            raise Conflict("Your listing is hidden from this organization.")
        if asking.organization_id == other.organization_id:
            raise Conflict("Both listings belong to the same organization.")
    if len({other.organization_id for other in others}) < len(others):
        raise Conflict(_NOT_THESE)
    check_room(session, asking, others)


def check_room(session: Session, asking: Listing, others: Sequence[Listing]) -> None:
    """No listing is in too many open introductions, and these are not introduced already."""
    counts = open_with(session, [asking.id, *(other.id for other in others)])
    full = MAX_OPEN_PER_LISTING
    if counts.get(asking.id, 0) >= full:
        raise Conflict(phrase("This listing is already in %(full)s open introductions.", full=full))
    if any(counts.get(other.id, 0) >= full for other in others):
        few = "The other listing cannot take a further introduction at present."
        raise Conflict(few if len(others) == 1 else _NOT_THESE)
    if _is_open(session, [asking, *others]):
        raise Conflict(_refusal(others))


def _is_open(session: Session, listings: Sequence[Listing]) -> bool:
    """Whether any two of them are in an open introduction, or exactly these introduced already."""
    pairs = tuple_(IntroductionPair.first_id, IntroductionPair.second_id)
    pending = select(IntroductionPair.id).where(
        IntroductionPair.is_open, pairs.in_(pairs_of(listings))
    )
    known = select(Introduction.id).where(
        Introduction.pair == _pair(listings), Introduction.state == "introduced"
    )
    return any(session.scalar(query.limit(1)) is not None for query in (pending, known))


def _refusal(others: Sequence[Listing]) -> str:
    return _NOT_NOW if len(others) == 1 else _NOT_THESE


def _pair(listings: Iterable[Listing]) -> str:
    return "-".join(str(listing_id) for listing_id in sorted(x.id for x in listings))


def pairs_of(listings: Iterable[Listing]) -> list[tuple[int, int]]:
    """The ids of any two of the listings, the smaller first."""
    return list(combinations(sorted(listing.id for listing in listings), 2))
