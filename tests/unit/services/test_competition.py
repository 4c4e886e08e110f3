"""Whether two firms may compete: classes before sectors, and where both may act."""

import re

import pytest

from matchmaker.services.competition import Competition, Side, among, competition
from models import vocabulary as v

STEEL = "24.10 Manufacture of basic iron and steel and of ferro-alloys"


def side(**fields) -> Side:
    defaults = {
        "type": "company",
        "sectors": ("steel",),
        "nace": (),
        "country": "SE",
        "countries": ("DE",),
    }
    return Side(**{**defaults, **fields})


def test_the_same_class_in_the_same_country_is_competition() -> None:
    one, other = side(nace=("24.10", "19.10")), side(nace=("24.10",), country="FI")
    assert competition(one, other) == Competition((STEEL,), ("Germany",), "NACE class")


def test_other_classes_of_one_sector_are_no_competition() -> None:
    assert competition(side(nace=("24.10",)), side(nace=("24.20",))) is None


@pytest.mark.parametrize("nace", [("24.10",), ()])
def test_sectors_are_compared_when_one_lacks_classes(nace) -> None:
    found = competition(side(nace=nace), side())
    assert found == Competition(("Iron and steel",), ("Germany", "Sweden"), "sector")


def test_a_class_counts_as_its_sector_beside_a_firm_without_classes() -> None:
    tubes, maker = side(sectors=(), nace=("24.20",)), side()
    assert competition(tubes, maker).activities == ("Iron and steel",)


def test_what_spans_several_sectors_is_no_line_of_activity() -> None:
    both = side(sectors=("cross_sector",))
    assert competition(both, both) is None


@pytest.mark.parametrize("kind", ["institute", "government", "secretariat"])
def test_only_businesses_compete(kind) -> None:
    assert competition(side(), side(type=kind)) is None


def test_a_supplier_competes_as_a_company_does() -> None:
    assert competition(side(type="supplier"), side()) is not None


def test_firms_in_other_countries_do_not_compete() -> None:
    one, other = side(country="IN", countries=("IN",)), side(country="BR", countries=("CL",))
    assert competition(one, other) is None


def test_the_own_country_counts_beside_those_of_the_listing() -> None:
    found = competition(
        side(country="IN", countries=("BR",)), side(country="CL", countries=("IN",))
    )
    assert found.countries == ("India",)


def test_where_a_firm_works_counts_beside_its_own_country() -> None:
    abroad = side(country="IN", countries=("IN",), operates_in=("CL", "ZA"))
    at_home = side(country="BR", countries=("CL",))
    assert competition(abroad, at_home).countries == ("Chile",)
    works_too = side(country="BR", countries=("BR",), operates_in=("ZA",))
    assert competition(abroad, works_too).countries == ("South Africa",)


def test_where_a_firm_works_does_not_narrow_a_listing_for_anywhere() -> None:
    anywhere = side(country="IN", countries=(), operates_in=("ZA",))
    assert competition(anywhere, side(country="BR", countries=("CL",))).countries == (
        "Brazil",
        "Chile",
    )


def test_a_listing_without_countries_means_anywhere() -> None:
    found = competition(side(country="IN", countries=()), side(country="BR", countries=("CL",)))
    assert found.countries == ("Brazil", "Chile")


def test_two_listings_without_countries_meet_anywhere() -> None:
    found = competition(side(country="IN", countries=()), side(country="BR", countries=()))
    assert found.countries == ("anywhere",)


def test_it_is_the_same_from_both_sides() -> None:
    sides = [
        side(),
        side(nace=("24.10",)),
        side(nace=("24.10", "24.20"), countries=()),
        side(sectors=("cement", "steel"), country="IN"),
        side(type="institute"),
    ]
    for one in sides:
        for other in sides:
            assert competition(one, other) == competition(other, one)


def test_of_several_every_two_are_compared() -> None:
    assert len(among([side(), side(), side(type="institute"), side()])) == 3
    assert among([side()]) == []


def test_every_class_has_four_digits_and_belongs_to_a_sector_with_a_nace_code() -> None:
    for code in v.NACE_CLASSES:
        assert re.fullmatch(r"\d{2}\.\d{2}", code)
        assert v.nace_of(v.sector_of_class(code))
    assert v.sector_of_class("99.99") == ""
