"""Introductions whose names are out, made through the services."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.orm import Session

from matchmaker.services import introductions
from matchmaker.services.introduction_requests import Request, request_all
from matchmaker.services.sign_in import actor_of
from models import Introduction, Listing, User
from tests.factories.cast import TICKED
from tests.factories.listings import (
    NOW,
    make_capability,
    make_need,
    make_offer,
    make_organization,
    make_user,
)

_ASKED = Request(("co_development",), "", "A steelworks in Asia.")


def make_introduced(
    session: Session,
    listings: Sequence[Listing],
    people: Sequence[User],
    officer: User,
    now: dt.datetime = NOW,
) -> Introduction:
    """``people`` are representatives, in the order of ``listings``; the first one asks."""
    asking, *others = people
    made = request_all(session, actor_of(asking), listings[0], listings[1:], _ASKED, now=now)
    second = make_user(session, officer.memberships[0].organization, role="officer")
    for person in (officer, second):  # a flagged case needs two
        if made.state in ("requested", "screened"):
            introductions.decide(
                session, actor_of(person), made, "approve", checklist=TICKED, now=now
            )
    for person in others:
        introductions.consent(session, actor_of(person), made, now=now)
    return made


def make_trio(session: Session, now: dt.datetime = NOW) -> tuple[Introduction, list[User]]:
    """Three parties that are introduced to one another, and a representative of each."""
    owners = [make_organization(session) for _ in range(3)]
    makers = (make_need, make_offer, make_capability)
    listings = [make(session, owner) for make, owner in zip(makers, owners, strict=True)]
    people = [make_user(session, owner) for owner in owners]
    secretariat = make_organization(session, type="secretariat")
    officer = make_user(session, secretariat, role="officer")
    return make_introduced(session, listings, people, officer, now), people
