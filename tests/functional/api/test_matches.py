"""Matches for programs: the card's content, the reader's answer, scores for the secretariat."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from models import AuditEvent, Feedback, Listing, User
from models.session import Sessions
from tests.factories.cast import Cast
from tests.factories.listings import (
    NOW,
    make_capability,
    make_need,
    make_offer,
    make_organization,
    make_user,
)
from tests.factories.matches import make_match
from tests.functional.api.program import Program

Programs = Callable[[User], Program]


@pytest.fixture
def path(cast: Cast) -> str:
    return f"/listings/{cast.need.reference}/matches"


@pytest.fixture
def answer_path(cast: Cast, path: str) -> str:
    return f"{path}/{cast.offer.reference}/answer"


def test_a_match_says_why_it_fits_and_which_sentences_match(
    cast: Cast, program: Programs, path: str
) -> None:
    (found,) = program(cast.asker).get(path).json["matches"]

    assert (found["rank"], found["band"]) == (1, "good")
    assert found["listing"]["reference"] == cast.offer.reference
    assert found["listing"]["title"] == cast.offer.title
    assert [reason["verdict"] for reason in found["reasons"]] == ["fits", "misses", "unknown"]
    assert found["evidence"] == {
        "ours": "Our furnace off-gas holds carbon monoxide.",
        "theirs": "We turn carbon monoxide into ethanol.",
        "words": ["carbon", "monoxide"],
    }
    assert found["listing"]["organization"] is None


def test_an_open_counterpart_is_named(
    cast: Cast, program: Programs, path: str, sessions: Sessions
) -> None:
    with sessions.writing() as session:
        offer = make_offer(session, make_organization(session, name="Open Works"))
        make_match(session, session.get_one(Listing, cast.need.id), offer, rank=2)
    found = program(cast.asker).get(path).json["matches"]

    names = [match["listing"]["organization"] for match in found]
    assert [name and name["name"] for name in names] == [None, "Open Works"]


def test_scores_are_for_the_secretariat(cast: Cast, program: Programs, path: str) -> None:
    def score_for(user: User) -> float | None:
        (found,) = program(user).get(path).json["matches"]
        score: float | None = found["score"]
        return score

    assert score_for(cast.asker) is None
    assert score_for(cast.auditor) is None
    assert score_for(cast.officer) == pytest.approx(0.8)
    assert "similarity" not in program(cast.asker).get(path).text


def test_matches_are_limited_and_kinds_told_apart(
    cast: Cast, program: Programs, path: str, sessions: Sessions
) -> None:
    with sessions.writing() as session:
        need = session.get_one(Listing, cast.need.id)
        for rank in range(2, 14):
            make_match(session, need, make_capability(session), rank=rank)
    asked = program(cast.asker)

    assert len(asked.get(path).json["matches"]) == 10
    assert len(asked.get(f"{path}?limit=30").json["matches"]) == 13
    assert len(asked.get(f"{path}?kind=offer").json["matches"]) == 1
    for wrong in ("limit=0", "limit=31", "limit=many", "kind=offers", "page=2"):
        assert asked.get(f"{path}?{wrong}").status == 422, wrong


def test_a_listing_that_waits_for_its_matches_says_so(
    cast: Cast, program: Programs, sessions: Sessions
) -> None:
    with sessions.writing() as session:
        mine = session.get_one(Listing, cast.need.id).organization
        fresh = make_need(session, mine).reference
    asked = program(cast.asker).get(f"/listings/{fresh}/matches")

    assert asked.json == {"listing": fresh, "matched_at": None, "matches": []}


def test_a_hidden_or_withdrawn_counterpart_is_not_there(
    cast: Cast, program: Programs, path: str, sessions: Sessions
) -> None:
    with sessions.writing() as session:
        need = session.get_one(Listing, cast.need.id)
        hidden = make_offer(session, hidden_from=[need.organization])
        for rank, offer in enumerate((hidden, make_offer(session, state="withdrawn")), 2):
            make_match(session, need, offer, rank=rank)

    found = program(cast.asker).get(path).json["matches"]
    assert [match["listing"]["reference"] for match in found] == [cast.offer.reference]


def test_the_matches_of_another_member_are_not_there(
    cast: Cast, program: Programs, path: str, sessions: Sessions
) -> None:
    with sessions.writing() as session:
        stranger = make_user(session)
    for person in (cast.answerer, stranger):
        assert program(person).get(path).status == 404


def test_an_answer_is_kept_replaced_and_logged(
    cast: Cast, program: Programs, path: str, answer_path: str, sessions: Sessions
) -> None:
    asked = program(cast.asker)
    asked.post(answer_path, {"answer": "not_relevant", "reason": "trl_too_low"})
    assert asked.status == 200
    assert asked.json == {
        "listing": cast.need.reference,
        "counterpart": cast.offer.reference,
        "answer": "not_relevant",
        "reason": "trl_too_low",
    }
    assert asked.post(answer_path, {"answer": "known"}).json["reason"] is None

    assert asked.get(path).json["matches"][0]["answer"] == "known"
    with sessions.reading() as session:
        (row,) = session.scalars(select(Feedback))
        assert (row.answer, row.rank, row.at) == ("known", 1, NOW)
        actions = session.scalars(select(AuditEvent.action)).all()
        assert actions.count("match.answered") == 2


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, ["answer"]),
        ({"answer": None}, ["answer"]),
        ({"answer": ["known"]}, ["answer"]),
        ({"answer": "perhaps"}, ["answer"]),
        ({"answer": "\ud800"}, ["answer"]),
        ({"answer": "known", "reason": "x"}, ["reason"]),
        ({"answer": "known", "at": "2020-01-01"}, ["at"]),
    ],
)
def test_a_wrong_answer_names_its_field_and_keeps_nothing(
    cast: Cast,
    program: Programs,
    answer_path: str,
    sessions: Sessions,
    body: object,
    fields: list[str],
) -> None:
    asked = program(cast.asker).post(answer_path, body)

    assert (asked.status, asked.wrong_fields) == (422, fields)
    with sessions.reading() as session:
        assert session.scalars(select(Feedback)).all() == []


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"", 422),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"[" * 3_000, 400),
        (b"[]", 422),
        (b'"known"', 422),
        (b"null", 422),
        (b'{"answer": ' + b"1" * 4_000 + b"}", 422),
        (b'{"answer": "' + b"x" * 5_000 + b'"}', 413),
    ],
)
def test_a_body_that_is_no_answer_is_refused(
    cast: Cast, program: Programs, answer_path: str, data: bytes, status: int
) -> None:
    asked = program(cast.asker).post(answer_path, data=data, content_type="application/json")

    assert asked.status == status
    assert asked.json["status"] == status
    assert asked.json["detail"].endswith(".")


def test_a_form_is_no_way_to_answer(cast: Cast, program: Programs, answer_path: str) -> None:
    asked = program(cast.asker)
    assert asked.ask("POST", answer_path, data={"answer": "known"}).status == 415
    assert asked.ask("POST", answer_path).status == 415


def test_nobody_answers_for_another(
    cast: Cast, program: Programs, answer_path: str, sessions: Sessions
) -> None:
    for person in (cast.answerer, cast.officer, cast.auditor):
        assert program(person).post(answer_path, {"answer": "known"}).status == 404
    with sessions.reading() as session:
        assert session.scalars(select(Feedback)).all() == []


def test_a_counterpart_that_is_not_there_takes_no_answer(
    cast: Cast, program: Programs, path: str
) -> None:
    asked = program(cast.asker).post(f"{path}/OF-ABSENT99/answer", {"answer": "known"})
    assert asked.status == 404
