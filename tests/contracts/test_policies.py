"""Every rule answers twice, and both answers agree; every key turns where the table says so."""

import pytest
from sqlalchemy import select

from matchmaker.policies.actor import Actor, Role
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import TABLE, allows, visible
from matchmaker.workflow import introductions as workflow
from models import (
    BlindQuestion,
    Consortium,
    Introduction,
    IntroductionParty,
    ListedPerson,
    Listing,
    Milestone,
    Organization,
    Partnership,
    PartnershipMember,
    ReportSnapshot,
    SanctionsHit,
    SavedSearch,
)
from models import vocabulary as v
from models.base import new_reference
from models.introduction import OPEN_STATES
from tests.factories.consortia import make_consortium
from tests.factories.institutes import make_person
from tests.factories.listings import (
    NOW,
    make_capability,
    make_need,
    make_offer,
    make_organization,
    make_user,
)
from tests.factories.milestones import make_milestone
from tests.factories.sanctions import make_hit

MODELS = {
    "listing": Listing,
    "match": Listing,
    "consortium": Consortium,
    "introduction": Introduction,
    "message": Introduction,
    "organization": Organization,
    "institute": Organization,
    "person": ListedPerson,
    "question": BlindQuestion,
    "exchange": Organization,
    "secretariat": Organization,  # rules of the actor alone hold for any row
    "audit": Organization,
    "desk": Organization,
    "ranking": Organization,
    "interest": Organization,
    "partnership": Partnership,
    "outcomes": Organization,
    "milestone": Milestone,
    "report": Organization,
    "partnership_report": ReportSnapshot,
    "country": Organization,
    "sanctions": SanctionsHit,
    "search": SavedSearch,
}
#: Permissions of a noun that are asked of another noun's rows.
OTHER_ROWS = {
    Permission.LISTING_CREATE: Organization,
    Permission.MILESTONE_REPORT: Organization,
    Permission.INTRODUCTION_REQUEST: Listing,
    Permission.QUESTION_ASK: Listing,
}
STATES = (*OPEN_STATES, *sorted(workflow.CLOSED_STATES))


def model_of(permission):
    return OTHER_ROWS.get(permission, MODELS[permission.value.partition(".")[0]])


def make_rows(session):
    """Listings of every state, kind and disclosure, hidden ones, and cases of every state."""
    organizations = [
        make_organization(session, type=kind) for kind in ("company", "supplier", "institute")
    ]
    organizations += [make_organization(session, type=t) for t in ("government", "secretariat")]
    first, second, third = organizations[:3]
    for state in v.LISTING_STATES:
        for disclosure in v.DISCLOSURES:
            make_offer(session, first, state=state, disclosure=disclosure)
            make_need(session, second, state=state, disclosure=disclosure, hidden_from=[first])
            make_capability(session, third, state=state, disclosure=disclosure)
    for state in v.LISTING_STATES:
        for disclosure in v.DISCLOSURES:
            make_set(session, first, second, third, state=state, disclosure=disclosure)
    officer = make_user(session, organizations[4], role="officer")
    for organization in organizations:
        make_milestone(session, organization)
        make_person(session, organization)
    make_partnership_reports(session, organizations)
    for asking, other in ((first, second), (second, first), (third, organizations[4])):
        for state in STATES:
            make_case(session, asking, other, state=state)
            make_case(session, asking, other, state=state, decided_at=NOW)
            make_questions(session, asking, other)
            for by in (None, officer.id):
                again = {"decided_by_id": by, "passed_on_by_id": by}
                make_case(session, asking, other, state=state, appealed_at=NOW, **again)
    for organization in organizations:
        make_hit(session, organization)
    for user in (officer, make_user(session, first)):
        session.add(
            SavedSearch(
                reference=new_reference("SS"),
                user_id=user.id,
                name="Kept",
                asked={"words": "", "codes": {}, "sort": ""},
                created_at=NOW,
                alerted_at=NOW,
            )
        )
    session.flush()
    return organizations


def make_partnership_reports(session, organizations):
    """Reports of a partnership of three, of one without members, of one gone; the year's."""
    names = ("Two countries", "Nobody yet")
    pairs = [Partnership(name=name, created_at=NOW) for name in names]
    pairs[0].members = [
        PartnershipMember(organization=o, joined_at=NOW) for o in organizations[1:4]
    ]
    session.add_all(pairs)
    session.flush()
    for scope in ("", "PA-GONE", *(pair.reference for pair in pairs)):
        session.add(
            ReportSnapshot(
                kind="partnership" if scope else "annual",
                scope=scope,
                title="A year",
                period_start=NOW.date(),
                period_end=NOW.date(),
                taken_at=NOW,
                taken_by="operator",
                rules="1",
                data="{}",
                sha256="0" * 64,
            )
        )
    session.flush()


def make_questions(session, asking, other):
    """One that the other side knows of, and one that waits."""
    for passed_at in (None, NOW):
        session.add(
            BlindQuestion(
                from_listing=make_need(session, asking),
                to_listing=make_offer(session, other),
                from_organization=asking,
                to_organization=other,
                slot=1,
                text="How warm?",
                asked_at=NOW,
                since=NOW,
                passed_at=passed_at,
            )
        )
    session.flush()


def make_set(session, owner, other, third, **fields):
    """A consortium with one listing of that state, one hidden from its owner, and one with both."""
    need, offer = make_need(session, owner), make_offer(session, other)
    capability = make_capability(session, third)
    hidden = make_offer(session, other, hidden_from=[owner])
    make_consortium(session, need, [make_offer(session, other, **fields), capability])
    make_consortium(session, need, [hidden, capability])
    make_consortium(session, make_need(session, owner, **fields), [offer, hidden, capability])


def make_case(session, asking, other, **fields):
    sides = [make_need(session, asking), make_offer(session, other)]
    session.add(
        Introduction(
            pair=f"{sides[0].id}-{sides[1].id}",
            requested_at=NOW,
            **fields,
            parties=[
                IntroductionParty(position=at, listing=side, organization=side.organization)
                for at, side in enumerate(sides)
            ],
        )
    )
    session.flush()


def make_actors(organizations):
    """Nobody, the machine, every role in every organization, and people with two roles."""
    actors = [Actor.anonymous(), Actor.operator(), Actor.worker(), Actor("user", 1)]
    roles = [
        Role(organization.id, organization.name, organization.type, name)
        for organization in organizations
        for name in v.ROLES
    ]
    actors += [Actor("user", 1, roles=(role,)) for role in roles]
    officer = next(role for role in roles if role.role == "officer")
    actors += [Actor("user", 1, roles=(officer, role)) for role in roles]
    actors += [
        Actor(
            "user",
            number,
            roles=(officer,),
            interests=frozenset({organizations[0].id}),
            across=frozenset(range(2, 40, 3)),
        )
        for number in (1, 2)
    ]
    actors += [
        Actor("user", 1, roles=(role,), introduced=frozenset(range(1, 40, 3)))
        for role in roles
        if role.role in ("contributor", "officer")
    ]
    return actors


@pytest.mark.parametrize("permission", list(Permission))
def test_the_rule_for_a_row_and_the_rule_for_a_query_agree(sessions, permission):
    model = model_of(permission)
    with sessions.writing() as session:
        organizations = make_rows(session)
        rows = list(session.scalars(select(model)))
        for actor in make_actors(organizations):
            found = set(session.scalars(visible(select(model.id), actor, permission)))
            allowed = {row.id for row in rows if allows(actor, permission, row)}
            assert found == allowed, actor


def test_every_permission_has_a_rule_and_an_unknown_one_is_denied(sessions):
    assert set(TABLE) == set(Permission)
    with sessions.writing() as session:
        make_need(session)
        assert not allows(Actor.operator(), "listing.burn")
        query = visible(select(Listing.id), Actor.operator(), "listing.burn")
        assert session.scalars(query).all() == []


@pytest.mark.parametrize("permission", list(Permission))
def test_nobody_has_a_permission_without_signing_in(sessions, permission):
    model = model_of(permission)
    with sessions.writing() as session:
        make_rows(session)
        query = visible(select(model.id), Actor.anonymous(), permission)
        assert session.scalars(query).all() == []
