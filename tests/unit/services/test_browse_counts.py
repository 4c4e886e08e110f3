"""Counts and results of the fast way equal those of plain SQL, after every kind of change."""

import datetime as dt
import random
from collections.abc import Callable

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from matchmaker.policies.actor import Actor
from matchmaker.services import listing_search
from matchmaker.services.audiences import audience
from matchmaker.services.browse import Search, browse, found_ids
from matchmaker.services.browse_state import state_of
from matchmaker.services.sign_in import actor_of
from models import Listing, Membership, Organization, User
from models import vocabulary as v
from models.session import Sessions
from tests import reference_browse as reference
from tests.factories.listings import (
    NOW,
    make_capability,
    make_need,
    make_offer,
    make_organization,
    make_user,
)

SEARCHES = (
    Search(),
    Search(codes={"trl": ("7-9",)}),
    Search(codes={"trl": ("3", "4-6"), "kind": ("offer",)}),
    Search(codes={"cpc": ("C", "H")}),
    Search(codes={"expiring": ("30",), "sector": ("steel", "cement")}),
    Search(words="kiln", codes={"region": ("europe",)}),
    Search(words="kiln heat"),
    Search(codes={"country": ("SE", "IN"), "technology": ("ccus",)}),
    Search(codes={"language": ("de",), "collaboration": ("licence",)}),
    Search(words="nothing holds this"),
)
TEXTS = ("Kiln with heat", "Slag and kilns", "Heat pump for a dryer", "Ovens", "Électrolyse")


def fill(session: Session, count: int, chance: random.Random) -> None:
    owners = [make_organization(session, country=c) for c in ("SE", "IN", "DE", "BR", "ZA")]
    for number in range(count):
        make = chance.choice((make_offer, make_need, make_capability))
        listing = make(session, chance.choice(owners), **drawn(chance, owners, number))
        listing_search.put(session, listing)


def drawn(chance: random.Random, owners: list[Organization], number: int) -> dict[str, object]:
    return {
        "title": f"{chance.choice(TEXTS)} {number % 7}",
        "sectors": chance.sample(list(v.SECTORS), 2),
        "technologies": chance.sample(list(v.TECHNOLOGIES), 3),
        "collaborations": chance.sample(list(v.COLLABORATIONS), 2),
        "cpc": chance.sample(["C21B", "C22B13/00", "H01M", "Y02P", "F27B"], 2),
        "trl": chance.choice([None, 1, 3, 4, 6, 7, 9]),
        "language": chance.choice(["en", "de", "fr"]),
        "disclosure": chance.choice(["open", "open", "blind"]),
        "state": chance.choice(["published"] * 4 + ["draft", "withdrawn"]),
        "hidden_from": chance.sample(owners, chance.choice([0, 0, 1, 2])),
        "valid_until": NOW.date() + dt.timedelta(days=chance.choice([0, 10, 29, 30, 200])),
        "published_at": NOW - dt.timedelta(days=chance.randrange(9)),
    }


def readers(session: Session) -> list[Actor]:
    owners = list(session.scalars(select(Organization).order_by(Organization.id).limit(5)))
    people = [make_user(session, owner) for owner in owners[:3]]
    people.append(make_user(session, owners[3], role="contributor"))
    people.append(
        make_user(session, make_organization(session, type="secretariat"), role="officer")
    )
    session.flush()
    return [actor_of(person) for person in people]


def assert_same(session: Session, actor: Actor) -> None:
    for search in SEARCHES:
        page = browse(session, actor, search, now=NOW)
        expected = reference.matching(session, actor, search, NOW.date())
        assert page.total == len(expected)
        assert set(found_ids(session, actor, search, now=NOW).tolist()) == expected
        counts = reference.counts(session, actor, search, NOW.date())
        for facet, values in page.facets.items():
            shown = {value.code: value.count for value in values}
            wanted = {
                code: count
                for code, count in counts[facet].items()
                if count and not (facet == "trl" and len(code) == 1)
            } | {code: counts[facet].get(code, 0) for code in search.codes.get(facet, ())}
            assert shown == wanted, (search, facet)


@pytest.fixture
def market(sessions: Sessions) -> list[Actor]:
    with sessions.writing() as session:
        fill(session, 120, random.Random(7))
        return readers(session)


def test_counts_and_results_are_those_of_plain_sql(sessions: Sessions, market: list[Actor]) -> None:
    with sessions.reading() as session:
        for actor in market:
            assert_same(session, actor)


def edit(session: Session) -> None:
    for listing in session.scalars(select(Listing).limit(9)):
        listing.title, listing.trl, listing.sectors = "Kiln anew", 8, ["glass"]


def hide(session: Session) -> None:
    owners = list(session.scalars(select(Organization).order_by(Organization.id).limit(2)))
    for listing in session.scalars(select(Listing).where(Listing.state == "published").limit(20)):
        listing.hidden_from = owners


def show_to_all(session: Session) -> None:
    for listing in session.scalars(select(Listing)):
        listing.hidden_from = []


def close_in_bulk(session: Session) -> None:
    session.execute(update(Listing).where(Listing.id % 3 == 0).values(state="closed_by_sanctions"))


def turn_blind(session: Session) -> None:
    for listing in session.scalars(select(Listing).where(Listing.disclosure == "open").limit(30)):
        listing.disclosure = "blind"


def remove(session: Session) -> None:
    for listing in session.scalars(select(Listing).limit(5)):
        listing_search.remove(session, listing.id)
    session.execute(delete(Listing).where(Listing.id.in_(select(Listing.id).limit(5))))


def add(session: Session) -> None:
    fill(session, 70, random.Random(8))


@pytest.mark.parametrize(
    "change", [edit, hide, show_to_all, close_in_bulk, turn_blind, remove, add]
)
def test_a_change_takes_effect_with_the_next_page(
    sessions: Sessions, market: list[Actor], change: Callable[[Session], None]
) -> None:
    with sessions.reading() as session:
        for actor in market:  # what is kept of before
            browse(session, actor, Search(), now=NOW)
    with sessions.writing() as session:
        change(session)
    with sessions.reading() as session:
        for actor in market:
            assert_same(session, actor)


def test_a_reader_who_loses_a_role_sees_less_at_once(
    sessions: Sessions, market: list[Actor]
) -> None:
    contributor = market[3]
    with sessions.reading() as session:
        browse(session, contributor, Search(), now=NOW)
    with sessions.writing() as session:
        session.execute(delete(Membership).where(Membership.user_id == contributor.user_id))
    with sessions.reading() as session:
        outsider = actor_of(session.get_one(User, contributor.user_id))
        assert audience(outsider) != audience(contributor)
        assert_same(session, outsider)


def test_what_is_never_committed_is_seen_by_its_own_transaction_alone(
    sessions: Sessions, market: list[Actor]
) -> None:
    reader = market[0]
    with sessions.reading() as session:
        before = browse(session, reader, Search(), now=NOW).total
    with sessions.writer() as session:
        make_offer(session, title="Never kept")
        assert browse(session, reader, Search(), now=NOW).total == before + 1
        session.rollback()
    with sessions.writing() as session:
        make_offer(session, title="Takes the same number", state="draft")
    with sessions.reading() as session:
        assert browse(session, reader, Search(), now=NOW).total == before
        assert_same(session, reader)


def test_a_longer_gap_than_is_worth_following_is_read_anew(
    sessions: Sessions, market: list[Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("matchmaker.services.listing_touches.MOST", 3)
    with sessions.reading() as session:
        browse(session, market[0], Search(), now=NOW)
    with sessions.writing() as session:
        add(session)
    with sessions.reading() as session:
        assert_same(session, market[0])


@pytest.mark.parametrize("sort", ["newest", "title", "trl", "valid_until"])
def test_each_order_is_kept_through_changes(
    sessions: Sessions, market: list[Actor], sort: str
) -> None:
    with sessions.reading() as session:
        browse(session, market[0], Search(sort=sort), now=NOW)
    with sessions.writing() as session:
        edit(session)
        add(session)
    with sessions.reading() as session:
        kept = state_of(session).look(session, market[0]).catalogue.order(sort).tolist()
    fresh = Sessions(sessions.engine.execution_options())
    with fresh.reading() as session:
        rows = {row.id: row for row in session.scalars(select(Listing))}
    published = [rows[key] for key in rows if rows[key].state == "published"]
    assert [rows[key].id for key in kept] == [row.id for row in sorted(published, key=KEYS[sort])]


def newest(row: Listing) -> tuple[float, int]:
    assert row.published_at is not None
    return -row.published_at.timestamp(), -row.id


KEYS = {
    "newest": newest,
    "title": lambda row: (row.title.casefold(), row.id),
    "trl": lambda row: (-(row.trl or 0), newest(row)),
    "valid_until": lambda row: (
        dt.date.max if row.disclosure == "blind" else row.valid_until,
        newest(row),
    ),
}
