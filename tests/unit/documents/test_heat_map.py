"""The heat map: five steps, numbers in cells, nothing unescaped."""

from xml.etree import ElementTree

import pytest

from matchmaker.documents.heat_map import heat_map

SVG = "{http://www.w3.org/2000/svg}"


def steps(values, **options):
    rows = [str(number) for number in range(len(values))]
    svg = heat_map("T", "D", rows, ["a"], [[value] for value in values], **options)
    return [group.get("class") for group in ElementTree.fromstring(svg).iter(f"{SVG}g")]


def test_counts_have_five_steps_with_nothing_apart() -> None:
    assert steps([0, 1, 30, 60, 100]) == ["heat-0", "heat-1", "heat-2", "heat-3", "heat-4"]


def test_differences_have_five_steps_around_balance() -> None:
    expected = ["gap-0", "gap-1", "gap-2", "gap-3", "gap-4"]
    assert steps([-10, -5, 0, 5, 10], diverging=True) == expected


def test_a_map_of_nothing_is_drawn() -> None:
    assert steps([0, 0]) == ["heat-0", "heat-0"]
    assert steps([]) == []


def test_every_cell_has_its_number_with_a_sign_where_it_is_a_difference() -> None:
    svg = heat_map("T", "D", ["r"], ["a", "b", "c"], [[1234, -5, 0]], diverging=True)
    found = [t.text for t in ElementTree.fromstring(svg).iter(f"{SVG}text")]
    assert found[-3:] == ["+1,234", "−5", "0"]


def test_it_is_an_image_with_a_name_and_a_description() -> None:
    root = ElementTree.fromstring(heat_map("Supply", "By sector.", ["r"], ["a"], [[1]]))
    assert root.get("role") == "img"
    named = root.get("aria-labelledby", "").split()
    texts = {child.get("id"): child.text for child in root}
    assert [texts[name] for name in named] == ["Supply", "By sector."]


def test_what_it_is_given_is_escaped() -> None:
    svg = heat_map("<b>", '"&', ["<script>"], ["</svg>"], [[1]])
    assert "<script>" not in svg
    assert ElementTree.fromstring(svg).find(f"{SVG}title").text == "<b>"  # type: ignore[union-attr]


def test_rows_and_numbers_must_go_together() -> None:
    with pytest.raises(ValueError, match="zip"):
        heat_map("T", "D", ["a", "b"], ["c"], [[1]])
