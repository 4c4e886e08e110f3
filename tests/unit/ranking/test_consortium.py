"""Consortia: what makes a set good, who may be in it, and that the search finds the best."""

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.ranking.consortium import MOST, Problem, Task, answers
from matchmaker.ranking.consortium_search import best_set, propose
from tests.unit.ranking.consortium_cases import WANTED, every_set, partner, random_case
from tests.unit.ranking.sides import limits

HALVES = np.array([[0.9, 0.0, 0.9], [0.0, 0.9, 0.0]])  # parts of the need × partners
seeds = st.integers(0, 2**32 - 1)


def problem(partners, answered, **task):
    weights = [1.0] * len(answered)
    defaults = {"wanted": WANTED, "country": "IN"}
    return Problem(Task(weights, **{**defaults, **task}), partners, np.asarray(answered))


def proposed(partners, answered, **task):
    """Sets of keys, best first."""
    case = problem(partners, answered, **task)
    found = propose(case.task, partners, case.answered).proposals
    return [{partners[at].key for at in one.members} for one in found]


@settings(max_examples=300, deadline=None)
@given(seeds, st.integers(1, 9), st.integers(0, 6), st.integers(1, 9))
def test_the_beam_reaches_95_per_cent_of_what_trying_all_sets_gives(
    seed, offers, capabilities, parts
):
    case = random_case(seed, offers=offers, capabilities=capabilities, parts=parts)
    abroad = case.task.two_countries
    optimum, _ = every_set(case, abroad=abroad)
    members, _ = best_set(case, abroad=abroad)

    assert (members is None) == (optimum < 0)
    if members is not None:
        assert case.value(members) >= 0.95 * optimum


@pytest.mark.parametrize("seed", range(4))
def test_of_seventy_partners_few_sets_are_valued_and_the_best_is_found(seed):
    case = random_case(seed, offers=40, capabilities=30, parts=12)
    members, evaluations = best_set(case)
    optimum, all_of_them = every_set(case, abroad=False)

    assert members is not None
    assert case.value(members) >= 0.95 * optimum
    assert evaluations <= 70 * (1 + 2 * 16)
    assert evaluations <= all_of_them / 5


@settings(max_examples=100, deadline=None)
@given(seeds)
def test_another_member_never_hurts_and_helps_less_the_more_there_are(seed):
    case = random_case(seed, offers=4, capabilities=2, parts=5)
    for one, two, three in combinations(range(6), MOST):
        alone, both = case.value((one,)), case.value((one, two))
        assert both >= alone - 1e-9
        assert case.value((one, two, three)) - both <= case.value((one, three)) - alone + 1e-9


@settings(max_examples=100, deadline=None)
@given(seeds)
def test_every_part_of_an_allowed_set_is_allowed(seed):
    case = random_case(seed, offers=5, capabilities=3, parts=5)
    members, _ = best_set(case)
    for size in range(1, len(members or ())):
        for some in combinations(members, size):
            assert case.may_grow(some[:-1])[some[-1]]


def test_members_complement_one_another():
    three = [partner(1), partner(2, "capability"), partner(3)]

    assert proposed(three, HALVES)[0] in ({1, 2}, {2, 3})


def test_two_that_say_the_same_add_nothing_to_one_another():
    same = [partner(1), partner(2)]

    assert proposed(same, [[0.9, 0.9], [0.8, 0.8]]) == []
    assert proposed(same, [[0.9, 0.0], [0.0, 0.8]]) == [{1, 2}]


def test_of_two_equal_sets_the_one_with_different_roles_comes_first():
    partners = [partner(1), partner(2), partner(3, role="engineering")]
    answered = [[0.9, 0.0, 0.0], [0.0, 0.8, 0.8]]

    assert proposed(partners, answered)[0] == {1, 3}


def test_at_most_two_offers_and_one_capability():
    partners = [partner(1), partner(2), partner(3), partner(4, "capability")]
    partners.append(partner(5, "capability"))

    found = proposed(partners, np.eye(5) * 0.9)

    assert len(found[0]) == MOST
    assert all(len(keys & {1, 2, 3}) <= 2 and len(keys & {4, 5}) <= 1 for keys in found)


def test_an_organization_is_in_it_once():
    ours = limits(7)
    partners = [partner(1, limits=ours), partner(2, "capability", limits=ours)]

    assert proposed(partners, np.eye(2) * 0.9) == []


def test_a_blind_listing_may_stand_beside_its_owners_open_one_so_that_nothing_tells():
    partners = [
        partner(1, limits=limits(7)),
        partner(2, "capability", country="", limits=limits(7, blind=True)),
    ]

    assert proposed(partners, np.eye(2) * 0.9) == [{1, 2}]


@pytest.mark.parametrize(("hiding", "other"), [(1, 2), (2, 1)])
def test_hidden_from_holds_between_members(hiding, other):
    sides = {hiding: limits(hiding, hidden_from=frozenset({other})), other: limits(other)}
    partners = [partner(1, limits=sides[1]), partner(2, "capability", limits=sides[2])]

    assert proposed(partners, np.eye(2) * 0.9) == []


def test_two_countries_are_kept_to_where_they_are_wanted():
    home = [partner(1, country="IN"), partner(2, "capability", country="IN")]
    abroad = partner(3, "capability", country="SE")
    answered = [[0.9, 0.0, 0.0], [0.0, 0.9, 0.3]]

    assert proposed([*home, abroad], answered)[0] == {1, 2}
    assert proposed([*home, abroad], answered, two_countries=True)[0] == {1, 3}


def test_where_there_is_no_second_country_one_is_proposed_and_said_to_be_one():
    home = [partner(1, country="IN"), partner(2, "capability", country="IN")]
    case = problem(home, np.eye(2) * 0.9, two_countries=True)

    (found,) = propose(case.task, home, case.answered).proposals

    assert not found.is_international


def test_the_country_of_a_blind_listing_does_not_count():
    blind = partner(2, "capability", country="", limits=limits(4, blind=True))
    case = problem([partner(1, country="IN"), blind], np.eye(2) * 0.9)

    assert not case.international((0,))[1]
    assert case.value((0, 1)) == pytest.approx(case.value((1, 0)))


def test_a_role_that_nobody_fills_is_named():
    partners = [partner(1), partner(2, role="guideline")]
    case = problem(partners, np.eye(2) * 0.9)

    (found,) = propose(case.task, partners, case.answered).proposals

    assert found.missing == ("engineering", "research")


def test_each_part_is_the_best_members_and_one_that_nobody_answers_is_nobodys():
    partners = [partner(1), partner(2, "capability")]
    case = problem(partners, [[0.9, 0.3], [0.0, 0.8], [0.0, 0.0]])

    (found,) = propose(case.task, partners, case.answered).proposals

    assert found.by == (0, 1, -1)
    assert found.coverage == pytest.approx(2 / 3, abs=1e-4)


def test_no_two_listings_are_together_in_two_proposals_and_none_is_in_three():
    case = random_case(5, offers=12, capabilities=8, parts=8)
    sets = [set(f.members) for f in propose(case.task, case.partners, case.answered).proposals]

    assert len(sets) > 2
    assert all(len(one & other) <= 1 for one, other in combinations(sets, 2))
    assert all(sum(at in one for one in sets) <= 2 for at in range(20))


def test_proposals_come_best_first():
    case = random_case(5, offers=12, capabilities=8, parts=8)
    scores = [f.score for f in propose(case.task, case.partners, case.answered).proposals]

    assert all(one >= other for one, other in pairwise(scores))
    assert 0 < scores[-1] <= scores[0] <= 1


def test_nobody_and_one_alone_make_no_consortium():
    assert proposed([], np.zeros((2, 0))) == []
    assert proposed([partner(1)], [[0.9]]) == []


def test_what_hardly_fits_answers_less_and_too_little_answers_nothing():
    strong, weak = partner(1, score=1.0), partner(2, score=0.001)

    counted = answers([strong, weak], np.array([[0.8, 0.8], [0.3, 0.3]]))

    assert counted == pytest.approx(np.array([[0.8, 0.4], [0.3, 0.0]]))


def test_taking_away_the_named_answer_lowers_the_value():
    partners = [partner(1), partner(2, "capability")]
    shares = np.array([[0.9, 0.3], [0.0, 0.8]])
    before = problem(partners, shares)
    for part, member in ((0, 0), (1, 1)):
        less = shares.copy()
        less[part, member] = 0.0
        assert problem(partners, less).value((0, 1)) < before.value((0, 1))


def test_without_any_role_to_fill_answers_alone_decide():
    partners = [partner(1), partner(2), partner(3, "capability")]

    assert proposed(partners, np.eye(3) * 0.9, wanted=frozenset()) == [{1, 2, 3}]


def test_a_set_that_answers_next_to_nothing_is_not_proposed():
    few = np.zeros((20, 2))
    few[0, 0] = few[1, 1] = 0.9

    assert proposed([partner(1), partner(2, "capability")], few) == []
