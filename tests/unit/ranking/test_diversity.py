from hypothesis import given
from hypothesis import strategies as st

from matchmaker.ranking.diversity import SHARE, WINDOW, spread

ROWS = st.lists(st.integers(1, 8), max_size=60).map(lambda orgs: list(enumerate(orgs)))


def organization(row: tuple[int, int]) -> int:
    return row[1]


def test_the_third_of_an_organization_moves_below_the_window() -> None:
    rows = [(n, 1) for n in range(4)] + [(n, n) for n in range(4, 16)]

    result = spread(rows, organization)

    assert [row[0] for row in result] == [0, 1, 4, 5, 6, 7, 8, 9, 10, 11, 2, 3, 12, 13, 14, 15]


@given(ROWS)
def test_nothing_is_dropped_and_nothing_is_added(rows) -> None:
    assert sorted(spread(rows, organization)) == rows


@given(ROWS)
def test_no_organization_has_more_than_its_share_while_others_wait(rows) -> None:
    result = spread(rows, organization)
    top, rest = result[:WINDOW], result[WINDOW:]
    counts = {org: sum(row[1] == org for row in top) for org in {row[1] for row in rows}}
    full = {org for org, count in counts.items() if count > SHARE}

    if full:  # only when nobody else was left to fill the window
        assert all(counts[row[1]] >= SHARE for row in rest)


@given(ROWS)
def test_spreading_twice_changes_nothing(rows) -> None:
    once = spread(rows, organization)

    assert spread(once, organization) == once


@given(ROWS, st.integers(0, 59), st.integers(1, 8))
def test_a_cut_list_can_take_in_a_row_as_if_it_had_never_been_cut(rows, place, org) -> None:
    """What the incremental update of stored matches relies on."""
    length = 30
    stored = spread(rows, organization)[:length]
    new = (place - 0.5, org)

    grown = spread(sorted([*stored, new]), organization)[:length]

    assert grown == spread(sorted([*rows, new]), organization)[:length]
