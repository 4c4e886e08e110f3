"""Consortia from stored matches: found, stored, kept in step, and read by those who may."""

import datetime as dt

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from embeddings.hashing import HashingEncoder
from matchmaker.services import indexing
from matchmaker.services.consortium_planning import plan_consortia
from matchmaker.services.consortium_storage import write_consortia
from matchmaker.services.consortium_texts import need_parts
from matchmaker.services.indexing import index_listings
from matchmaker.services.matching import match_listings
from matchmaker.services.matching_engine import MatchingEngine
from models import Consortium, Listing, Match
from models.session import Sessions
from tests.factories.exchange import make_exchange
from tests.factories.listings import NOW, make_need, make_offer
from tests.factories.slag import GRINDING, TESTING, SlagCase, make_slag_case

ENCODERS = [None, HashingEncoder()]
LATER = NOW + dt.timedelta(hours=1)


@pytest.fixture
def session(sessions: Sessions):
    with sessions.writer() as session:
        yield session


@pytest.fixture
def case(session: Session) -> SlagCase:
    return make_slag_case(session)


def bring(session: Session, *, encoder=None, needs=None, now=NOW) -> MatchingEngine:
    """Index everything, match what waits, and find the consortia of ``needs`` (None: of all)."""
    session.flush()
    engine = MatchingEngine(encoder.info if encoder else None)
    index_listings(session, encoder, session.scalars(select(Listing.id)).all(), now=now)
    match_listings(session, engine, encoder, None, now=now)
    write_consortia(session, plan_consortia(session, engine, encoder, needs, now=now))
    return engine


def rows(session: Session) -> list[Consortium]:
    query = select(Consortium).order_by(Consortium.need_id, Consortium.rank)
    return list(session.scalars(query.execution_options(populate_existing=True)))


def member_ids(row: Consortium) -> set[int]:
    return {member.listing_id for member in row.members}


def best(session: Session) -> Consortium:
    return rows(session)[0]


# Found


@pytest.mark.parametrize("encoder", ENCODERS, ids=["words alone", "vectors"])
def test_those_who_answer_a_part_each_are_found_together(session, case, encoder):
    bring(session, encoder=encoder)

    row = best(session)
    answered_by = {m.listing_id: {c["by"] for c in m.covers} for m in row.members}

    assert {case.testing.id, case.grinding.id} <= member_ids(row)
    assert TESTING in answered_by[case.testing.id]
    assert GRINDING in answered_by[case.grinding.id]
    assert row.missing == []


def test_a_third_that_adds_something_joins_the_two(session, case):
    bring(session)

    assert len(member_ids(best(session)) & {case.treatment.id, case.copy.id}) == 1


def test_two_that_say_the_same_are_not_both_in_it(session, case):
    bring(session)

    assert all(not {case.treatment.id, case.copy.id} <= member_ids(row) for row in rows(session))


def test_roles_score_and_reasons_are_stored(session, case):
    bring(session)

    row = best(session)
    roles = {member.listing_id: member.role for member in row.members}
    phrases = [reason["phrase"] for reason in row.reasons]

    assert roles[case.testing.id] == "research"
    assert roles[case.grinding.id] == "engineering"
    assert 0 < row.score <= 1
    assert 0 < row.coverage <= 1
    assert any("parts of the need are answered" in phrase for phrase in phrases)
    assert any("More than one country" in phrase for phrase in phrases)


def test_the_parts_that_a_member_covers_are_the_needs_own_sentences(session, case):
    bring(session)

    parts = {part.text for part in need_parts(case.need)}
    for row in rows(session):
        assert {cover["part"] for member in row.members for cover in member.covers} <= parts
        assert all(member.covers for member in row.members)


def test_without_the_named_sentence_the_proposal_is_worth_less(session, case):
    """Faithful: the sentence that is shown is the one that counted."""
    bring(session)
    before = best(session)
    value, key = before.score, before.members_key
    case.testing.description = "Visitors are welcome on Fridays."
    session.flush()

    bring(session)

    after = {row.members_key: row.score for row in rows(session)}
    assert after.get(key, 0.0) < value


def test_a_second_country_that_is_wanted_and_not_there_is_named_as_missing(session):
    case = make_slag_case(session, partnership="India–Sweden partnership")
    for listing in (case.treatment, case.testing, case.grinding, case.copy):
        listing.organization.country = "IN"

    bring(session)

    assert rows(session)
    assert all("second_country" in row.missing for row in rows(session))


def test_a_need_that_says_little_is_read_to_the_end(session):
    case = make_slag_case(session, description="Dust of the mill has to be filtered.")

    assert "Dust of the mill has to be filtered." in {p.text for p in need_parts(case.need)}


def test_too_few_listings_to_know_what_cosines_mean_are_compared_by_words(session):
    need = make_need(session, title="Slag", teaser="Free lime in steel slag makes concrete swell.")
    make_offer(session, title="Lime", teaser="We remove free lime of steel slag for concrete.")

    bring(session, encoder=HashingEncoder())

    assert rows(session) == []
    assert need_parts(need)


def test_a_full_list_of_matches_is_looked_beyond(session):
    exchange = make_exchange(session, needs=1, offers=80, capabilities=12, topics=1)
    need = exchange.needs[0]
    bring(session)
    stored = session.scalars(select(Match).where(Match.listing_id == need.id)).all()

    assert len(stored) == 30
    assert rows(session)


@pytest.mark.parametrize(
    "text", ["", "?", "🔥🔥🔥", "LIME " * 1_000, "鋼スラグ。石灰が多い。", "x" * 8_000]
)
@pytest.mark.parametrize("encoder", ENCODERS, ids=["words alone", "vectors"])
def test_odd_texts_do_no_harm(session, encoder, text):
    case = make_slag_case(session, problem=text, must_haves=text, done_means=text)
    case.testing.description = text

    bring(session, encoder=encoder)

    assert all(0 <= row.score <= 1 for row in rows(session))


def test_nothing_published_beside_the_need_gives_nothing(session, case):
    for listing in (case.treatment, case.testing, case.grinding, case.copy):
        listing.state = "draft"

    bring(session)

    assert rows(session) == []


# What may not stand together


def test_a_hard_constraint_with_the_need_keeps_a_listing_out(session, case):
    case.testing.trl = None
    case.grinding.trl = 4  # the need accepts TRL 5 and above

    bring(session)

    assert all(case.grinding.id not in member_ids(row) for row in rows(session))


def test_hidden_from_holds_between_members(session, case):
    case.grinding.hidden_from = [case.testing.organization]

    bring(session)

    both = {case.grinding.id, case.testing.id}
    assert rows(session)
    assert all(not both <= member_ids(row) for row in rows(session))


def test_an_organization_is_in_a_proposal_once(session, case):
    case.grinding.organization = case.testing.organization

    bring(session)

    both = {case.grinding.id, case.testing.id}
    assert all(not both <= member_ids(row) for row in rows(session))


def stored(session: Session) -> list[tuple[object, ...]]:
    return [
        (row.members_key, row.score, row.coverage, row.missing, row.reasons)
        for row in rows(session)
    ]


# Kept in step


def test_a_proposal_that_is_found_again_keeps_its_reference(session, case):
    bring(session)
    before = {row.members_key: row.reference for row in rows(session)}

    bring(session, now=LATER)

    after = {row.members_key: row.reference for row in rows(session)}
    assert after == before
    assert {row.computed_at for row in rows(session)} == {LATER}


def test_what_is_not_found_any_more_goes(session, case):
    engine = bring(session)
    session.execute(update(Listing).where(Listing.id == case.grinding.id).values(state="withdrawn"))

    write_consortia(session, plan_consortia(session, engine, None, [case.need.id], now=NOW))

    assert all(case.grinding.id not in member_ids(row) for row in rows(session))


def test_a_need_that_is_withdrawn_has_none(session, case):
    engine = bring(session)
    session.execute(update(Listing).where(Listing.id == case.need.id).values(state="withdrawn"))

    write_consortia(session, plan_consortia(session, engine, None, [case.need.id], now=NOW))

    assert rows(session) == []


def test_what_was_edited_since_the_plan_is_left_out(session, case):
    engine = bring(session)
    plan = plan_consortia(session, engine, None, None, now=NOW)
    case.testing.title = "Edited meanwhile"
    session.flush()

    write_consortia(session, plan)

    assert all(case.testing.id not in member_ids(row) for row in rows(session))


def test_a_listing_that_leaves_the_index_takes_its_proposals_along_at_once(session, case):
    bring(session)

    indexing.forget(session, [case.testing.id])

    assert all(case.testing.id not in member_ids(row) for row in rows(session))
    indexing.forget(session, [case.need.id])
    assert rows(session) == []


# Read


def test_the_lists_of_others_bring_in_whom_the_needs_own_list_lacks(session, case):
    engine = bring(session)
    session.execute(delete(Match).where(Match.listing_id == case.need.id))

    plan = plan_consortia(session, engine, None, [case.need.id], now=NOW)

    assert plan.proposals[case.need.id]
