"""The secretariat decides: the checklist, two officers, an appeal, own interests, many at once."""

import pytest
from sqlalchemy import select

from matchmaker.importers.sanctions import read_list
from matchmaker.policies.actor import Actor
from matchmaker.services import introduction_requests, sanctions_lists
from matchmaker.services.introduction_requests import Request
from matchmaker.services.sign_in import actor_of
from models import Offer
from models import vocabulary as v
from tests.factories.listings import NOW, make_need, make_offer, make_organization

TICKED = dict.fromkeys(v.SCREENING_POINTS, "y")
OTHER = "Wheatear Machines"
CONTENT = Request(
    ("co_development",),
    "How much sulphur does it bear?",
    "A steelworks with room for a pilot and people to run it.",
)
SAID = {"trl": 6, "evidence_level": "documented", "countries": ["IN"], "technologies": ["ccus"]}
DECLARED = {"dual_use_listed": False, "state_funded_limits": False}


@pytest.fixture
def listed(sessions, tmp_path):
    """A sanctions list that names nobody here."""
    path = tmp_path / "list.csv"
    header = "name,aliases,type,country,programme,remark"
    path.write_text(f"{header}\nEntirely Unlike Holding,,organization,,Programme A,\n")
    with sessions.writing() as session:
        sanctions_lists.load(session, Actor.operator(), read_list(path), label="2026-09", now=NOW)


def ask(sessions, cast, **fields):
    """The path of a request of a new need of the asker's for a new offer with these fields."""
    with sessions.writing() as session:
        need = make_need(session, session.merge(cast.need.organization), **SAID, **DECLARED)
        owner = make_organization(
            session, name=OTHER, type="supplier", sectors=["machinery"], country="SE"
        )
        offer = make_offer(session, owner, **{**SAID, **DECLARED, **fields})
        asker = actor_of(session.merge(cast.asker))
        case = introduction_requests.request(session, asker, need, offer, CONTENT, now=NOW)
        return f"/introductions/{case.reference}"


@pytest.fixture
def officer(cast, sign_in):
    return sign_in(cast.officer)


@pytest.fixture
def approver(cast, sign_in):
    return sign_in(cast.approver)


def test_nothing_ticked_is_named_point_by_point_and_nothing_typed_is_lost(
    cast, officer, sessions, listed
):
    path = ask(sessions, cast, dual_use_listed=True)
    officer.get(path).submit("/approve", load_note="Both teams have time.")

    assert officer.status == 422
    assert officer.text.count("Tick this point") == 2 * len(TICKED)  # also on top
    assert "Say why this does not stand in the way" in officer.text
    assert "Both teams have time." in officer.html


def test_a_flagged_case_goes_from_one_officer_to_another(cast, officer, approver, sessions, listed):
    path = ask(sessions, cast, dual_use_listed=True)
    officer.get(path)
    assert "This case is flagged" in officer.text

    officer.submit("/approve", **TICKED, export_control_note="A licence is applied for.")

    assert "a second officer decides" in officer.text
    assert officer.get(path).page.find("form", class_="checklist") is None
    assert "Another officer decides this case" in officer.text
    approver.get(path)
    assert "You are the second officer" in approver.text
    assert "A licence is applied for." in approver.text
    approver.submit("/approve", **TICKED, export_control_note="Seen.")
    assert "14 days to consent" in approver.text


def test_facts_that_changed_since_the_page_was_opened_are_looked_at_again(
    cast, officer, sessions, listed
):
    path = ask(sessions, cast)
    officer.get(path)
    with sessions.writing() as session:
        session.scalars(select(Offer).order_by(Offer.id.desc())).first().dual_use_listed = True

    officer.submit("/approve", **TICKED)

    assert officer.status == 409
    assert "facts have changed" in officer.text


def test_who_approves_without_the_digest_of_the_facts_has_seen_none(
    cast, officer, sessions, listed
):
    path = ask(sessions, cast)
    for seen in ({}, {"seen": ""}, {"seen": "0" * 16}):
        officer.get(path).post(f"{path}/approve", **TICKED, **seen)
        assert officer.status == 409, seen
    assert "14 days to consent" in officer.get(path).submit("/approve", **TICKED).text


def test_a_refused_party_appeals_once_and_sees_what_it_wrote(
    cast, officer, approver, sign_in, sessions, listed
):
    path = ask(sessions, cast)
    officer.get(path).submit("/refuse", rule="no_fit", reason="Two different processes.")
    asker = sign_in(cast.asker).get(path)
    assert asker.submit("/appeal", reason=" ").status == 422
    asker.submit("/appeal", reason="Both are blast furnaces.")

    assert "Another officer decides" in asker.text
    assert "Both are blast furnaces." in asker.text
    assert "R4" in asker.text
    assert "Appeal" in approver.get("/secretariat").text
    assert "Both are blast furnaces." in approver.get(path).text
    approver.submit("/refuse", rule="no_fit", reason="They are not.")
    assert asker.get(path).page.find("form", action=f"{path}/appeal") is None


def test_an_officer_steps_back_from_a_case_and_later_ends_the_interest(
    cast, officer, sessions, listed
):
    path = ask(sessions, cast, disclosure="blind")
    assert OTHER in officer.get(path).text
    assert officer.get(path).submit("/recuse", reason="Shares.").status == 422
    officer.get(path).submit("/recuse", party="0", reason="Shares.")

    assert "Another officer decides this case" in officer.text
    assert "Your own interest: another officer decides" in officer.text
    assert OTHER not in officer.get(path).text
    officer.get("/secretariat/interests")
    assert cast.need.organization.name in officer.text
    assert "Shares." in officer.text
    officer.submit("/end")
    assert "stays on the record" in officer.text
    assert "No interest declared" in officer.text


def test_an_interest_is_declared_before_a_case_comes_up(cast, officer):
    officer.get("/secretariat/interests")
    assert officer.submit("/interests", reason="Kin.").status == 422
    wanted = {"organization": cast.offer.organization.reference}
    assert officer.submit("/interests", **wanted, reason="x" * 501).status == 422
    officer.submit("/interests", **wanted, reason="A brother works there.")
    assert "A brother works there." in officer.text
    assert officer.submit("/interests", **wanted, reason="Again.").status in (409, 422)


def test_plain_requests_are_approved_together_and_the_others_named(cast, officer, sessions, listed):
    plain = [ask(sessions, cast) for _ in range(2)]
    flagged = ask(sessions, cast, dual_use_listed=True)
    references = [path.rpartition("/")[2] for path in (*plain, flagged)]
    officer.get("/secretariat")
    assert "Approve several at once: 2 requests without a flag" in officer.text

    officer.submit("/secretariat/approve", reference=references)
    assert "confirm that you have read each" in officer.text
    officer.submit("/secretariat/approve", read="yes")
    assert "Choose at least one request" in officer.text
    officer.submit("/secretariat/approve", reference=references, read="yes")

    assert f"Approved: {references[0]}, {references[1]}." in officer.text
    assert f"{references[2]} was not approved" in officer.text
    assert "Waiting for consent" in officer.get(plain[0]).text


def test_a_member_finds_none_of_it(cast, sign_in, sessions, listed):
    path = ask(sessions, cast)
    asker = sign_in(cast.asker)
    for address in (f"{path}/approve", f"{path}/recuse", "/secretariat/approve"):
        assert asker.get(path).post(address).status == 404
    assert asker.get("/secretariat/interests").status == 404
