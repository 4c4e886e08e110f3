"""From answers on the platform to a challenger, its comparison, and matches made by it."""

import json
import shutil
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from matchmaker.policies.actor import Actor
from matchmaker.ranking.learned import SHIPPED, from_json
from matchmaker.services import ranker_switch
from matchmaker.services.feedback_labels import labels
from matchmaker.services.market import live_ids
from matchmaker.services.matching import (
    MatchingEngine,
    match_listings,
    plan_matches,
    write_matches,
)
from matchmaker.services.ranker_training import (
    NEW_PAIRS,
    TooFewAnswers,
    is_due,
    plan_challenger,
    write_challenger,
)
from models import Feedback, Listing, Match, RankerVersion
from models.session import Sessions
from tests.factories.answers import ENCODER, make_feedback
from tests.factories.listings import NOW, make_user

OPERATOR = Actor.operator()


@pytest.fixture
def database(answered: Path, tmp_path: Path) -> Path:
    """Readers have answered by the kind of cooperation."""
    return Path(shutil.copy(answered, tmp_path / "matchmaker.db"))


@pytest.fixture
def session(sessions: Sessions):
    with sessions.writer() as session:
        yield session


@pytest.fixture
def engine() -> MatchingEngine:
    return MatchingEngine(ENCODER.info)


def learn(session, engine) -> RankerVersion:
    return write_challenger(session, OPERATOR, plan_challenger(session, engine, now=NOW), now=NOW)


def scores(session) -> dict[tuple[int, int], float]:
    query = select(Match.listing_id, Match.counterpart_id, Match.score)
    return {(row[0], row[1]): row[2] for row in session.execute(query)}


def test_readers_who_look_at_the_cooperation_raise_its_weight(session, engine) -> None:
    version = learn(session, engine)

    learned = from_json(version.parameters["learned"])
    grown = {name: learned.weights[name] - weight for name, weight in SHIPPED.weights.items()}
    assert max(grown, key=lambda name: grown[name]) == "collaboration"
    assert grown["collaboration"] > 0.5
    assert version.encoder == engine.encoder_key
    assert version.origin == "feedback"


def test_the_report_says_what_was_learnt_from_and_that_it_is_better(session, engine) -> None:
    report = learn(session, engine).report

    counts = report["labels"]
    assert counts["pairs"] == counts["answered"] == len(labels(session))
    assert counts["relevant"] + counts["irrelevant"] == counts["pairs"] >= 200
    assert counts["needs"] >= 30
    assert report["is_better"] is True
    assert report["champion_version"] is None
    assert report["challenger"]["log_loss"] < report["champion"]["log_loss"]
    assert report["challenger"]["ece"] < report["champion"]["ece"]
    assert report["differences"]["log_loss"]["high"] < 0
    assert json.loads(json.dumps(report)) == report


def test_the_same_answers_give_the_same_challenger(session, engine) -> None:
    one, other = learn(session, engine), learn(session, engine)

    assert (one.parameters, one.report) == (other.parameters, other.report)
    assert one.id != other.id


def test_with_too_few_answers_nothing_is_learnt_and_the_message_counts(session, engine) -> None:
    kept = select(Feedback.id).order_by(Feedback.id).limit(120)
    session.execute(delete(Feedback).where(Feedback.id.not_in(kept.scalar_subquery())))

    with pytest.raises(TooFewAnswers, match="120 of 200 answered pairs, 16 of 30 needs"):
        plan_challenger(session, engine, now=NOW)


def test_answers_about_what_is_withdrawn_do_not_count(session, engine) -> None:
    for listing in session.scalars(select(Listing).where(Listing.kind == "offer").limit(20)):
        listing.state = "withdrawn"
    session.flush()

    with pytest.raises(TooFewAnswers, match="can still be matched and learnt from"):
        plan_challenger(session, engine, now=NOW)


def test_some_withdrawn_listings_are_left_out_and_counted(session, engine) -> None:
    offer = session.scalars(select(Listing).where(Listing.kind == "offer").limit(1)).one()
    offer.state = "withdrawn"
    session.flush()

    counts = learn(session, engine).report["labels"]

    about_it = [label for label in labels(session) if label.document == offer.id]
    assert counts["answered"] - counts["pairs"] == len(about_it) > 0


def test_a_promoted_version_makes_the_matches_and_going_back_brings_the_old_ones(
    session, engine
) -> None:
    before = scores(session)
    version = learn(session, engine)
    everything = live_ids(session, now=NOW)

    ranker_switch.promote(session, OPERATOR, version.id, now=NOW)
    match_listings(session, engine, ENCODER, everything, now=NOW)
    after = scores(session)

    assert after.keys() & before.keys()
    assert any(after[pair] != before[pair] for pair in after.keys() & before.keys())
    for (one, other), score in after.items():
        assert after.get((other, one), score) == pytest.approx(score, abs=2e-5)

    ranker_switch.rollback(session, OPERATOR, now=NOW)
    match_listings(session, engine, ENCODER, everything, now=NOW)
    assert scores(session) == pytest.approx(before, abs=2e-5)


def test_matches_planned_before_a_switch_are_not_written_after_it(session, engine) -> None:
    version = learn(session, engine)
    plan = plan_matches(session, engine, ENCODER, live_ids(session, now=NOW), now=NOW)
    session.execute(delete(Match))

    ranker_switch.promote(session, OPERATOR, version.id, now=NOW)
    write_matches(session, plan)

    assert scores(session) == {}


def test_a_second_challenger_is_compared_with_the_champion(session, engine) -> None:
    first = learn(session, engine)
    ranker_switch.promote(session, OPERATOR, first.id, now=NOW)

    report = learn(session, engine).report

    assert report["champion_version"] == first.id
    assert report["is_better"] is False


def test_another_challenger_is_due_when_enough_new_answers_are_there(session, engine) -> None:
    assert is_due(session)
    learn(session, engine)
    assert not is_due(session)

    given = {(label.need, label.document) for label in labels(session)}
    rows = session.scalars(select(Match).join(Listing, Match.listing).where(Listing.kind == "need"))
    fresh = [row for row in rows if (row.listing_id, row.counterpart_id) not in given]
    reader = make_user(session)
    for row in fresh[: NEW_PAIRS - 1]:
        session.add(make_feedback(row.listing, row.counterpart_id, reader, fits=True))
    session.flush()
    assert not is_due(session)

    last = fresh[NEW_PAIRS]
    session.add(make_feedback(last.listing, last.counterpart_id, reader, fits=True))
    session.flush()
    assert is_due(session)


def test_without_answers_nothing_is_due(session) -> None:
    session.execute(delete(Feedback))

    assert not is_due(session)


def test_another_challenger_is_due_when_it_would_meet_another_champion(session, engine) -> None:
    first = learn(session, engine)
    ranker_switch.promote(session, OPERATOR, first.id, now=NOW)
    assert not is_due(session)
    learn(session, engine)
    assert not is_due(session)

    ranker_switch.rollback(session, OPERATOR, now=NOW)

    assert is_due(session)
