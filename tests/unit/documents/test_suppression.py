"""An attacker with every printed number, every sum and a solver finds no withheld count."""

import random

import numpy as np
import pytest
from scipy.optimize import linprog

from matchmaker.documents.figures import Draft, Figures, Known, Share
from matchmaker.documents.suppression import SMALLEST, Sum, withheld

SIZES = (0, 0, 1, 2, 3, 4, 5, 6, 8, 11, 19, 40)


def two_way(rng, rows, columns, name=""):
    """A table with totals of rows, columns and all, as cells and sums."""
    cells = {f"{name}{i},{j}": rng.choice(SIZES) for i in range(rows) for j in range(columns)}
    sums = []
    for i in range(rows):
        add(cells, sums, f"{name}{i},t", [f"{name}{i},{j}" for j in range(columns)])
    for j in [*range(columns), "t"]:
        add(cells, sums, f"{name}t,{j}", [f"{name}{i},{j}" for i in range(rows)])
    sums.append(Sum(f"{name}t,t", tuple(f"{name}t,{j}" for j in range(columns))))
    return cells, sums


def add(cells, sums, total, parts):
    cells[total] = sum(cells[part] for part in parts)
    sums.append(Sum(total, tuple(parts)))


def linked(rng):
    """Two tables that share their row totals: the same counts, broken down twice."""
    cells, sums = two_way(rng, 3, 3)
    for i in range(3):
        first = rng.randint(0, cells[f"{i},t"])
        cells |= {f"x{i},a": first, f"x{i},b": cells[f"{i},t"] - first}
        sums.append(Sum(f"{i},t", (f"x{i},a", f"x{i},b")))
    return cells, sums


def equations(cells, sums, hidden):
    """The unknowns, and the system that everything printed makes of them."""
    at = {key: column for column, key in enumerate(sorted(hidden))}
    left, right = np.zeros((len(sums), len(at))), np.zeros(len(sums))
    for row, total in enumerate(sums):
        for key, sign in [(total.total, -1), *((part, 1) for part in total.parts)]:
            if key in at:
                left[row, at[key]] += sign
            else:
                right[row] -= sign * cells[key]
    return at, left, right


def solved(at, left):
    """The unknowns that linear algebra alone tells: those that no solution leaves free."""
    if not at:
        return []
    _u, values, rows = np.linalg.svd(left)
    rank = int((values > 1e-9).sum())
    free = np.abs(rows[rank:]).max(axis=0) if rank < len(at) else np.zeros(len(at))
    return [key for key, column in at.items() if free[column] < 1e-9]


def bounded(at, left, right):
    """Unknown → the width of the range that bounds leave it (of real numbers)."""
    widths = {}
    for key, column in at.items():
        cost = np.zeros(len(at))
        cost[column] = 1
        ends = [linprog(sign * cost, A_eq=left, b_eq=right) for sign in (1, -1)]
        high = np.inf if ends[1].status == 3 else -ends[1].fun
        widths[key] = high - ends[0].fun
    return widths


@pytest.mark.parametrize("seed", range(20))
def test_no_withheld_cell_can_be_solved_for_in_thousands_of_tables(seed):
    rng = random.Random(seed)
    for _ in range(100):
        cells, sums = two_way(rng, rng.randint(1, 3), rng.randint(2, 3))
        hidden = withheld(cells, sums)
        assert {key for key, value in cells.items() if value < SMALLEST} <= hidden
        at, left, _right = equations(cells, sums, hidden)
        assert solved(at, left) == []


@pytest.mark.parametrize("make", [linked, lambda rng: two_way(rng, 3, 4)])
def test_bounds_leave_every_withheld_cell_as_wide_as_a_small_count(make):
    rng = random.Random(7)
    for _ in range(25):
        cells, sums = make(rng)
        at, left, right = equations(cells, sums, withheld(cells, sums))
        assert solved(at, left) == []
        widths = bounded(at, left, right)
        assert {key: width for key, width in widths.items() if width < SMALLEST - 1 - 1e-6} == {}


def test_the_attacker_would_find_a_cell_that_is_withheld_alone():
    cells = {"t": 20, "a": 3, "b": 17}
    at, left, right = equations(cells, [Sum("t", ("a", "b"))], {"a"})

    assert solved(at, left) == ["a"]
    assert bounded(at, left, right)["a"] == pytest.approx(0)


def test_the_next_smallest_goes_with_a_small_one():
    cells = {"t": 40, "a": 3, "b": 17, "c": 20}

    assert withheld(cells, [Sum("t", ("a", "b", "c"))]) == {"a", "b"}


def test_a_small_remainder_withholds_the_part_that_would_tell_it():
    figures = Figures()
    figures.count("all", 20)
    figures.count("some", 18)
    figures.part_of("some", "all")

    assert figures.withheld() == {"some"}


def test_zero_is_withheld_like_every_small_count():
    """Beside a total of 7, a printed zero says that all seven are in the other cell."""
    hidden = withheld({"t": 7, "a": 0, "b": 7}, [Sum("t", ("a", "b"))])

    assert hidden == {"a", "b"}


def test_a_cell_of_another_table_goes_too():
    cells = {"t": 30, "a": 3, "b": 12, "c": 15, "x": 9, "y": 21}
    sums = [
        Sum("t", ("a", "b", "c")),
        Sum("t", ("x", "y")),
        Sum("y", ("b", "x2")),
        Sum("x", ("a", "x3")),
    ]
    cells |= {"x2": 9, "x3": 6}
    hidden = withheld(cells, sums)
    at, left, _right = equations(cells, sums, hidden)

    assert "a" in hidden
    assert solved(at, left) == []


def test_what_is_known_elsewhere_is_neither_withheld_nor_a_reason_to_withhold_all():
    figures = Figures()
    figures.known_elsewhere("region", 3)
    for name, value in (("here", 3), ("there", 0), ("apart", 9)):
        figures.count(name, value)
    figures.partition("region", ["here", "there"])

    assert figures.withheld() == {"here", "there"}


def test_groups_that_overlap_hold_each_other_in_bounds():
    """All ten are in some sector, and one sector has nine: the other cannot be told apart."""
    figures = Figures()
    for name, value in (("all", 10), ("steel", 6), ("cement", 4)):
        figures.count(name, value)
    figures.cover("all", ["steel", "cement"])
    for name in ("steel", "cement"):
        figures.part_of(name, "all")

    assert {"steel", "cement"} <= figures.withheld()


def test_shares_of_fewer_than_twenty_are_counts_and_hang_on_both_numbers():
    figures = Figures()
    counts = {"a": 7, "b": 14, "c": 10, "d": 40, "e": 2}
    for name, value in counts.items():
        figures.count(name, value)
    cells = [Share("a", "b"), Share("c", "d"), Share("e", "d"), Known(12, "a"), Known(3, "e"), None]
    draft = Draft("x", "X", [(str(n), str(n)) for n in range(6)], [("r", "R", cells)])

    table = figures.table(draft, figures.withheld())

    assert table.rows[0].cells == ("7 of 14", "25%", "[c]", 12, "[c]", "[z]")


def test_a_reason_of_the_callers_withholds_with_its_complement():
    hidden = withheld({"t": 30, "a": 14, "b": 16}, [Sum("t", ("a", "b"))], also={"b"})

    assert hidden == {"a", "b"}
