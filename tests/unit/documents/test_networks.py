"""The two pictures of networks: nothing overlaps, nothing is random, nothing is markup."""

from itertools import pairwise
from xml.etree import ElementTree

import pytest

from matchmaker.documents.network_parts import FORMS, lines
from matchmaker.documents.own_network import Own, Partner, own_network
from matchmaker.documents.own_tree import own_tree
from matchmaker.documents.ring import Node, around, numbered_ring, ring

HOSTILE = '"><script>alert(1)</script>&'


def own(key, title="A need", *, wants=True):
    return Own(key, title, f"Need: {title}", f"/listings/{key}", wants)


def partner(key, name="Works", kind="company", marks=()):
    return Partner(key, name, f"{name}: offer", f"/organizations/{key}", kind, marks)


def rows_of(svg, name):
    texts = ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    return sorted(float(text.attrib["y"]) for text in texts if text.attrib["class"] == name)


def test_every_partner_has_a_row_of_its_own():
    owns = [own(f"N{at}") for at in range(5)]
    partners = [partner(f"O{at}") for at in range(12)]
    drawn = [(f"N{at % 5}", f"O{at}", "good") for at in range(12)]

    rows = rows_of(own_network("", "", "Home", owns, partners, drawn), "net-label")
    assert len(rows) == 12
    assert min(b - a for a, b in pairwise(rows)) >= 24


def test_needs_stand_left_and_the_rest_right_and_a_partner_of_both_on_both():
    owns = [own("N1"), own("O1", wants=False)]
    drawn = [("N1", "P", "strong"), ("O1", "P", "possible")]

    svg = own_network("", "", "Home", owns, [partner("P", marks=(1, 2))], drawn)
    labels = [
        text
        for text in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
        if text.attrib["class"] == "net-label"
    ]
    assert [(text.attrib["text-anchor"], text.text) for text in labels] == [
        ("end", "Works ◇1 ◇2"),
        ("start", "Works ◇1 ◇2"),
    ]
    assert "net-line net-strong" in svg
    assert "net-line net-possible" in svg


def test_one_side_alone_takes_no_room_for_the_other():
    half = own_network("", "", "Home", [own("N1")], [partner("P")], [("N1", "P", "good")])

    left, _top, width, _height = ElementTree.fromstring(half).attrib["viewBox"].split()
    assert float(left) + float(width) < 100


def test_a_blind_listing_and_each_type_has_a_form_of_its_own():
    kinds = [*FORMS, "blind", "government"]
    nodes = [Node(kind, kind, kind, "/", kind, 1) for kind in kinds]

    svg = ring("", "", nodes, [])
    for form in (*FORMS.values(), "diamond", "pentagon"):
        assert svg.count(f'class="net-{form}"') == 1


@pytest.mark.parametrize("count", [1, 2, 20, 60])
def test_a_ring_gives_every_label_a_place_and_joins_what_is_joined(count):
    nodes = [Node(str(at), f"Works {at}", "", "/", "company", at + 1) for at in range(count)]
    chords = [(str(at), str(at // 2), "good") for at in range(1, count)]

    svg = ring("Ring", "All", nodes, chords)
    root = ElementTree.fromstring(svg)
    places = [t.attrib["transform"] for t in root.iter("{http://www.w3.org/2000/svg}text")]
    assert len(set(places)) == count
    assert svg.count("net-line") == count - 1
    assert svg == ring("Ring", "All", nodes, chords)


def test_on_a_narrow_page_each_partner_stands_below_the_listing_that_it_fits():
    owns = [own("N1", "First need"), own("N2", "Second need"), own("O1", "Offer", wants=False)]
    partners = [partner("P", "Plover"), partner("K", "Kestrel", marks=(2,))]
    drawn = [("N1", "P", "strong"), ("N2", "P", "good"), ("N2", "K", "good"), ("O1", "K", "good")]

    svg = own_tree("", "", ("Wanted", "Given"), owns, partners, drawn)
    texts = list(ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text"))
    assert [text.text for text in texts] == [
        *("Wanted", "First need", "Plover", "Second need", "Plover", "Kestrel ◇2"),
        *("Given", "Offer", "Kestrel ◇2"),
    ]
    heights = [float(text.attrib["y"]) for text in texts]
    assert min(b - a for a, b in pairwise(heights)) >= 24
    assert svg.count("net-line") == len(drawn)


def test_what_has_no_listing_has_no_heading_on_a_narrow_page():
    svg = own_tree("", "", ("Wanted", "Given"), [own("N")], [partner("P")], [("N", "P", "good")])
    assert "Wanted" in svg
    assert "Given" not in svg


def test_a_numbered_ring_counts_as_its_list_does():
    nodes = [Node(str(at), f"Works {at}", "", "/", "company", 1) for at in range(5)]
    chords = [("0", "3", "good"), ("3", "1", "good")]

    svg = numbered_ring("Ring", "All", nodes, chords)
    texts = ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    assert [text.text for text in texts] == ["1", "2", "3", "4", "5"]
    assert [node.key for node in around(nodes, chords)][:3] == ["0", "3", "1"]


def test_a_long_title_takes_two_lines_and_no_more():
    assert lines("Short", 10) == ["Short"]
    assert lines("Slag from a blast furnace in cement", 12) == ["Slag from a", "blast furna…"]
    assert lines("Hochofenschlackenzement", 10) == ["Hochofensc", "hlackenze…"]


def test_no_text_from_outside_becomes_markup():
    hostile = Node("a", HOSTILE, HOSTILE, HOSTILE, HOSTILE, 1)
    other = Partner("p", HOSTILE, HOSTILE, HOSTILE, HOSTILE)
    mine = Own("o", HOSTILE, HOSTILE, HOSTILE, wants=True)
    for svg in (
        ring(HOSTILE, HOSTILE, [hostile], [("a", "a", HOSTILE)]),
        numbered_ring(HOSTILE, HOSTILE, [hostile], [("a", "a", HOSTILE)]),
        own_network(HOSTILE, HOSTILE, HOSTILE, [mine], [other], [("o", "p", HOSTILE)]),
        own_tree(HOSTILE, HOSTILE, (HOSTILE, HOSTILE), [mine], [other], [("o", "p", HOSTILE)]),
    ):
        ElementTree.fromstring(svg)
        assert "<script" not in svg
