"""Consortia from stored matches: found, stored, kept in step, and read by those who may."""

import datetime as dt

import pytest
from sqlalchemy import delete, event, select, update
from sqlalchemy.orm import Session

from embeddings.hashing import HashingEncoder
from matchmaker.errors import NotFound
from matchmaker.policies.actor import Actor
from matchmaker.services import consortia, indexing
from matchmaker.services.consortium_planning import plan_consortia
from matchmaker.services.consortium_storage import write_consortia
from matchmaker.services.consortium_texts import need_parts
from matchmaker.services.indexing import index_listings
from matchmaker.services.matching import match_listings
from matchmaker.services.matching_engine import MatchingEngine
from matchmaker.services.sign_in import actor_of
from models import Consortium, Listing, Match
from models.session import Sessions
from tests.factories.exchange import make_exchange
from tests.factories.listings import NOW, make_need, make_offer, make_user
from tests.factories.slag import AIM, GRINDING, TESTING, SlagCase, make_slag_case

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


def owner_of(session: Session, listing: Listing) -> Actor:
    return actor_of(make_user(session, listing.organization))


def seen(session: Session, who: Actor, listing: Listing) -> list[str]:
    """The references that the reader is shown; the count has to say the same."""
    found = [view.reference for view in consortia.proposals(session, who, listing)]
    assert consortia.count(session, who, listing) == len(found)
    return found


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


def blind_twin(session: Session, case: SlagCase, **changes) -> None:
    """The grinding offer as a blind one; then ``changes`` of what nobody may see of it."""
    case.grinding.disclosure = "blind"
    case.grinding.teaser = f"{AIM} {GRINDING}"
    for name, value in changes.items():
        setattr(case.grinding, name, value)
    bring(session)


def stored(session: Session) -> list[tuple[object, ...]]:
    return [
        (row.members_key, row.score, row.coverage, row.missing, row.reasons)
        for row in rows(session)
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"countries": ["ZA"]},
        {"collaborations": ["licence"]},
        {"description": "Kestrel Works grind in Pune."},
        {"technologies": ["slag_scm"]},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_nothing_that_a_blind_listing_hides_changes_any_proposal(session, case, changes):
    blind_twin(session, case)
    before = stored(session)

    blind_twin(session, case, **changes)

    assert any(case.grinding.id in member_ids(row) for row in rows(session))
    assert stored(session) == before


@pytest.mark.parametrize("same_as", ["treatment", "testing"])
def test_who_owns_a_blind_listing_changes_no_proposal(session, case, same_as):
    blind_twin(session, case)
    before = stored(session)

    blind_twin(session, case, organization=getattr(case, same_as).organization)

    assert any(case.grinding.id in member_ids(row) for row in rows(session))
    assert stored(session) == before


def test_the_country_of_a_blind_listing_is_neither_counted_nor_shown(session, case):
    blind_twin(session, case)
    row = next(row for row in rows(session) if case.grinding.id in member_ids(row))
    view = consortia.proposal(session, owner_of(session, case.need), row.reference)

    assert "DE" not in {code for code, _ in view.countries} or case.copy.id in member_ids(row)
    assert "A blind listing does not show its country" in {r["phrase"] for r in row.reasons}


def test_of_a_blind_need_only_what_every_member_reads_is_taken_apart(session):
    case = make_slag_case(session, disclosure="blind", problem="Kestrel has a secret.")

    bring(session)

    told = str([(row.reasons, [m.covers for m in row.members]) for row in rows(session)])
    assert [part.text for part in need_parts(case.need)] == [case.need.teaser, case.need.title]
    assert "Kestrel" not in told


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


def test_those_who_are_in_it_and_the_secretariat_see_it_and_nobody_else(session, case, sessions):
    bring(session)
    row = best(session)
    inside = [owner_of(session, listing) for listing in row.listings]
    officer = actor_of(make_user(session, role="officer"))
    stranger = owner_of(session, make_offer(session))

    for who in (*inside, officer, Actor.operator()):
        assert consortia.proposal(session, who, row.reference).reference == row.reference
    with pytest.raises(NotFound):
        consortia.proposal(session, stranger, row.reference)
    assert seen(session, stranger, case.need) == []


def test_with_a_member_that_is_hidden_from_the_reader_it_is_neither_shown_nor_counted(
    session, case
):
    """The reader's own listing is blind, so the pair is kept: dropping it would tell the owner."""
    case.testing.disclosure, case.testing.teaser = "blind", f"{AIM} {TESTING}"
    case.grinding.hidden_from = [case.testing.organization]
    bring(session)
    both = {case.testing.id, case.grinding.id}
    row = next(row for row in rows(session) if both <= member_ids(row))
    reader = owner_of(session, case.testing)

    assert row.reference not in seen(session, reader, case.testing)
    with pytest.raises(NotFound):
        consortia.proposal(session, reader, row.reference)
    assert row.reference in seen(session, owner_of(session, case.need), case.need)


def test_a_member_finds_the_proposals_that_its_listing_is_in(session, case):
    bring(session)
    with_testing = {row.reference for row in rows(session) if case.testing.id in member_ids(row)}

    assert set(seen(session, owner_of(session, case.testing), case.testing)) == with_testing


def test_the_view_holds_roles_sentences_and_the_reasons_of_each_pair(session, case):
    bring(session)
    view = consortia.proposal(session, owner_of(session, case.need), best(session).reference)
    testing = next(m for m in view.members if m.listing.reference == case.testing.reference)

    assert view.own_role == ("host", "Site owner and pilot host")
    assert view.asking == case.need.reference
    assert testing.role == ("research", "Research partner")
    assert testing.reasons
    assert any("standards" in cover.words for cover in testing.covers)


def test_a_proposal_with_a_withdrawn_member_is_shown_to_nobody(session, case):
    bring(session)
    row = best(session)
    session.execute(update(Listing).where(Listing.id == case.testing.id).values(state="withdrawn"))
    session.expire_all()

    for who in (owner_of(session, case.need), actor_of(make_user(session, role="officer"))):
        with pytest.raises(NotFound):
            consortia.proposal(session, who, row.reference)


def test_reading_five_takes_as_many_statements_as_reading_one(session, case):
    bring(session)
    who = owner_of(session, case.need)

    def reading(limit: int) -> int:
        session.flush()
        session.expunge_all()
        need = session.get_one(Listing, case.need.id)
        statements: list[str] = []
        engine = session.get_bind()
        event.listen(engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
        consortia.proposals(session, who, need, limit=limit)
        return len(statements)

    assert len(rows(session)) > 1
    assert reading(1) == reading(5)


def test_the_lists_of_others_bring_in_whom_the_needs_own_list_lacks(session, case):
    engine = bring(session)
    session.execute(delete(Match).where(Match.listing_id == case.need.id))

    plan = plan_consortia(session, engine, None, [case.need.id], now=NOW)

    assert plan.proposals[case.need.id]
