import datetime as dt

import pytest

from matchmaker.ranking.constraints import barrier
from tests.unit.ranking.sides import TODAY, limits

YESTERDAY = TODAY - dt.timedelta(days=1)


def test_two_listings_that_state_nothing_may_be_proposed() -> None:
    assert barrier(limits(1), limits(2), TODAY) is None


@pytest.mark.parametrize(
    ("need", "document", "expected"),
    [
        (limits(1), limits(1), "organization"),
        (limits(1, hidden_from=frozenset({2})), limits(2), "hidden"),
        (limits(1), limits(2, hidden_from=frozenset({1})), "hidden"),
        (limits(1, valid_until=YESTERDAY), limits(2), "validity"),
        (limits(1), limits(2, valid_until=YESTERDAY), "validity"),
        (limits(1, deadline=YESTERDAY), limits(2), "deadline"),
        (limits(1, countries=frozenset({"SE"})), limits(2, countries=frozenset({"IN"})), "country"),
        (limits(1, trl=6), limits(2, trl=5), "trl"),
    ],
)
def test_each_hard_constraint_keeps_a_pair_apart(need, document, expected) -> None:
    assert barrier(need, document, TODAY) == expected


@pytest.mark.parametrize(
    ("need", "document"),
    [
        (limits(1, hidden_from=frozenset({3})), limits(2, hidden_from=frozenset({4}))),
        (limits(1, valid_until=TODAY, deadline=TODAY), limits(2, valid_until=TODAY)),
        (limits(1, countries=frozenset({"SE", "IN"})), limits(2, countries=frozenset({"IN"}))),
        (limits(1, countries=frozenset({"SE"})), limits(2)),
        (limits(1), limits(2, countries=frozenset({"SE"}))),
        (limits(1, trl=6), limits(2, trl=6)),
        (limits(1, trl=6), limits(2)),
        (limits(1), limits(2, trl=1)),
    ],
)
def test_what_is_met_or_not_stated_keeps_nobody_apart(need, document) -> None:
    assert barrier(need, document, TODAY) is None
