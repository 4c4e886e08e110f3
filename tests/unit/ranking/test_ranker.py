import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.ranking.finding import Finding, unknown
from matchmaker.ranking.learned import WEIGHTS
from matchmaker.ranking.ranker import LEAST, ceiling, combined, judge, proposable, rank
from tests.unit.ranking.sides import CEMENT, STEEL, brief, candidate

SHARES = st.floats(0.0, 1.0)
VALUES = st.dictionaries(st.sampled_from(sorted(WEIGHTS)), SHARES)


def findings(values: dict[str, float]) -> list[Finding]:
    return [Finding(code, "fits", value, "") for code, value in values.items()]


@given(SHARES, VALUES)
def test_the_score_stays_between_0_and_1_and_below_its_ceiling(text, values) -> None:
    score = combined(text, findings(values))

    assert 0.0 <= score <= 1.0
    assert score <= ceiling(text)


@given(SHARES, VALUES, st.sampled_from(sorted(WEIGHTS)), SHARES, SHARES)
def test_the_score_never_falls_when_a_feature_rises(text, values, feature, one, other) -> None:
    low, high = sorted((one, other))

    worse = combined(text, findings({**values, feature: low}))
    better = combined(text, findings({**values, feature: high}))

    assert better >= worse


@given(SHARES, SHARES, VALUES)
def test_the_score_never_falls_when_the_text_is_nearer(one, other, values) -> None:
    low, high = sorted((one, other))

    assert combined(high, findings(values)) >= combined(low, findings(values))


@given(SHARES, VALUES, st.sampled_from(sorted(WEIGHTS)))
def test_what_is_unknown_moves_nothing(text, values, feature) -> None:
    values = {code: value for code, value in values.items() if code != feature}

    with_unknown = combined(text, [*findings(values), unknown(feature, "")])

    assert with_unknown == combined(text, findings(values))


def test_features_order_texts_that_are_equally_near() -> None:
    need = brief(sectors=STEEL)

    ranked = rank(
        [(need, candidate(101, sectors=CEMENT), 0.7), (need, candidate(102, sectors=STEEL), 0.7)]
    )

    assert [r.document for r in ranked] == [102, 101]


def test_features_do_not_make_a_match_of_texts_with_nothing_in_common() -> None:
    assert not proposable(ceiling(0.0))
    assert judge(brief(sectors=STEEL), candidate(sectors=STEEL), 0.0) is None


def test_a_weak_pair_is_possible_until_it_is_hardly_better_than_chance() -> None:
    weak = judge(brief(), candidate(), LEAST * 1.1)

    assert weak is not None
    assert weak.band == "possible"
    assert judge(brief(), candidate(), LEAST * 0.9) is None


def test_ties_keep_the_order_of_the_listings() -> None:
    need = brief()

    ranked = rank([(need, candidate(key), 0.7) for key in (103, 101, 102)])

    assert [r.document for r in ranked] == [101, 102, 103]


def test_the_list_of_an_offer_holds_the_same_scores_as_those_of_the_needs() -> None:
    needs = [brief(1, sectors=STEEL), brief(2, sectors=CEMENT)]
    offers = [candidate(101, sectors=STEEL), candidate(102, sectors=STEEL | CEMENT)]
    text = {(1, 101): 0.8, (1, 102): 0.6, (2, 101): 0.5, (2, 102): 0.7}

    def pairs(needs, offers):
        return rank([(n, o, text[n.key, o.key]) for n in needs for o in offers])

    from_needs = {(r.need, r.document): r for need in needs for r in pairs([need], offers)}
    from_offers = {(r.need, r.document): r for offer in offers for r in pairs(needs, [offer])}

    assert from_needs == from_offers
    assert {r.other(1) for r in pairs(needs[:1], offers)} == {101, 102}
    assert {r.other(101) for r in pairs(needs, offers[:1])} == {1, 2}


@pytest.mark.parametrize("feature", sorted(WEIGHTS))
def test_no_feature_weighs_as_much_as_all_others_together(feature) -> None:
    assert 0.0 < WEIGHTS[feature] < sum(WEIGHTS.values()) / 2
