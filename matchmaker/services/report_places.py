"""Where listings come from: sectors, and countries without telling those of blind listings.

A blind listing shows its region and not its country. Members count open listings on the browse
page, by country and exactly; a total beside them would tell the blind ones by subtraction. So the
blind listings of a country are withheld for themselves first, and added only where there are at
least five and no sum gives them away.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from matchmaker.documents.figures import Draft, Figures
from matchmaker.phrases import N_
from matchmaker.services.report_facts import ListingFact
from matchmaker.services.report_grid import ALL, Facts, lines, part
from models import vocabulary as v

_ELSEWHERE: Final = "elsewhere"


def sectors(facts: Facts, figures: Figures) -> Draft:
    """Published listings by sector and kind; a listing may have several sectors."""
    kinds = [(f"new {kind}", kind, label) for kind, label in v.LISTING_KINDS.choices()]
    for measure, kind, _label in kinds:
        own = [row for row in facts.listings if row.kind == kind]
        found = Counter(sector for row in own for sector in set(row.sectors))
        figures.count(f"{measure}|{ALL}", len(own))
        for sector in v.SECTORS:
            part(figures, measure, sector, found[sector])
        figures.cover(f"{measure}|{ALL}", [f"{measure}|{sector}" for sector in v.SECTORS])
    figures.partition(f"supply|{ALL}", [f"new offer|{ALL}", f"new capability|{ALL}"])
    figures.partition(f"need|{ALL}", [f"new need|{ALL}"])
    return Draft(
        "sectors",
        N_("Listings published, by sector"),
        [(kind, label) for _measure, kind, label in kinds],
        lines([*v.SECTORS.choices(), (ALL, N_("All"))], [measure for measure, _k, _l in kinds]),
        N_("A listing may have several sectors."),
    )


def countries(facts: Facts, figures: Figures) -> Draft:
    """Published listings by country of their owner and kind."""
    blind = blind_told(facts.listings)
    found = Counter((row.country, row.kind) for row in facts.listings if not row.is_blind)
    found.update(blind)
    places = sorted({row.country for row in facts.listings}, key=v.COUNTRIES.label)
    for kind in v.LISTING_KINDS:
        for place in places:
            figures.count(f"from {kind}|{place}", found[place, kind])
        total = figures.known_elsewhere(f"from {kind}|{ALL}", sum(found[p, kind] for p in places))
        figures.partition(total, [f"from {kind}|{place}" for place in places])
    rows = [(place, v.COUNTRIES.label(place)) for place in places]
    return Draft(
        "countries",
        N_("Listings published, by country"),
        v.LISTING_KINDS.choices(),
        lines(rows, [f"from {kind}" for kind in v.LISTING_KINDS]),
        N_(
            "By the country of the organization. Blind listings are counted where at least five of "
            "a country and kind are told from no sum; there is no total for that reason."
        ),
    )


def blind_told(listings: Sequence[ListingFact]) -> dict[tuple[str, str], int]:
    """``(country, kind)`` → blind listings, where as many may be told of beside the open ones.

    The attacker knows the blind listings of each region, which every page shows.
    """
    blind = [row for row in listings if row.is_blind]
    found = Counter((row.country, row.kind) for row in blind)
    regions = Counter((v.region_of(row.country), row.kind) for row in blind)
    figures = Figures()
    for (country, kind), number in found.items():
        figures.count(f"{country}|{kind}", number)
    for (region, kind), number in regions.items():
        total = figures.known_elsewhere(f"{region}|{kind}", number)
        own = [f"{c}|{k}" for c, k in found if k == kind and v.region_of(c) == region]
        figures.partition(total, [*own, figures.count(f"{region}|{kind}|{_ELSEWHERE}", 0)])
    hidden = figures.withheld()
    return {place: n for place, n in found.items() if "|".join(place) not in hidden}
