"""Consortia for programs: who brings what, what is missing, and nobody's secrets."""

from collections.abc import Callable

import pytest

from models import Listing, Need, User
from models.session import Sessions
from tests.factories.cast import ASKING_CANARY, OTHER_CANARY, Cast
from tests.factories.consortia import ANSWER, PART, make_consortium
from tests.factories.listings import make_capability, make_organization, make_user
from tests.functional.api.program import Program

Programs = Callable[[User], Program]


@pytest.fixture
def reference(cast: Cast, sessions: Sessions) -> str:
    """Around the asker's need: the blind offer, and an open capability."""
    with sessions.writing() as session:
        institute = make_organization(session, name="Kiln Institute", type="institute")
        need, offer = session.get_one(Need, cast.need.id), session.get_one(Listing, cast.offer.id)
        members = [offer, make_capability(session, institute)]
        return make_consortium(session, need, members, missing=["facility"]).reference


def test_a_consortium_says_who_brings_what_and_what_is_missing(
    cast: Cast, program: Programs, reference: str
) -> None:
    asked = program(cast.asker).get(f"/consortia/{reference}")
    found = asked.json

    assert (found["band"], found["coverage"], found["score"]) == ("good", 0.75, None)
    assert found["need"]["reference"] == cast.need.reference
    assert [member["role"]["code"] for member in found["members"]] == ["technology", "research"]
    assert found["members"][0]["covers"] == [{"part": PART, "by": ANSWER, "words": []}]
    assert [role["code"] for role in found["missing"]] == ["facility"]
    assert [reason["verdict"] for reason in found["reasons"]] == ["fits", "unknown"]
    assert found["asking"] == cast.need.reference
    owners = [member["listing"]["organization"] for member in found["members"]]
    assert owners[0] is None
    assert owners[1]["name"] == "Kiln Institute"


def test_a_listing_leads_to_the_consortia_that_it_is_in(
    cast: Cast, program: Programs, reference: str
) -> None:
    for person, listing in ((cast.asker, cast.need), (cast.answerer, cast.offer)):
        asked = program(person).get(f"/listings/{listing.reference}/consortia")
        assert asked.json["listing"] == listing.reference
        assert [found["reference"] for found in asked.json["consortia"]] == [reference]


def test_no_party_learns_who_is_behind_the_blind_listing_of_another(
    cast: Cast, program: Programs, reference: str
) -> None:
    for person, secret in ((cast.asker, OTHER_CANARY), (cast.answerer, ASKING_CANARY)):
        assert secret not in program(person).get(f"/consortia/{reference}").text.lower()


def test_scores_are_for_the_secretariat(cast: Cast, program: Programs, reference: str) -> None:
    assert program(cast.officer).get(f"/consortia/{reference}").json["score"] == 0.6
    assert program(cast.auditor).get(f"/consortia/{reference}").json["score"] is None


def test_a_consortium_of_others_is_not_there(
    cast: Cast, program: Programs, sessions: Sessions, reference: str
) -> None:
    with sessions.writing() as session:
        stranger = make_user(session)
    asked = program(stranger)

    assert asked.get(f"/consortia/{reference}").status == 404
    assert asked.get(f"/listings/{cast.need.reference}/consortia").status == 404
    assert asked.get("/consortia/CO-ABSENT99").status == 404


def test_a_member_that_hides_takes_the_consortium_away(
    cast: Cast, program: Programs, sessions: Sessions, reference: str
) -> None:
    with sessions.writing() as session:
        offer = session.get_one(Listing, cast.offer.id)
        offer.hidden_from = [session.get_one(Listing, cast.need.id).organization]
    asked = program(cast.asker)

    assert asked.get(f"/consortia/{reference}").status == 404
    assert asked.get(f"/listings/{cast.need.reference}/consortia").json["consortia"] == []


@pytest.mark.parametrize("query", ["limit=0", "limit=21", "limit=x", "kind=offer"])
def test_a_wrong_parameter_is_named(cast: Cast, program: Programs, query: str) -> None:
    asked = program(cast.asker).get(f"/listings/{cast.need.reference}/consortia?{query}")

    assert (asked.status, asked.wrong_fields) == (422, [query.partition("=")[0]])
