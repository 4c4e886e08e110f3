"""Stacked columns: to scale, escaped, named for those who do not see them."""

from xml.etree import ElementTree

import pytest

from matchmaker.documents.columns import Column, Series, stacked_columns

SVG = "{http://www.w3.org/2000/svg}"
SERIES = [Series("Met", 0), Series("<Closed> & done", 12)]


def draw(columns, series=SERIES):
    drawn = stacked_columns('Stages "by" quarter', "Two & two", series, columns, identifier="p")
    return ElementTree.fromstring(drawn)


def bars(picture):
    return [r for r in picture.iter(f"{SVG}rect") if "chart-bar" in r.get("class")]


def test_layers_stand_on_one_another_to_scale():
    low, high = bars(draw([Column("Q1", (1.0, 3.0))]))
    assert float(high.get("height")) == pytest.approx(3 * float(low.get("height")), abs=0.2)
    top_of_low = float(low.get("y"))
    assert float(high.get("y")) + float(high.get("height")) == pytest.approx(top_of_low, abs=0.2)


def test_a_layer_of_nothing_is_not_drawn_and_no_column_is_a_picture_still():
    assert len(bars(draw([Column("Q1", (0.0, 2.0))]))) == 1
    assert bars(draw([])) == []
    assert bars(draw([], series=[])) == []


def test_it_has_a_name_a_description_and_neither_style_nor_script():
    picture = draw([Column("<b>", (1.0, 1.0))])
    assert picture.get("role") == "img"
    assert picture.get("aria-labelledby") == "p-title p-desc"
    assert picture.find(f"{SVG}title").text == 'Stages "by" quarter'
    assert picture.find(f"{SVG}desc").text == "Two & two"
    assert not [e for e in picture.iter() if e.get("style") or e.tag.endswith(("style", "script"))]
    assert "<b>, <Closed> & done: 1" in [e.text for e in picture.iter(f"{SVG}title")]


def test_of_many_columns_some_are_named():
    picture = draw([Column(f"Q{n}", (1.0, 0.0)) for n in range(40)])
    named = [e.text for e in picture.iter(f"{SVG}text") if e.text.startswith("Q")]
    assert len(bars(picture)) == 40
    assert 8 <= len(named) <= 12


@pytest.mark.parametrize("values", [(1.0,), (1.0, -1.0), (float("nan"), 1.0)])
def test_what_cannot_be_drawn_is_refused(values):
    with pytest.raises(ValueError, match="does not fit"):
        draw([Column("Q1", values)])


@pytest.mark.parametrize("total", [3.0, 7.0, 99.0, 1e9, 3.3e7])
def test_no_column_is_higher_than_the_axis(total):
    (bar,) = bars(draw([Column("Q1", (total, 0.0))]))
    assert float(bar.get("y")) >= 12
