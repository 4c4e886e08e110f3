from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.ranking.attention import Sharing, attention, gini, sharing

AMOUNTS = st.lists(st.floats(0, 1e6), min_size=1, max_size=40)


def test_attention_falls_with_the_rank_and_ends_after_the_first_ten() -> None:
    found = attention([list(range(1, 13)), [2]], range(1, 14))

    assert found[1] == 1.0
    assert found[2] == pytest.approx(1 / log2(3) + 1.0)
    assert found[10] == pytest.approx(1 / log2(11))
    assert found[11] == found[13] == 0.0


def test_gini_is_0_when_all_get_the_same_and_nears_1_when_one_gets_all() -> None:
    assert gini([3.0] * 7) == pytest.approx(0.0)
    assert gini([0.0] * 99 + [5.0]) == pytest.approx(0.99)
    assert gini([1.0, 3.0]) == pytest.approx(0.25)
    assert gini([]) == gini([0.0, 0.0]) == 0.0


@given(AMOUNTS, st.floats(0.1, 1_000))
def test_gini_does_not_depend_on_the_unit(amounts, unit) -> None:
    assert 0.0 <= gini(amounts) < 1.0
    assert gini([unit * amount for amount in amounts]) == pytest.approx(gini(amounts), abs=1e-9)


def test_sharing_says_who_is_never_shown_and_what_the_top_tenth_gets() -> None:
    found = sharing({**dict.fromkeys(range(15), 1.0), **dict.fromkeys(range(15, 20), 0.0)})

    assert found.never == 0.25
    assert found.top_tenth == pytest.approx(2 / 15)


def test_a_market_in_which_nothing_is_shown_has_a_report_too() -> None:
    assert sharing({}) == Sharing(0.0, 0.0, 0.0)
    assert sharing({1: 0.0}) == Sharing(0.0, 1.0, 0.0)
