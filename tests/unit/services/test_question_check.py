"""What the check finds in a question, how often it is right, and what it leaves alone."""

from pathlib import Path

import pytest

from matchmaker.importers.demonstration import read
from matchmaker.services.question_check import check, digest, of_kind
from matchmaker.services.writing_identity import Identity, known_as

#: Written before the rules; the even lines were looked at while they were made, the odd never.
TEXTS = Path(__file__).resolve().parents[2] / "data" / "question_texts.tsv"
WRITER = Identity(
    "Kalkstein Binder GmbH",
    "https://kalkstein-binder.example",
    "Germany",
    ("Jonas Albrecht", "Mira Sandvoss"),
)
OTHERS = known_as("Suryakund Ispat Limited") | known_as("Heart")


def rows(half):
    lines = TEXTS.read_text("utf-8").splitlines()[half::2]
    return [line.split("\t") for line in lines]


def measure(half, kind):
    """``(precision, recall, texts of the kind)``; texts of the other kind count for neither."""
    hits = [(label, bool(of_kind(check(text, WRITER, OTHERS), kind))) for label, text in rows(half)]
    right = sum(label == kind and hit for label, hit in hits)
    wrong = sum(label == "none" and hit for label, hit in hits)
    there = sum(label == kind for label, _ in hits)
    return right / (right + wrong), right / there, there


def test_the_list_is_long_enough_and_half_of_it_has_something_to_find():
    labels = [label for half in (0, 1) for label, _ in rows(half)]
    assert len(labels) >= 120
    assert 0.45 <= sum(label != "none" for label in labels) / len(labels) <= 0.55


@pytest.mark.parametrize(("half", "name"), [(0, "looked at"), (1, "held out")])
@pytest.mark.parametrize("kind", ["identity", "commercial"])
def test_the_check_finds_most_and_cries_wolf_seldom(half, name, kind):
    precision, recall, texts = measure(half, kind)
    print(f"{name}, {kind}: precision {precision:.3f}, recall {recall:.3f} of {texts} texts")
    assert precision >= 0.95
    assert recall >= 0.9


def test_it_finds_nothing_in_the_requests_of_the_demonstration():
    network = read()
    others = frozenset(form for one in network.organizations for form in known_as(one["name"]))
    texts = [
        entry[name]
        for entry in network.introductions
        for name in ("question", "about_us")
        if entry.get(name)
    ]
    found = [one for text in texts for one in check(text, WRITER, others)]
    assert len(texts) >= 20
    assert [one for one in found if one.kind != "technical"] == []


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Write to name at company dot com.", "an e-mail address"),
        ("See www dot company dot example for more.", "a link"),
        ("Mail name＠company.com please.", "an e-mail address"),
        ("We are К\u0430lkstein and ask.", "the organization’s name"),
        ("K-a-l-k-s-t-e-i-n asks.", "the organization’s name"),
        ("Kalkste1n asks.", "the organization’s name"),
        ("Is Suryakund Ispat behind this?", "the name of an organization"),
        ("Our lab in Neuss is free.", "a place"),
        ("We are at 51.43121, 6.76492.", "coordinates"),
        ("Reach me @kilnwizard.", "a handle"),
    ],
)
def test_a_disguise_is_seen_through(text, topic):
    assert topic in [one.topic for one in of_kind(check(text, WRITER, OTHERS), "identity")]


def test_a_finding_says_where_its_words_stand():
    text = "Kalkstein asks: is 40 EUR per tonne too much at 850 °C?"
    found = check(text, WRITER, OTHERS)
    assert [one.kind for one in found] == ["identity", "commercial", "technical"]
    assert [text[one.start : one.end] for one in found] == [one.words for one in found]


def test_a_word_with_a_capital_is_a_name_and_one_without_is_none():
    assert of_kind(check("Is Heart the maker?", WRITER, OTHERS), "identity")
    assert not of_kind(check("Is the heart of the furnace lined?", WRITER, OTHERS), "identity")


def test_the_own_country_is_to_be_confirmed_and_another_is_nothing():
    country = check("Is it used in Germany already?", WRITER, OTHERS)
    assert [(one.kind, one.topic) for one in country] == [("commercial", "the country")]
    assert check("Is it used in India already?", WRITER, OTHERS) == []


def test_technical_numbers_are_told_apart_from_commercial_ones():
    found = check("We make 200 kt per year at 850 °C and 12 bar, TRL 6.", WRITER)
    assert [one.words for one in of_kind(found, "commercial")] == ["We make 200 kt per year"]
    assert [one.words for one in of_kind(found, "technical")] == ["850 °C", "12 bar", "TRL 6"]


def test_a_confirmation_holds_for_the_same_findings_only():
    first, second = check("It costs 40 EUR.", WRITER), check("It costs 41 EUR.", WRITER)
    assert digest(first) == digest(check("It costs 40 EUR.", WRITER)) != digest(second)


def test_a_text_of_any_kind_takes_little_time():
    for text in ("a. " * 333, "dot at " * 142, "9 " * 500, "A " * 500, "one-" * 250):
        check(text, WRITER, OTHERS)
