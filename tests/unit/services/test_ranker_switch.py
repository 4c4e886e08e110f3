"""Versions of the ranking: kept, promoted after a comparison only, and taken back."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from matchmaker.errors import Conflict, InvalidFields, NotFound, NotPermitted
from matchmaker.policies.actor import Actor
from matchmaker.ranking.learned import SHIPPED
from matchmaker.services import audit, ranker_switch, ranker_versions
from matchmaker.services.sign_in import actor_of
from models import Job, RankerPromotion, RankerVersion
from models.session import Sessions
from tests.factories.cast import make_cast
from tests.factories.listings import NOW, make_user

OPERATOR = Actor.operator()
ENCODER = "hashing@1"
LEARNT = replace(SHIPPED, slope=0.5, bias=0.25)


@pytest.fixture
def session(sessions: Sessions):
    with sessions.writer() as session:
        yield session


def keep(session, *, is_better=True, learned=LEARNT, encoder=ENCODER) -> RankerVersion:
    report = {
        "is_better": is_better,
        "verdict": "It is better." if is_better else "It is not better.",
        "champion_version": ranker_versions.champion_id(session),
    }
    return ranker_switch.write(
        session,
        OPERATOR,
        {ranker_versions.PART: learned.as_json()},
        origin=ranker_versions.FEEDBACK,
        encoder=encoder,
        report=report,
        now=NOW,
    )


def promote(session, version, actor=OPERATOR, **more) -> RankerPromotion:
    return ranker_switch.promote(session, actor, version.id, now=NOW, **more)


def actions(session) -> list[tuple[str, str]]:
    return [
        (event.action, event.subject_reference)
        for event in session.scalars(select(audit.AuditEvent).order_by(audit.AuditEvent.id))
    ]


def test_the_shipped_ranking_ranks_until_somebody_promotes(session) -> None:
    assert ranker_versions.in_use(session, ENCODER) == SHIPPED
    assert ranker_versions.ranks(session) is None

    keep(session)

    assert ranker_versions.in_use(session, ENCODER) == SHIPPED


def test_a_better_version_ranks_and_all_matches_are_made_again(session) -> None:
    version = keep(session)

    row = promote(session, version)

    assert ranker_versions.in_use(session, ENCODER) == LEARNT
    assert (row.version_id, row.by) == (version.id, "command line")
    assert [job.kind for job in session.scalars(select(Job))] == ["match_everything"]
    assert actions(session) == [("ranking.train", "version 1"), ("ranking.promote", "version 1")]
    assert audit.verify(session).broken_id is None


def test_a_version_that_is_not_better_is_refused_unless_forced_with_a_reason(session) -> None:
    version = keep(session, is_better=False)

    with pytest.raises(Conflict, match="It is not better"):
        promote(session, version)
    with pytest.raises(Conflict, match="It is not better"):
        promote(session, version, reason="Because I say so.")
    for reason in ("", "  "):
        with pytest.raises(InvalidFields, match="reason: say why"):
            promote(session, version, force=True, reason=reason)
    assert ranker_versions.promotions(session) == []

    row = promote(session, version, force=True, reason=" Asked for by the board. ")

    assert row.reason == "Asked for by the board."
    event = session.scalars(select(audit.AuditEvent).order_by(audit.AuditEvent.id.desc())).first()
    assert event is not None
    assert event.details == {
        "from": None,
        "to": version.id,
        "reason": "Asked for by the board.",
        "against": "It is not better.",
    }


def test_a_version_that_was_compared_with_another_champion_is_refused(session) -> None:
    first, second = keep(session), keep(session)
    promote(session, first)

    with pytest.raises(Conflict, match="train again"):
        promote(session, second)


def test_a_version_that_was_never_compared_is_refused(session) -> None:
    version = RankerVersion(
        made_at=NOW, origin="judgements", encoder=ENCODER, parameters={"text": {}}, report={}
    )
    session.add(version)
    session.flush()

    with pytest.raises(Conflict, match="has not been compared"):
        promote(session, version)
    promote(session, version, force=True, reason="Measured elsewhere.")

    assert ranker_versions.in_use(session, ENCODER) == SHIPPED


def test_what_cannot_be_read_is_never_promoted_not_even_by_force(session) -> None:
    version = keep(session)
    version.parameters = {"learned": {**LEARNT.as_json(), "slope": 0}}
    session.flush()

    with pytest.raises(InvalidFields, match="slope: "):
        promote(session, version, force=True, reason="All the same.")


def test_what_cannot_be_read_any_more_does_not_stop_matching(session, caplog) -> None:
    version = keep(session)
    promote(session, version)
    version.parameters = {"learned": {**LEARNT.as_json(), "weights": {"charm": 1.0}}}
    session.flush()

    assert ranker_versions.in_use(session, ENCODER) == SHIPPED
    assert "version 1 of the ranking cannot be read: weights.charm: is no feature" in caplog.text


def test_scores_of_another_encoder_are_ranked_as_shipped(session) -> None:
    promote(session, keep(session))

    assert ranker_versions.in_use(session, "another@2") == SHIPPED
    assert ranker_versions.in_use(session, "") == SHIPPED


def test_absent_and_ranking_already_are_said(session) -> None:
    with pytest.raises(NotFound, match="There is no version 7"):
        ranker_switch.promote(session, OPERATOR, 7, now=NOW)
    version = keep(session)
    promote(session, version)

    with pytest.raises(Conflict, match="Version 1 ranks already"):
        promote(session, version, force=True, reason="Again.")


def test_the_way_back_leads_one_step_at_a_time_to_what_is_shipped(session) -> None:
    learned = [replace(LEARNT, bias=bias) for bias in (1.0, 2.0)]
    for each in learned:
        promote(session, keep(session, learned=each))

    back = [ranker_switch.rollback(session, OPERATOR, now=NOW).version_id for _ in range(2)]

    assert back == [1, None]
    assert ranker_versions.in_use(session, ENCODER) == SHIPPED
    assert actions(session)[-2:] == [
        ("ranking.roll_back", "version 1"),
        ("ranking.roll_back", "shipped"),
    ]
    with pytest.raises(Conflict, match="nothing to go back to"):
        ranker_switch.rollback(session, OPERATOR, now=NOW)


def test_after_a_way_back_the_next_promotion_starts_from_there(session) -> None:
    promote(session, keep(session))
    ranker_switch.rollback(session, OPERATOR, now=NOW)
    third = keep(session, learned=replace(LEARNT, bias=3.0))
    promote(session, third)

    assert [v.id if v else None for v in ranker_versions.line(session)] == [None, third.id]
    assert ranker_switch.rollback(session, OPERATOR, now=NOW).version_id is None


def test_going_back_makes_all_matches_again(session) -> None:
    promote(session, keep(session))
    session.query(Job).delete()

    ranker_switch.rollback(session, OPERATOR, now=NOW)

    assert [job.kind for job in session.scalars(select(Job))] == ["match_everything"]


def test_a_challenger_keeps_the_other_parts_of_the_champion(session) -> None:
    champion = keep(session)
    champion.parameters = {**champion.parameters, "text": {"lexical": 2.0}}
    promote(session, champion)

    challenger = keep(session, learned=replace(LEARNT, bias=2.0))

    assert challenger.parameters["text"] == {"lexical": 2.0}
    assert challenger.parameters["learned"]["bias"] == 2.0


def test_versions_are_listed_newest_first_and_never_changed_by_another(session) -> None:
    first = keep(session)
    before = first.parameters
    second = keep(session, is_better=False)

    assert ranker_versions.versions(session) == [second, first]
    assert first.parameters == before


def test_the_secretariat_switches_and_members_and_auditors_do_not(session) -> None:
    cast = make_cast(session)
    administrator = make_user(session, role="administrator")
    version = keep(session)
    for person in (cast.asker, cast.auditor):
        with pytest.raises(NotPermitted):
            promote(session, version, actor_of(person))
        with pytest.raises(NotPermitted):
            ranker_switch.rollback(session, actor_of(person), now=NOW)

    assert promote(session, version, actor_of(cast.officer)).by == cast.officer.email
    back = ranker_switch.rollback(session, actor_of(administrator), now=NOW)
    assert back.by == administrator.email


def test_a_reason_that_is_too_long_is_refused(session) -> None:
    with pytest.raises(InvalidFields, match="at most 1000 characters"):
        promote(session, keep(session), reason="x" * 1_001)
