"""Screening against a list: who is found, what survives a new list, and who decides."""

import datetime as dt

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from matchmaker.errors import Conflict, IllegalTransition, InvalidFields, NotPermitted
from matchmaker.importers.sanctions import ListFile
from matchmaker.policies.actor import Actor
from matchmaker.services import audit, sanctions, sanctions_check, sanctions_lists
from matchmaker.services.sign_in import actor_of
from models import Job, SanctionsEntry, SanctionsHit, SanctionsList
from tests.factories.listings import NOW, make_organization, make_user
from tests.factories.sanctions import listed, load_list, make_hit

LATER = NOW + dt.timedelta(days=1)


@pytest.fixture
def session(sessions):
    with sessions.writer() as session:
        yield session


@pytest.fixture
def ruda(session):
    return make_organization(session, name="Ruda Volkhov AB", country="SE")


@pytest.fixture
def officer(session):
    staff = make_organization(session, type="secretariat", name="Volkhov Ruda")
    return actor_of(make_user(session, staff, role="officer"))


def check(session, *organizations, now=NOW):
    return sanctions.check_organizations(session, organizations, now=now)


def only_hit(session, organization):
    (hit,) = sanctions.hits(session, {organization.id})[organization.id]
    return hit


def count(session, model):
    return session.scalar(select(func.count()).select_from(model))


def test_without_a_list_nobody_is_compared_and_nothing_is_found(session, ruda) -> None:
    assert sanctions.list_in_use(session) is None
    assert check(session, ruda) == 0
    assert sanctions.hits(session, [ruda.id]) == {}
    assert sanctions.checks(session, [ruda.id]) == {}


def test_a_name_that_is_alike_is_found_once_with_the_entry_as_it_stood(session, ruda) -> None:
    other = make_organization(session, name="Kalkstein Nord GmbH")
    entry = listed("Trading House X", "OOO Volkhov Ruda", country="RU", programme="P", remark="R")
    load_list(session, entry, label="May")

    assert check(session, ruda, other) == 1

    hit = only_hit(session, ruda)
    assert (hit.name, hit.matched, hit.score) == ("Trading House X", "OOO Volkhov Ruda", 100)
    assert (hit.type, hit.country, hit.programme) == ("organization", "RU", "P")
    assert (hit.state, hit.list_label, hit.found_at) == ("open", "May", NOW)
    assert other.id not in sanctions.hits(session, [ruda.id, other.id])
    compared = sanctions.checks(session, [ruda.id, other.id])
    assert {check.list_label for check in compared.values()} == {"May"}
    assert set(compared) == {ruda.id, other.id}


def test_who_was_compared_already_is_not_compared_again(session, ruda) -> None:
    load_list(session, listed("Ruda Volkhov"))
    assert check(session, ruda) == 1
    assert sanctions_check.due(session, [ruda]) == []
    assert check(session, ruda, now=LATER) == 0
    assert sanctions.checks(session, [ruda.id])[ruda.id].checked_at == NOW


@pytest.mark.parametrize(("field", "value"), [("name", "Other Firm"), ("country", "FI")])
def test_another_name_or_country_makes_an_organization_due(session, ruda, field, value) -> None:
    load_list(session, listed("Nobody Here"))
    check(session, ruda)
    setattr(ruda, field, value)
    assert sanctions_check.due(session, [ruda]) == [ruda]


def test_a_listed_country_meets_its_organizations_and_no_others(session, ruda) -> None:
    abroad = make_organization(session, name="Abroad", country="FI")
    load_list(session, listed("Kingdom of Sweden", type="country", country="SE"))

    assert check(session, ruda, abroad) == 1
    assert (only_hit(session, ruda).type, only_hit(session, ruda).score) == ("country", 100)


def test_the_secretariat_itself_is_not_compared(session, officer) -> None:
    (role,) = officer.roles
    load_list(session, listed("Volkhov Ruda"))
    assert count(session, SanctionsHit) == 0
    staff = make_organization(session, type="secretariat", name="Volkhov Ruda")
    assert check(session, staff) == 0
    assert sanctions.checks(session, [staff.id, role.organization_id]) == {}


def test_a_decision_survives_a_new_list_and_a_new_entry_asks_anew(session, ruda, officer) -> None:
    entry = listed("Ruda Volkhov LLC", programme="P")
    load_list(session, entry, label="May")
    check(session, ruda)
    row = session.scalars(select(SanctionsHit)).one()
    sanctions.decide(session, officer, row, "clear", note="Another firm.", now=NOW)

    same = listed("RUDA VOLKHOV, LLC", "a further name", programme="p", remark="New text.")
    load_list(session, same, listed("Ruda Volkhov JSC", programme="P"), label="June")

    assert check(session, ruda, now=LATER) == 1
    found = sanctions.hits(session, [ruda.id])[ruda.id]
    assert [(hit.name, hit.state) for hit in found] == [
        ("Ruda Volkhov JSC", "open"),
        ("Ruda Volkhov LLC", "cleared"),
    ]


def test_two_entries_of_one_fingerprint_are_one_hit(session, ruda) -> None:
    load_list(session, listed("Ruda Volkhov"), listed("Ruda Volkhov", remark="Another person."))
    assert check(session, ruda) == 1


def test_a_plan_that_another_list_has_overtaken_writes_nothing(session, ruda) -> None:
    load_list(session, listed("Ruda Volkhov"))
    plan = sanctions_check.plan(session, [ruda])
    load_list(session, listed("Nobody Here"))

    assert sanctions_check.write(session, plan, now=NOW) == 0
    assert count(session, SanctionsHit) == 0
    assert sanctions_check.due(session, [ruda]) == [ruda]


def test_the_same_plan_written_twice_finds_nothing_new(session, ruda) -> None:
    load_list(session, listed("Ruda Volkhov"))
    plan = sanctions_check.plan(session, [ruda])
    assert [sanctions_check.write(session, plan, now=NOW) for _ in range(2)] == [1, 0]


def test_loading_puts_one_list_in_use_keeps_the_old_and_queues_the_comparison(session) -> None:
    load_list(session, listed("A Firm"), label="May")
    load_list(session, listed("B Firm"), listed("C Firm"), label="June")

    assert [row.label for row in sanctions_lists.versions(session)] == ["June", "May"]
    assert sanctions.list_in_use(session).label == "June"
    assert count(session, SanctionsEntry) == 3
    kinds = session.scalars(select(Job.kind)).all()
    assert kinds == ["check_sanctions"]
    assert [e.action for e in audit.trail(session, "sanctions_list", "June")] == [
        "sanctions.loaded"
    ]


def test_the_file_in_use_changes_nothing_and_a_label_is_given_once(session) -> None:
    file, other = ListFile("a" * 64, (listed("A"),)), ListFile("b" * 64, (listed("B"),))
    operator = Actor.operator()
    assert sanctions_lists.load(session, operator, file, label="May", now=NOW).is_new
    again = sanctions_lists.load(session, operator, file, label="June", now=NOW)
    assert (again.is_new, again.label) == (False, "May")
    with pytest.raises(Conflict, match='There is a list "May" already'):
        sanctions_lists.load(session, operator, other, label="May", now=NOW)
    assert count(session, SanctionsList) == 1


@pytest.mark.parametrize("label", ["", " May", "x" * 41])
def test_a_label_that_does_not_fit_is_refused(session, label) -> None:
    file, operator = ListFile("a" * 64, (listed("A"),)), Actor.operator()
    with pytest.raises(InvalidFields, match="label: must have 1 to 40 characters"):
        sanctions_lists.load(session, operator, file, label=label, now=NOW)


def test_nobody_but_the_operator_loads_a_list_and_a_source_has_a_limit(session, officer) -> None:
    file, operator = ListFile("a" * 64, (listed("A"),)), Actor.operator()
    with pytest.raises(NotPermitted):
        sanctions_lists.load(session, officer, file, label="May", now=NOW)
    with pytest.raises(InvalidFields, match="source: must have at most 500 characters"):
        sanctions_lists.load(session, operator, file, label="May", source="x" * 501, now=NOW)


def test_a_decision_needs_a_note_an_officer_and_a_state_that_allows_it(
    session, ruda, officer
) -> None:
    hit = make_hit(session, ruda)
    for note in (" ", "x" * 1_001):
        with pytest.raises(InvalidFields, match="note: say in 1 to 1,000 characters"):
            sanctions.decide(session, officer, hit, "clear", note=note, now=NOW)
    for actor in (Actor.anonymous(), Actor.operator(), actor_of(make_user(session, ruda))):
        with pytest.raises(NotPermitted):
            sanctions.decide(session, actor, hit, "clear", note="No.", now=NOW)

    sanctions.decide(session, officer, hit, "confirm", note="It is.", now=NOW)
    with pytest.raises(IllegalTransition):
        sanctions.decide(session, officer, hit, "confirm", note="It is.", now=NOW)
    sanctions.decide(session, officer, hit, "clear", note="It is not.", now=LATER)

    assert (hit.state, hit.note, hit.decided_at) == ("cleared", "It is not.", LATER)
    log = audit.trail(session, "sanctions_hit", hit.reference)
    assert [(e.action, e.details["from"], e.details["note"]) for e in log] == [
        ("sanctions.confirm", "open", "It is."),
        ("sanctions.clear", "confirmed", "It is not."),
    ]


def test_an_officer_decides_nothing_about_the_own_organization(session, ruda) -> None:
    staff = make_organization(session, type="secretariat")
    person = make_user(session, staff, role="officer")
    person.memberships += make_user(session, ruda).memberships
    hit = make_hit(session, ruda)
    with pytest.raises(NotPermitted):
        sanctions.decide(session, actor_of(person), hit, "clear", note="Mine.", now=NOW)


@pytest.mark.parametrize(
    "change",
    [
        {"state": "cleared"},
        {"state": "cleared", "decided_at": NOW},
        {"decided_at": NOW},
        {"state": "unsure"},
        {"score": 101.0},
    ],
)
def test_the_database_refuses_what_the_code_refuses(session, ruda, change) -> None:
    with pytest.raises(IntegrityError):
        make_hit(session, ruda, **change)


def test_the_database_keeps_one_list_in_use(session) -> None:
    load_list(session, listed("A Firm"))
    session.add(
        SanctionsList(
            label="Two", sha256="f" * 64, loaded_at=NOW, loaded_by="", entries_count=1, in_use=True
        )
    )
    with pytest.raises(IntegrityError):
        session.flush()
