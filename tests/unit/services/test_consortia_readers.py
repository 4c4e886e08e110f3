"""Who sees a proposal of several members, and that nothing hidden shows in it."""

import pytest
from sqlalchemy import event, update
from sqlalchemy.orm import Session

from matchmaker.errors import NotFound
from matchmaker.policies.actor import Actor
from matchmaker.services import consortia
from matchmaker.services.consortium_texts import need_parts
from matchmaker.services.sign_in import actor_of
from models import Listing
from models.session import Sessions
from tests.factories.listings import make_offer, make_user
from tests.factories.slag import AIM, GRINDING, TESTING, SlagCase, make_slag_case
from tests.unit.services.test_consortia import best, bring, member_ids, rows, stored


@pytest.fixture
def session(sessions: Sessions):
    with sessions.writer() as session:
        yield session


@pytest.fixture
def case(session: Session) -> SlagCase:
    return make_slag_case(session)


def owner_of(session: Session, listing: Listing) -> Actor:
    return actor_of(make_user(session, listing.organization))


def seen(session: Session, who: Actor, listing: Listing) -> list[str]:
    """The references that the reader is shown; the count has to say the same."""
    found = [view.reference for view in consortia.proposals(session, who, listing)]
    assert consortia.count(session, who, listing) == len(found)
    return found


def blind_twin(session: Session, case: SlagCase, **changes) -> None:
    """The grinding offer as a blind one; then ``changes`` of what nobody may see of it."""
    case.grinding.disclosure = "blind"
    case.grinding.teaser = f"{AIM} {GRINDING}"
    for name, value in changes.items():
        setattr(case.grinding, name, value)
    bring(session)


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
