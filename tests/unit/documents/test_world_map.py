"""The map of the world: a tile for everybody, and nothing but text from outside."""

import re
from xml.etree import ElementTree

from matchmaker.documents.world_map import PARTS, TILES, Mark, world_map, world_part
from models import vocabulary as v

HOSTILE = '"><script>alert(1)</script>&'


def test_every_country_and_every_region_has_a_tile_of_its_own():
    assert set(TILES) == {*v.COUNTRIES, *v.REGIONS}
    assert len(set(TILES.values())) == len(TILES)


def test_a_number_is_a_link_that_tells_what_it_counts():
    svg = world_map("Map", "All", {"SE": Mark(12, "Sweden: 12", "/listings?country=SE&q=a")}, {})

    link = ElementTree.fromstring(svg).find("{*}a")
    assert link.attrib["href"] == "/listings?country=SE&q=a"
    assert link.attrib["aria-label"] == link.find("{*}title").text == "Sweden: 12"
    assert [text.text for text in link.findall("{*}text")] == ["SE", "12"]


def test_more_listings_make_a_larger_circle_and_a_shorter_number():
    marks = {"SE": Mark(23_456, "", ""), "NO": Mark(1_250, "", ""), "IN": Mark(1, "", "")}

    root = ElementTree.fromstring(world_map("", "", marks, {}))
    radii = {a[2].text: float(a.find("{*}circle").attrib["r"]) for a in root.findall("{*}a")}
    assert radii["SE"] > radii["NO"] > radii["IN"]
    assert {a[3].text for a in root.findall("{*}a")} == {"23k", "1.2k", "1"}


def test_blind_listings_are_diamonds_at_a_region_and_unknown_codes_nowhere():
    marks = {"south_asia": Mark(3, "South Asia: 3", "/x"), "atlantis": Mark(9, "?", "/y")}

    links = ElementTree.fromstring(world_map("", "", {"": Mark(4, "?", "/z")}, marks)).findall(
        "{*}a"
    )
    assert [link.attrib["href"] for link in links] == ["/x"]
    assert links[0].attrib["class"] == "map-region"


def test_no_text_from_outside_becomes_markup():
    svg = world_map(HOSTILE, HOSTILE, {"SE": Mark(1, HOSTILE, HOSTILE)}, {})

    ElementTree.fromstring(svg)
    assert "<script" not in svg


def test_each_mark_stands_in_one_part_of_the_world_and_within_its_picture():
    countries = {code: Mark(1, code, code) for code in v.COUNTRIES}
    regions = {code: Mark(1, code, code) for code in v.REGIONS}
    found = []
    for part in PARTS:
        root = ElementTree.fromstring(world_part(part, "", "", countries, regions))
        left, top, width, height = map(float, root.attrib["viewBox"].split())
        for circle in root.iter("{http://www.w3.org/2000/svg}circle"):
            assert left < float(circle.attrib["cx"]) < left + width
            assert top < float(circle.attrib["cy"]) < top + height
        found += [link.attrib["href"] for link in root.findall("{*}a")]
    assert sorted(found) == sorted([*countries, *regions])


def test_a_part_is_no_taller_than_its_marks_and_empty_without_any():
    marks = {"SE": Mark(1, "Sweden", "/"), "NO": Mark(1, "Norway", "/")}

    root = ElementTree.fromstring(world_part("middle", "", "", marks, {}))
    assert root.attrib["viewBox"].split()[3] == "102"  # three rows of tiles
    assert world_part("west", "", "", marks, {}) == ""


def test_titles_of_several_pictures_on_one_page_have_ids_of_their_own():
    marks = {"SE": Mark(1, "", "/"), "BR": Mark(1, "", "/")}
    svgs = [world_map("", "", marks, {}), *(world_part(part, "", "", marks, {}) for part in PARTS)]
    ids = re.findall(r' id="([^"]+)"', "".join(svgs))
    assert len(ids) == len(set(ids)) == 6
