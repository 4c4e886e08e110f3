"""What is said of a set: what fits, what does not, and what nobody knows."""

import pytest

from matchmaker.ranking.consortium import Task
from matchmaker.ranking.consortium_reasons import set_reasons
from matchmaker.ranking.consortium_search import Found
from matchmaker.ranking.coverage import Part
from models import vocabulary as v
from tests.unit.ranking.consortium_cases import WANTED, partner

PARTNERS = [partner(1), partner(2, "capability", country="IN")]
PARTS = [Part("Free lime in slag.", 1.0), Part("Leaching " + "of slag " * 40, 1.0)]


def said(partners=PARTNERS, own="host", country="IN", **found):
    """Verdict → phrases."""
    defaults = {
        "members": (0, 1),
        "score": 0.5,
        "coverage": 0.5,
        "by": (0, -1),
        "missing": (),
        "is_international": True,
    }
    reasons = set_reasons(
        Task([1.0, 1.0], WANTED, country, two_countries=True),
        partners,
        PARTS,
        Found(**{**defaults, **found}),
        own_role=own,
        roles=v.CONSORTIUM_ROLES.labels,
        countries=v.COUNTRIES.labels,
    )
    verdicts = [reason["verdict"] for reason in reasons]
    assert verdicts == sorted(verdicts, key=["fits", "misses", "unknown"].index)
    return {
        verdict: [r["phrase"] for r in reasons if r["verdict"] == verdict] for verdict in verdicts
    }


def test_answers_roles_and_countries_are_told():
    assert said()["fits"] == [
        "1 of 2 parts of the need are answered",
        "Roles filled: Site owner and pilot host (the need's side), Technology provider, "
        "Research partner",
        "More than one country: India, Sweden",
    ]


def test_the_needs_own_role_is_told_once_and_none_is_no_role():
    both = [partner(1, role="host"), partner(2, "capability")]

    assert "(the need's side), Research partner" in said(both)["fits"][1]
    assert said(own="")["fits"][1] == "Roles filled: Technology provider, Research partner"


def test_a_missing_role_and_a_missing_country_speak_against_it():
    home = [partner(1, country="IN"), partner(2, "capability", country="IN")]

    assert said(home, missing=("engineering",), is_international=False)["misses"] == [
        "Nobody fills: Supplier and engineering",
        "Two countries are wanted; only India is known",
    ]


@pytest.mark.parametrize(
    ("partners", "country"), [(PARTNERS, ""), ([partner(1, country="")] * 2, "IN")]
)
def test_of_a_blind_listing_the_country_is_unknown(partners, country):
    assert said(partners, country=country)["unknown"][0] == (
        "A blind listing does not show its country"
    )


def test_where_no_country_is_known_none_is_missed():
    blind = [partner(1, country=""), partner(2, "capability", country="")]

    assert "misses" not in said(blind, country="", is_international=False)


def test_a_part_that_nobody_answers_is_unknown_and_a_long_one_is_cut():
    (phrase,) = said()["unknown"]

    assert phrase.startswith("Nobody's text speaks of “Leaching of slag")
    assert len(phrase) < 200
    assert phrase.endswith("…”")
