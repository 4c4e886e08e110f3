"""Who holds the views of all countries of a region, and a solver, finds no small count."""

import random
from collections import Counter

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from matchmaker.documents.suppression import SMALLEST
from matchmaker.services.country_blind import Blind, told
from matchmaker.services.country_facts import TRL_BANDS, blind_places
from matchmaker.services.country_told import every_place
from matchmaker.services.country_told import told as told_of_one
from models import vocabulary as v

LANDS = ("DE", "NO", "SE", "FI")
UNSEEN = ("technology", "technical_assistance")


def some_listings(rng, lands=LANDS):
    few = rng.choice((1, 2, 3))
    return [
        Blind(
            rng.choice(lands[: rng.choice((1, 2, len(lands)))]),
            blind_places(
                rng.choice(("offer", "need")[:few]),
                rng.sample(("steel", "cement", "mining")[:few], rng.choice((1, 1, few))),
                rng.sample(("ccus", "h2_dri"), rng.choice((0, 1))),
                rng.choice((None, 2, 5, 8)[: few + 1]),
                (),
                rng.choice(("patent", "demonstration")),
            ),
        )
        for _ in range(rng.randint(5, 45))
    ]


class Attacker:
    """Knows every blind listing of the region by what its page shows, and all that is told; seeks
    out which countries the listings can be of."""

    def __init__(self, listings, lands, told_cells):
        self.listings, self.lands = listings, lands
        self.size = len(listings) * len(lands)
        counts = Counter((one.country, place) for one in listings for place in one.places)
        rows, low, high = [], [], []
        for at in range(len(listings)):
            row = np.zeros((len(listings), len(lands)))
            row[at] = 1
            rows, low, high = [*rows, row.ravel()], [*low, 1], [*high, 1]
        for land, places in told_cells.items():
            for place in places:
                unseen = place[0] in UNSEEN or place[1] in UNSEEN
                all_of_kind = ("all", "all", place[2])
                rows.append(self.cell(land, all_of_kind if unseen else place))
                low.append(counts[land, place])
                high.append(np.inf if unseen else counts[land, place])
        self.known = LinearConstraint(np.array(rows), low, high)

    def cell(self, land, place):
        row = np.zeros((len(self.listings), len(self.lands)))
        row[[place in one.places for one in self.listings], self.lands.index(land)] = 1
        return row.ravel()

    def width(self, land, place):
        ends = [
            milp(
                sign * self.cell(land, place),
                constraints=self.known,
                integrality=np.ones(self.size),
                bounds=Bounds(0, 1),
            ).fun
            for sign in (1, -1)
        ]
        return round(-ends[1] - ends[0])


@pytest.mark.parametrize("seed", range(10))
def test_all_views_of_a_region_together_leave_every_small_count_in_doubt(seed):
    rng = random.Random(seed)
    listings = some_listings(rng)
    told_cells = told(listings, LANDS)
    counts = Counter((one.country, place) for one in listings for place in one.places)
    totals = Counter(place for one in listings for place in one.places)
    assert all(counts[land, p] >= SMALLEST for land in LANDS for p in told_cells[land])

    attacker = Attacker(listings, LANDS, told_cells)
    for land in LANDS:
        for place, total in totals.items():
            if counts[land, place] < SMALLEST and place[0] not in UNSEEN:
                wanted = min(SMALLEST - 1, total)
                assert attacker.width(land, place) >= wanted, (land, place)


def test_the_attacker_finds_what_is_told_without_care():
    listings = [steel("NO")] * 6 + [steel("SE")] * 8 + [steel("DE")] * 2
    careless = dict.fromkeys(("NO", "SE"), frozenset({("sector", "steel", "offer")}))

    attacker = Attacker(listings, LANDS[:3], careless)

    assert attacker.width("DE", ("sector", "steel", "offer")) == 0


def steel(country, **fields):
    codes = {"technologies": (), "trl": 5, "wanted": (), "offer_type": "patent", **fields}
    return Blind(country, blind_places("offer", ["steel"], *codes.values()))


def told_sectors(listings, lands):
    return {
        land
        for land, places in told(listings, lands).items()
        if ("sector", "steel", "offer") in places
    }


def test_a_small_third_country_withholds_the_smaller_of_two():
    rows = [steel("NO")] * 6 + [steel("SE")] * 8

    assert told_sectors(rows, ["NO", "SE"]) == {"NO", "SE"}
    assert told_sectors(rows + [steel("DE")] * 2, ["NO", "SE", "DE"]) == {"SE"}
    assert told_sectors(rows, ["NO", "SE", "DE"]) == {"SE"}  # none at all is a small count, too


def test_in_a_region_of_one_country_the_total_is_known_anyway():
    assert told_sectors([steel("NO")] * 6, ["NO"]) == {"NO"}
    assert told_sectors([steel("NO")] * 4, ["NO"]) == set()


def test_something_is_told_of_a_region_with_many_listings():
    rng = random.Random(5)
    listings = [some for _ in range(12) for some in some_listings(rng)]

    assert sum(map(len, told(listings, LANDS).values())) > 10


def open_counts(rng):
    counts = Counter()
    for _ in range(rng.randint(5, 120)):
        kind = rng.choice(tuple(v.LISTING_KINDS))
        counts.update(
            blind_places(
                kind,
                rng.sample(tuple(v.SECTORS)[: rng.choice((1, 4))], 1),
                rng.sample(tuple(v.TECHNOLOGIES)[:3], 1),
                rng.choice((None, 2, 5, 8)),
                (),
                rng.choice(("facility_access", "incubator", "patent")) if kind == "offer" else "",
            )
        )
    return counts


def printed_widths(found, kind):
    """How far each withheld count of a kind can be changed, by all that is printed."""
    places = [p for p in every_place() if p[2] == kind and p[0] != "capacity"]
    types = ("incubator", "technical_guideline", "facility_access", "demonstration")
    extra = [("capacity", code, "") for code in (types if kind == "offer" else ())]
    extra += [("capacity", "capability", "")] if kind == "capability" else []
    at = {place: column for column, place in enumerate([*places, *extra, "whole"])}
    rows = [row_of(at, [p for p in places if p[0] == "trl"], 0)]
    rows += [row_of(at, [place], np.inf) for place in places if place[0] != "trl"]
    rows.append(row_of(at, [p for p in places if p[0] == "sector"], 0, sign=-1))
    if kind == "capability":
        rows.append(row_of(at, extra, 0))
    if kind == "offer":
        rows.append(row_of(at, extra, np.inf))
    left = np.array([row for row, _high in rows])
    # The sum of the sectors is not below the whole; all others are not above it.
    low, high = np.zeros(len(rows)), np.array([high for _row, high in rows])
    high[1 + sum(p[0] != "trl" for p in places)] = np.inf
    limits = LinearConstraint(left, low, high)
    lows = [0 if p == "whole" or p in found.hidden else found.counts[p] for p in at]
    highs = [1e4 if p == "whole" or p in found.hidden else found.counts[p] for p in at]
    for place, column in at.items():
        if place in found.hidden:
            cost = np.zeros(len(at))
            cost[column] = 1
            ends = [
                milp(
                    s * cost,
                    constraints=limits,
                    integrality=np.ones(len(at)),
                    bounds=Bounds(lows, highs),
                )
                for s in (1, -1)
            ]
            yield place, -ends[1].fun - ends[0].fun


def row_of(at, parts, high, sign=1):
    """``whole`` less ``parts``, which is between 0 and ``high``; the other way with ``sign``."""
    row = np.zeros(len(at))
    row[at["whole"]] = sign
    for place in parts:
        row[at[place]] = -sign
    return row, high


@pytest.mark.parametrize("seed", range(12))
def test_what_is_printed_of_one_country_leaves_every_small_count_in_doubt(seed):
    found = told_of_one(open_counts(random.Random(seed)), Counter(), frozenset())
    for kind in v.LISTING_KINDS:
        for place, width in printed_widths(found, kind):
            if found.counts[place] < SMALLEST:
                assert width >= SMALLEST - 1, place


def test_where_bands_are_withheld_some_sector_is():
    counts = Counter({("sector", code, "offer"): 9 for code in v.SECTORS})
    counts |= Counter({("trl", band, "offer"): 40 for band in TRL_BANDS})
    assert not [
        p
        for p in told_of_one(counts, Counter(), set()).hidden
        if p[0] == "sector" and p[2] == "offer"
    ]

    counts["trl", "untold", "offer"] = 2
    hidden = told_of_one(counts, Counter(), set()).hidden

    assert len([p for p in hidden if p[0] == "sector" and p[2] == "offer"]) == 1


def test_types_are_withheld_that_would_leave_no_room_for_the_others():
    counts = Counter({("trl", band, "offer"): 5 for band in TRL_BANDS})
    counts["capacity", "facility_access", ""] = 19

    assert ("capacity", "facility_access", "") in told_of_one(counts, Counter(), set()).hidden
