"""Tabs, counts and order of the inbox equal those of one plain statement over all matches."""

import datetime as dt
import itertools
import random
from collections.abc import Sequence

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.policies.actor import Actor
from matchmaker.services import match_new
from matchmaker.services.match_inbox import SORTS, Wanted, tabs
from matchmaker.services.sign_in import actor_of
from models import (
    BlindQuestion,
    Feedback,
    Introduction,
    IntroductionParty,
    Listing,
    Match,
    Membership,
    Organization,
    User,
)
from models import vocabulary as v
from models.session import Sessions
from tests import reference_inbox as reference
from tests.factories.listings import (
    NOW,
    make_capability,
    make_need,
    make_offer,
    make_organization,
    make_user,
)

STATES = ("requested", "needs_information", "approved", "introduced", "refused", "declined")


def fill(session: Session, chance: random.Random) -> None:
    """Six organizations with matches, answers, introductions and questions of all kinds."""
    owners = [make_organization(session) for _ in range(6)]
    users = [make_user(session, owner) for owner in (*owners, owners[0])]
    listings = []
    for number in range(40):
        make = chance.choice((make_offer, make_need, make_capability))
        fields = {
            "disclosure": chance.choice(["open", "open", "blind"]),
            "state": chance.choice(["published"] * 5 + ["withdrawn"]),
            "hidden_from": chance.sample(owners, chance.choice([0, 0, 1])),
        }
        listings.append(make(session, owners[number % 6], **fields))
    pairs = [pair for pair in itertools.permutations(listings, 2) if chance.random() < 0.5]
    session.add_all(match(*pair, chance) for pair in pairs)
    answered = chance.sample(pairs, len(pairs) // 4)
    session.add_all(row for pair in answered for row in answers(*pair, users, chance))
    foreign = [p for p in pairs if p[0].organization_id != p[1].organization_id]
    for number, pair in enumerate(chance.sample(foreign, 80)):
        session.add(case(number, pair, chance))
    for number, pair in enumerate(chance.sample(foreign, 40)):
        session.add(question(number, *pair, chance))
    session.flush()


def match(own: Listing, other: Listing, chance: random.Random) -> Match:
    """Few scores and times, so that many rows are equal but for their id."""
    return Match(
        listing=own,
        counterpart=other,
        rank=1,
        score=chance.choice((0.1, 0.5, 0.7)),
        band=chance.choice(list(v.BANDS)),
        encoder="",
        computed_at=NOW,
        first_seen_at=hours(chance),
    )


def answers(
    own: Listing, other: Listing, users: Sequence[User], chance: random.Random
) -> list[Feedback]:
    return [
        Feedback(
            listing_id=own.id,
            counterpart_id=other.id,
            user_id=user.id,
            answer=chance.choice(list(v.FEEDBACK_ANSWERS)),
            at=hours(chance),
        )
        for user in chance.sample(list(users), chance.choice((1, 1, 2)))
    ]


def case(number: int, pair: tuple[Listing, Listing], chance: random.Random) -> Introduction:
    parties = [
        IntroductionParty(position=place, listing=one, organization_id=one.organization_id)
        for place, one in enumerate(pair)
    ]
    return Introduction(
        pair=f"drawn {number}",
        state=chance.choice(STATES),
        requested_at=hours(chance),
        parties=parties,
    )


def question(number: int, own: Listing, other: Listing, chance: random.Random) -> BlindQuestion:
    return BlindQuestion(
        from_listing_id=own.id,
        to_listing_id=other.id,
        from_organization_id=own.organization_id,
        to_organization_id=other.organization_id,
        slot=1,
        state=chance.choice(("submitted", "relayed", "answered", "closed")),
        text=f"Question {number}",
        asked_at=NOW,
        since=NOW,
    )


def hours(chance: random.Random) -> dt.datetime:
    return NOW - dt.timedelta(hours=chance.randrange(5))


def readers(session: Session) -> list[Actor]:
    """Members of one organization each, and one who belongs to two."""
    people = list(session.scalars(select(User).order_by(User.id).limit(3)))
    first, second = (person.memberships[0].organization for person in people[:2])
    both = make_user(session, first, role="contributor")
    session.add(Membership(user=both, organization=second, role="representative"))
    session.flush()
    session.refresh(both)
    return [actor_of(person) for person in (people[0], people[2], both)]


def every_wanted(session: Session, actor: Actor) -> list[Wanted]:
    own = session.scalars(
        select(Listing.reference).where(
            Listing.organization_id.in_(actor.organization_ids), Listing.state == "published"
        )
    ).all()
    bands = ("", "all", *v.BANDS)
    by_kind = itertools.product(bands, ("", *v.LISTING_KINDS))
    by_sort = itertools.product(bands, SORTS)
    return [
        *(Wanted(listing=reference, kind="need") for reference in own[:2]),
        *(Wanted(band=band, kind=kind) for band, kind in by_kind),
        *(Wanted(band=band, sort=sort) for band, sort in by_sort),
    ]


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("few", [2_000, 0])
def test_every_tab_filter_and_order_is_that_of_the_plain_statement(
    sessions: Sessions, seed: int, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(match_new, "FEW", few)  # asked of the database, or of what is kept
    with sessions.writing() as session:
        fill(session, random.Random(seed))
        actors = readers(session)
    with sessions.reading() as session:
        for actor in actors:
            assert all(tabs(session, actor, Wanted()).values())
            for wanted in every_wanted(session, actor):
                expected = reference.tabs(session, actor, wanted)
                assert tabs(session, actor, wanted) == expected, wanted


def test_what_is_hidden_or_withdrawn_meanwhile_is_gone_from_the_kept_set(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(match_new, "FEW", 0)
    with sessions.writing() as session:
        fill(session, random.Random(3))
        actor = readers(session)[0]
    with sessions.reading() as session:
        first = tabs(session, actor, Wanted(band="all"))["new"]
        hidden, withdrawn = (session.get_one(Match, key).counterpart_id for key in first[:2])
    with sessions.writing() as session:
        own = session.get_one(Organization, min(actor.organization_ids))
        listing = session.get_one(Listing, hidden)
        listing.hidden_from.append(own)
        session.get_one(Listing, withdrawn).state = "withdrawn"
    with sessions.reading() as session:
        found = tabs(session, actor, Wanted(band="all"))

        assert found == reference.tabs(session, actor, Wanted(band="all"))
        assert not {first[0], first[1]} & set(found["new"])
