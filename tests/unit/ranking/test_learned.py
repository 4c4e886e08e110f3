"""What answers may change of the ranking, as values: monotone, and refused when it is malformed."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.errors import InvalidFields
from matchmaker.ranking.finding import Finding
from matchmaker.ranking.learned import FEATURES, SHIPPED, WEIGHTS, Learned, from_json
from matchmaker.ranking.ranker import ceiling, combined, judge, proposable
from tests.unit.ranking.sides import CEMENT, STEEL, brief, candidate

SHARES = st.floats(0.0, 1.0)
ODDS = st.floats(-20.0, 20.0)
STEPS = st.lists(st.tuples(st.floats(0.01, 3.0), st.floats(0.01, 3.0)), max_size=5)


@st.composite
def learned(draw: st.DrawFn) -> Learned:
    """Anything that may be learnt."""
    weights = {name: draw(st.floats(0.0, 3.0)) for name in FEATURES}
    knots, at = [], (draw(st.floats(-5.0, 0.0)), draw(st.floats(-5.0, 0.0)))
    for right, up in draw(STEPS):
        at = at[0] + right, at[1] + up
        knots.append(at)
    return Learned(weights, draw(st.floats(0.2, 3.0)), draw(st.floats(-3.0, 3.0)), tuple(knots))


@given(ODDS)
def test_the_shipped_ranking_leaves_log_odds_as_they_are(odds: float) -> None:
    assert SHIPPED.recalibrated(odds) == odds
    assert SHIPPED.weights == WEIGHTS


@given(learned(), ODDS, ODDS)
def test_recalibration_never_turns_two_pairs_round(ours: Learned, one: float, other: float) -> None:
    low, high = sorted((one, other))

    assert ours.recalibrated(low) <= ours.recalibrated(high)


@given(learned(), SHARES, st.sampled_from(FEATURES), SHARES, SHARES)
def test_the_score_never_falls_when_a_feature_rises_whatever_was_learnt(
    ours: Learned, text: float, feature: str, one: float, other: float
) -> None:
    low, high = sorted((one, other))

    worse = combined(text, [Finding(feature, "fits", low, "")], ours)
    better = combined(text, [Finding(feature, "fits", high, "")], ours)

    assert 0.0 <= worse <= better <= 1.0


@given(learned(), SHARES)
def test_a_pair_with_a_hopeless_ceiling_is_never_proposed(ours: Learned, text: float) -> None:
    pair = judge(brief(sectors=STEEL), candidate(sectors=STEEL), text, ours)

    assert pair is None or proposable(ceiling(text))


@given(learned(), SHARES)
def test_what_is_proposed_does_not_depend_on_what_was_learnt(ours: Learned, text: float) -> None:
    need, offer = brief(sectors=STEEL), candidate(sectors=CEMENT)

    assert (judge(need, offer, text, ours) is None) == (judge(need, offer, text) is None)


def test_score_and_band_are_the_recalibrated_ones() -> None:
    pair = judge(brief(), candidate(), 0.5, replace(SHIPPED, bias=-1.0))

    assert pair is not None
    assert pair.score == pytest.approx(0.26894)
    assert pair.band == "good"


def test_learnt_weights_order_texts_that_are_equally_near() -> None:
    cares = Learned({**WEIGHTS, "sector": 2.0})
    need = brief(sectors=STEEL)

    same = judge(need, candidate(sectors=STEEL), 0.5, cares)
    other = judge(need, candidate(sectors=CEMENT), 0.5, cares)

    assert same is not None
    assert other is not None
    assert (same.score > 0.8, other.score < 0.2) == (True, True)


@given(learned())
def test_what_was_learnt_survives_being_stored(ours: Learned) -> None:
    assert from_json(json.loads(json.dumps(ours.as_json()))) == ours


def test_a_feature_that_is_newer_than_the_version_keeps_its_shipped_weight() -> None:
    values = SHIPPED.as_json()
    del values["weights"]["cpc"]

    assert from_json(values) == SHIPPED


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"weights": None}, "weights"),
        ({"weights": {"charm": 1.0}}, "weights.charm"),
        ({"weights": {"cpc": -0.1}}, "weights.cpc"),
        ({"weights": {"cpc": "much"}}, "weights.cpc"),
        ({"weights": {"cpc": True}}, "weights.cpc"),
        ({"weights": {"cpc": float("nan")}}, "weights.cpc"),
        ({"weights": {"cpc": 1e9}}, "weights.cpc"),
        ({"slope": 0.0}, "slope"),
        ({"slope": -1.0}, "slope"),
        ({"slope": None}, "slope"),
        ({"bias": float("inf")}, "bias"),
        ({"bias": 1e9}, "bias"),
        ({"curve": "up"}, "curve"),
        ({"curve": [[0.0, 0.0], [1.0]]}, "curve"),
        ({"curve": [[0.0, 0.0], [1.0, 0.0]]}, "curve"),
        ({"curve": [[0.0, 0.0], [0.0, 1.0]]}, "curve"),
        ({"mood": 1}, "mood"),
    ],
    ids=str,
)
def test_a_wrong_field_is_named(change: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidFields) as refused:
        from_json({**SHIPPED.as_json(), **change})

    assert set(refused.value.problems) == {field}


@pytest.mark.parametrize("values", [None, [], "learned", 3])
def test_what_is_no_object_is_refused(values: object) -> None:
    with pytest.raises(InvalidFields, match="learned: must be an object"):
        from_json(values)
