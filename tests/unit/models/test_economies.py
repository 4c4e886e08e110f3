import pytest

from models import vocabulary as v
from models.economies import ADVANCED, EMERGING, EMERGING_REGIONS, gets_weight, group_of


def test_the_groups_have_the_sizes_that_the_source_gives_and_share_no_country() -> None:
    assert (len(ADVANCED), len(EMERGING)) == (41, 155)
    assert ADVANCED.isdisjoint(EMERGING)
    assert set(v.COUNTRIES) >= ADVANCED | EMERGING


@pytest.mark.parametrize(
    ("country", "group"),
    [("IN", "emerging"), ("ZA", "emerging"), ("SE", "advanced"), ("GL", "unclassified")],
)
def test_a_country_has_one_group(country: str, group: str) -> None:
    assert group_of(country) == group


def test_an_open_listing_gets_the_weight_by_its_country() -> None:
    assert gets_weight("CN", blind=False)
    assert not gets_weight("SG", blind=False)
    assert not gets_weight("GL", blind=False)


@pytest.mark.parametrize("region", list(v.REGIONS))
def test_the_weight_of_a_blind_listing_tells_nothing_but_its_region(region: str) -> None:
    countries = [country for country in v.COUNTRIES if v.region_of(country) == region]

    assert len({gets_weight(country, blind=True) for country in countries}) == 1


def test_regions_of_both_kinds_of_economies_give_a_blind_listing_no_weight() -> None:
    assert {"south_asia", "sub_saharan_africa", "latin_america"} <= EMERGING_REGIONS
    assert EMERGING_REGIONS.isdisjoint(
        {"east_asia", "eastern_europe", "southern_europe", "oceania", "northern_europe"}
    )
