import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.ranking.diversity import WINDOW
from matchmaker.ranking.exposure import (
    BOUND,
    CHANCE,
    NEW_FOR,
    chance,
    damping,
    demand,
    is_scarce,
    shifts,
)

OLD = NEW_FOR
DAY = dt.timedelta(days=1)
COUNTS = st.integers(0, 10_000)
FAIR = st.floats(0, 1_000)


def rows(*keys: int) -> list[tuple[int, float]]:
    """Best first, the scores apart."""
    return [(key, 0.9 - 0.01 * place) for place, key in enumerate(keys)]


def test_a_listing_is_wanted_where_its_score_is_among_the_ten_best() -> None:
    long = rows(*range(12))
    again = rows(0, *range(20, 32))

    wanted = demand([long, again])

    assert wanted[0] == 2
    assert (wanted[9], wanted[10], wanted[20]) == (1, 0, 1)
    assert sum(wanted.values()) == 2 * WINDOW


def test_a_list_that_shows_all_it_has_takes_attention_from_nobody() -> None:
    assert not is_scarce(rows(*range(WINDOW)))
    assert demand([rows(*range(WINDOW))]) == {}


def test_the_order_of_rows_and_of_lists_says_nothing_about_demand() -> None:
    long, other = rows(*range(15)), rows(*range(8, 30))

    assert demand([long, other]) == demand([other[::-1], long[::-1]])


def test_equal_scores_are_wanted_by_their_key() -> None:
    assert set(demand([[(key, 0.5) for key in range(20, 0, -1)]])) == set(range(1, 11))


def test_who_is_wanted_more_than_its_share_loses_and_who_is_wanted_less_gains() -> None:
    assert damping(20, 5.0) < 0.0 < damping(1, 5.0)
    assert damping(5, 5.0) == 0.0


@given(COUNTS, FAIR)
def test_damping_is_bounded_either_way(wanted, fair) -> None:
    assert -BOUND <= damping(wanted, fair) <= BOUND


@given(COUNTS, COUNTS, FAIR)
def test_the_more_a_listing_is_wanted_the_more_it_gives_way(one, other, fair) -> None:
    low, high = sorted((one, other))
    assert damping(low, fair) >= damping(high, fair)


@given(COUNTS, FAIR, st.integers(-3, 1_000))
def test_the_chance_of_a_new_listing_is_bounded_and_never_a_loss(wanted, fair, days) -> None:
    assert 0.0 <= chance(wanted, fair, days * DAY) <= CHANCE


def test_the_chance_fades_over_a_month_and_ends_once_a_listing_is_wanted() -> None:
    gains = [chance(0, 4.0, days * DAY) for days in (0, 10, 20, 30, 31)]

    assert gains == pytest.approx([CHANCE, CHANCE * 2 / 3, CHANCE / 3, 0.0, 0.0])
    assert chance(4, 4.0, 0 * DAY) == 0.0
    assert chance(0, 0.0, 0 * DAY) == 0.0


def test_a_market_in_which_nothing_is_scarce_moves_nothing() -> None:
    assert shifts({}, {1: 0 * DAY, 2: OLD}) == {1: 0.0, 2: 0.0}


def test_those_in_no_list_set_the_fair_share_too() -> None:
    few = shifts({1: 8}, {1: OLD, 2: OLD})
    many = shifts({1: 8}, dict.fromkeys(range(1, 9), OLD))

    assert many[1] < few[1] < 0.0
    assert shifts({}, {}) == {}


def test_no_strength_is_no_damping() -> None:
    assert set(shifts({1: 50}, {1: OLD, 2: OLD}, strength=0.0).values()) == {0.0}
