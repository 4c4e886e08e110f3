"""What each of two writers changed alone is merged; what both changed is for a person."""

import pytest

from matchmaker.services.listing_merge import Merge, three_way

BASE = {"title": "A", "teaser": "B", "tried": "", "sectors": ["steel", "cement"], "trl": 4}


@pytest.mark.parametrize(
    ("theirs", "mine", "merged"),
    [
        ({}, {}, Merge((), (), ())),
        ({"title": "X"}, {}, Merge(("title",), (), ())),
        ({}, {"tried": "X"}, Merge((), ("tried",), ())),
        ({"title": "X"}, {"tried": "Y"}, Merge(("title",), ("tried",), ())),
        ({"title": "X"}, {"title": "X"}, Merge((), (), ())),
        ({"title": "X"}, {"title": "Y"}, Merge((), (), ("title",))),
        ({"sectors": ["cement", "steel"]}, {}, Merge((), (), ())),
        ({"trl": None}, {"trl": 5, "teaser": "Z"}, Merge((), ("teaser",), ("trl",))),
    ],
)
def test_three_ways_of_each_field(theirs, mine, merged):
    assert three_way("need", BASE, {**BASE, **theirs}, {**BASE, **mine}) == merged


def test_a_field_that_was_not_typed_is_theirs():
    mine = {name: value for name, value in BASE.items() if name != "trl"}
    assert three_way("need", BASE, {**BASE, "trl": 5}, mine) == Merge((), (), ())


def test_without_a_base_every_difference_is_decided_by_a_person():
    merged = three_way("need", {}, {**BASE, "title": "X"}, {**BASE, "tried": "Y"})
    assert merged == Merge((), (), ("title", "tried"))
