from hypothesis import given
from hypothesis import strategies as st

from matchmaker.ranking.diversity import SHARE, WINDOW
from matchmaker.ranking.list_order import ListOrder, Place

LENGTH = 30
SCORES = st.lists(st.floats(0.0, 1.0), min_size=1, max_size=LENGTH).map(
    lambda scores: list(enumerate(scores, 1))
)
MOVES = st.dictionaries(st.integers(1, LENGTH), st.floats(-0.75, 0.75))


def alone(key: int) -> int:
    return key


def order(shifts=None, weights=None, organization_of=alone) -> ListOrder:
    return ListOrder(organization_of, shifts or {}, weights or {})


def keys(places: list[Place]) -> list[int]:
    return [place.key for place in places]


def even(count: int, score: float = 0.5, step: float = 0.001) -> list[tuple[int, float]]:
    """Nearly equal scores, best first."""
    return [(key, score - step * key) for key in range(1, count + 1)]


def test_without_anything_to_move_them_rows_stand_by_score_and_then_by_key() -> None:
    rows = [(3, 0.4), (2, 0.9), (1, 0.4)]

    assert order().places(rows) == [Place(2), Place(1), Place(3)]


def test_who_is_wanted_everywhere_gives_way_to_those_who_fit_nearly_as_well() -> None:
    moved = order(shifts={1: -0.5}).places(even(12))

    assert keys(moved) == [*range(2, 13), 1]


def test_a_far_better_fit_stays_first_however_often_it_is_shown() -> None:
    rows = [(1, 0.9), *((key, 0.5) for key in range(2, 14))]

    assert keys(order(shifts={1: -0.5}).places(rows))[0] == 1


def test_where_all_are_shown_nothing_is_damped() -> None:
    rows = even(WINDOW)

    assert order(shifts={1: -0.5}).places(rows) == order().places(rows)


def test_the_weight_counts_in_short_lists_too_and_says_what_it_moved() -> None:
    places = order(weights={3: 0.25, 1: 0.25}).places(even(4))

    assert places == [Place(1), Place(3, lifted=True), Place(2), Place(4)]


def test_a_weight_that_moves_nothing_is_not_claimed() -> None:
    rows = [(1, 0.9), (2, 0.1)]

    assert order(weights={2: 0.25}).places(rows) == [Place(1), Place(2)]
    assert order(weights={9: 1.0}).places(rows) == [Place(1), Place(2)]


@given(SCORES, MOVES, MOVES)
def test_nothing_is_dropped_and_nothing_is_added(rows, shifts, weights) -> None:
    places = order(shifts, weights).places(rows)

    assert sorted(keys(places)) == [key for key, _ in rows]


@given(SCORES, MOVES, MOVES)
def test_the_order_that_rows_come_in_does_not_matter(rows, shifts, weights) -> None:
    it = order(shifts, weights)

    assert it.places(rows) == it.places(rows[::-1])


@given(SCORES, MOVES, MOVES, st.integers(1, 10))
def test_no_organization_fills_the_top_whatever_moves_the_rows(rows, shifts, weights, few) -> None:
    def organization(key: int) -> int:
        return key % few

    found = keys(order(shifts, weights, organization).places(rows))
    top, rest = found[:WINDOW], found[WINDOW:]
    for key in rest:  # whoever waits has its share in front already, or none is over its share
        assert sum(organization(k) == organization(key) for k in top) >= SHARE or all(
            sum(organization(k) == o for k in top) <= SHARE for o in range(few)
        )
