"""The rubric: what counts as said, in any script, and that every point can be met and missed."""

import datetime as dt

import pytest

from matchmaker.services.listing_columns import FIELDS
from matchmaker.services.listing_fields import clean_fields
from matchmaker.services.writing_measure import has_measure, is_shouted, length, phrases, words
from matchmaker.services.writing_rubric import rubric
from models import KINDS

TEASER = (
    "Iron ore fines below 1 mm are reduced to metal by electricity at 110 °C. A pilot line makes "
    "10 kg a day and stops within minutes when power is scarce; partners for a larger one are "
    "wanted who have ore and a hall. Samples and data of 2,000 hours can be given to a partner."
)


def missing(kind, **values):
    return [point.title for point in rubric(kind, values) if not point.met]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("disclosure", ["open", "blind"])
def test_an_empty_draft_misses_every_point_and_each_has_advice_for_a_field(kind, disclosure):
    points = rubric(kind, {"disclosure": disclosure})

    assert not any(point.met for point in points)
    assert len({point.title for point in points}) == len(points) >= 9
    for point in points:
        assert point.field in {field.name for field in FIELDS[kind]}
        assert point.advice.endswith(".")
        assert point.advice.count(". ") == 0, "one sentence"


@pytest.mark.parametrize("kind", KINDS)
def test_the_examples_of_the_template_with_a_full_teaser_meet_nearly_all(kind):
    examples = {field.name: field.example for field in FIELDS[kind] if field.example}
    values, problems = clean_fields(kind, examples, today=dt.date(2026, 9, 1))
    assert not problems

    left = missing(kind, **{**values, "teaser": TEASER})
    assert left in ([], ["The problem is stated"], ["Three statements of expertise or more"])


def test_a_blind_listing_is_judged_by_what_its_readers_see():
    figures = "Figures with units"
    values = {"title": "Slag wanted", "teaser": "No figure.", "problem": "Slag at 1,600 °C"}

    assert figures not in missing("need", **values, disclosure="open")
    assert figures in missing("need", **values, disclosure="blind")
    short = "A teaser of words and no more. " * 6
    assert "The teaser says enough" not in missing("need", teaser=short)
    assert "The teaser says enough" in missing("need", teaser=short, disclosure="blind")


@pytest.mark.parametrize(
    "title",
    [
        "Green heat",
        "🔥 🔥 🔥 🔥 🔥",
        "1 2 3 4 5",
        "INNOVATION WANTED FOR THE STEEL WORKS",
        "Innovative solution for lime kilns wanted",
        "革新的な技術",
    ],
)
def test_a_title_that_tells_nothing_is_missing(title):
    assert "The title names process and material" in missing("need", title=title)


@pytest.mark.parametrize(
    "title",
    [
        "Dust-free charging of iron ore fines",
        "鉄鉱石の水素還元",
        "수소환원제철 공정용 분광",
        "लौह अयस्क का हाइड्रोजन अपचयन",
        "CO2 use for EAF off-gas",
    ],
)
def test_a_title_in_any_script_may_tell_enough(title):
    assert "The title names process and material" not in missing("need", title=title)


@pytest.mark.parametrize(
    "text",
    [
        *("at 110 °C", "1,250°C", "20–50 MW", "3.6 MWh per t", "below 100 mg/m³", "50 %", "10 kg"),
        *("450 m2", "24 hours", "2 t/d", "5 to 8 bar", "1600度", "50万吨", "10 톤", "5 टन"),
    ],
)
def test_figures_with_units_are_recognised(text):
    assert has_measure(text)


@pytest.mark.parametrize(
    "text",
    ["", "in 2030", "TRL 7", "C21B13/0073", "2 partners", "CO2", "5 kilns", "v1.2.3", "🔥 5"],
)
def test_bare_numbers_are_no_figures(text):
    assert not has_measure(text)


def test_lengths_count_what_is_said():
    assert length("") == length("🔥🔥🔥 !!!") == 0
    assert length("slag  -- and   lime") == len("slag and lime")
    assert length("鉄鉱石の還元") == 15
    assert words("鉄鉱石の還元") == 3
    assert words("electrolysis of ore") == 3


def test_capitals_and_praise_are_not_plain_words():
    assert is_shouted("WE LOOK FOR A PARTNER IN STEEL")
    assert not is_shouted("EAF slag, CO2, H2-DRI")
    assert phrases("Innovative, cutting-edge and world-leading") == [
        "Innovative",
        "cutting-edge",
        "world-leading",
    ]
    praise = "Our world-leading, cutting-edge platform."
    assert "Plain words" in missing("offer", title="Kiln", teaser=praise)
    assert "Plain words" not in missing("offer", title="Kiln", teaser="An innovative kiln.")


def test_short_statements_of_expertise_do_not_count():
    title = "Three statements of expertise or more"

    assert title in missing("capability", expertise=["Slag", "Ore", "Lime"])
    told = ["Slag chemistry at 1,600 °C", "Reduction of ore fines", "Leaching of fly ash"]
    assert title not in missing("capability", expertise=told)


@pytest.mark.parametrize("text", ["a" * 100_000, "1" * 100_000, "1 to " * 20_000, "🔥" * 100_000])
def test_a_text_of_any_length_is_judged(text):
    rubric("need", {"title": text, "teaser": text, "problem": text, "done_means": text})
