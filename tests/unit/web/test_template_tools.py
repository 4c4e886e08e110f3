"""What templates may say: dates, labels, marked words, and the macros that stand on them."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, render_template_string
from flask_babel import Babel
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape
from wtforms import Form, RadioField, SelectChoice, StringField  # type: ignore[attr-defined]
from wtforms.validators import DataRequired

from matchmaker.services.listing_search import MARK_END, MARK_START
from matchmaker.web import formats
from matchmaker.web import template_tools as tools

NOW = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)
ROOT = Path(__file__).parents[3]
_ICON = re.compile(r"""\bicon\(\s*["']([\w-]+)["']""")
_INLINE = re.compile(r"<\w[^>]*\s(style|on\w+)=|<style|<script(?![^>]*\ssrc=)|javascript:")


@pytest.fixture
def app() -> Iterator[Flask]:
    app = Flask(
        "pages",
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "matchmaker" / "web" / "static"),
    )
    Babel(app, default_locale="en_GB")
    tools.register(app, clock=lambda: NOW)
    app.jinja_env.globals["csrf_token"] = lambda: "token"
    with app.test_request_context():
        yield app


def test_dates_are_written_out_and_absent_ones_are_empty() -> None:
    assert formats.date(dt.date(2026, 11, 3)) == "3 November 2026"
    assert formats.datetime(NOW) == "23 November 2026, 09:30 UTC"
    assert formats.datetime(NOW.replace(tzinfo=None)).endswith("09:30 UTC")
    assert formats.date(None) == formats.datetime(None) == formats.relative(None, NOW) == ""


@pytest.mark.parametrize(
    ("ahead", "told"),
    [
        (dt.timedelta(seconds=20), "just now"),
        (dt.timedelta(seconds=-20), "just now"),
        (dt.timedelta(minutes=-1), "1 minute ago"),
        (dt.timedelta(hours=-5), "5 hours ago"),
        (dt.timedelta(days=-6), "6 days ago"),
        (dt.timedelta(days=15), "in 2 weeks"),
        (dt.timedelta(days=-800), "2 years ago"),
    ],
)
def test_a_moment_is_told_by_its_distance(ahead: dt.timedelta, told: str) -> None:
    assert formats.relative(NOW + ahead, NOW) == told


def test_a_moment_without_a_zone_is_taken_as_utc() -> None:
    assert formats.relative(dt.datetime(2026, 11, 23, 8, 30), NOW) == "1 hour ago"  # noqa: DTZ001


def test_a_short_duration_is_less_than_a_minute() -> None:
    assert formats.duration(12) == "less than a minute"


def test_codes_become_labels_and_unknown_codes_stay_readable() -> None:
    assert tools.label("steel", "sectors") == "Iron and steel"
    assert tools.labels(["steel", "cement"], "sectors") == "Iron and steel, Cement and concrete"
    assert tools.label("left_the_list", "sectors") == "left_the_list"
    assert tools.label(None, "sectors") == tools.label("", "sectors") == ""
    assert ("need", "Need") in tools.choices("listing_kinds")


def test_an_unknown_vocabulary_is_a_mistake_of_the_template() -> None:
    with pytest.raises(KeyError):
        tools.label("steel", "no_such_list")


def test_countries_and_languages_have_names() -> None:
    assert tools.region("SE") == "Northern Europe"
    assert tools.region("XX") == tools.region(None) == ""
    assert tools.language_name("pt-BR") == "Portuguese"
    assert tools.language_name(None) == ""


def test_an_excerpt_ends_between_words() -> None:
    assert tools.excerpt("Heat of molten slag, recovered", 22) == "Heat of molten slag…"
    assert tools.excerpt("Heat of molten slag", 8) == "Heat of…"
    assert tools.excerpt("Heat of molten slag", 19) == "Heat of molten slag"
    assert tools.excerpt("溶融スラグの乾式粒状化", 6) == "溶融スラグ…"
    assert tools.excerpt(None) == ""


@given(st.text(), st.integers(min_value=1, max_value=60))
def test_an_excerpt_is_never_longer_than_asked(text: str, length: int) -> None:
    assert len(tools.excerpt(text, length)) <= length


def test_words_are_marked_with_their_inflected_forms_only() -> None:
    marked = tools.highlight("Slags and slag heat; the heating of preheated air", ["slag", "heat"])
    assert marked == (
        "<mark>Slags</mark> and <mark>slag</mark> <mark>heat</mark>; "
        "the <mark>heating</mark> of preheated air"
    )


def test_a_short_word_is_marked_only_where_it_stands_alone() -> None:
    assert tools.highlight("iron irony", ["iro"]) == "iron irony"
    assert tools.highlight("CO2 and CO2e", ["co2"]) == "<mark>CO2</mark> and CO2e"


def test_scripts_without_spaces_are_marked_anywhere() -> None:
    assert tools.highlight("溶融スラグの熱", ["スラグ"]) == "溶融<mark>スラグ</mark>の熱"


def test_marked_text_is_escaped() -> None:
    hostile = tools.highlight("<b>slag</b> & <script>", ["slag", "<script>", "b"])
    assert "<b>" not in hostile
    assert "<script>" not in hostile
    assert "<mark>slag</mark>" in hostile


@given(st.text(), st.lists(st.text()))
def test_highlighting_changes_nothing_but_the_marks(text: str, words: list[str]) -> None:
    marked = tools.highlight(text, words)
    assert isinstance(marked, Markup)
    assert marked.replace("<mark>", "").replace("</mark>", "") == escape(text)


def test_nothing_to_mark_gives_the_escaped_text() -> None:
    assert tools.highlight("a < b", None) == tools.highlight("a < b", [" "]) == "a &lt; b"
    assert tools.highlight(None, ["slag"]) == ""
    assert tools.highlight("a < b", ["slag"]) == "a &lt; b"


def test_numbers_are_grouped_and_absent_ones_are_a_dash() -> None:
    assert formats.number(12345) == "12,345"
    assert formats.number(0.854, 2) == "0.85"
    assert formats.percent(0.618) == "62%"
    assert formats.number(None) == formats.percent(None) == "–"


def test_counts_agree_with_their_nouns() -> None:
    assert formats.plural(1, "listing") == "1 listing"
    assert formats.plural(2, "party", "parties") == "2 parties"
    assert formats.file_size(830) == "830 bytes"
    assert formats.file_size(1_400_000) == "1.4 MB"
    assert formats.file_size(2_048) == "2.0 kB"


def test_a_field_points_to_its_help_and_its_errors() -> None:
    assert tools.aria("", []) == {}
    assert tools.aria("a-help a-error", ["wrong"]) == {
        "aria-describedby": "a-help a-error",
        "aria-invalid": "true",
    }


def test_static_files_carry_their_content_in_their_address(app: Flask) -> None:
    address = render_template_string("{{ asset('site.css') }}")
    assert address.startswith("/static/site.css?v=")
    assert render_template_string("{{ asset('absent.css') }}") == "/static/absent.css"


def test_ages_follow_the_clock_of_the_application(app: Flask) -> None:
    told = render_template_string("{{ at | ago }}, {{ at | age }}", at=NOW - dt.timedelta(days=3))
    assert told == "3 days ago, 3 days"


def test_a_blind_card_names_nobody(app: Flask) -> None:
    html = render_template_string(
        '{% import "_macros.html" as ui %}'
        '{{ ui.listing_card(listing, "/listings/X", place="Northern Europe") }}',
        listing={
            "kind": "need",
            "title": "Heat <of> slag",
            "teaser": "We look for a use.",
            "language": "sv",
            "sectors": ["steel"],
            "technologies": [],
            "trl": 6,
            "collaborations": ["licence"],
            "organization": {"name": "Hidden AB"},
        },
    )
    assert "Hidden AB" not in html
    assert "Blind listing · Northern Europe" in html
    assert "Heat &lt;of&gt; slag" in html
    assert "Swedish" in html


class _Letter(Form):
    topic = StringField(
        "Topic", [DataRequired("Say what it is about.")], description="In one line."
    )
    tone = RadioField("Tone", choices=[SelectChoice("calm", "Calm"), SelectChoice("warm", "Warm")])


def test_a_form_says_what_is_wrong_on_top_and_beside_the_field(app: Flask) -> None:
    form = _Letter(data={"topic": "", "tone": "calm"})
    form.validate()
    html = render_template_string(
        '{% import "_macros.html" as ui %}{{ ui.error_summary(form) }}'
        "{{ ui.field(form.topic, counter=true) }}{{ ui.field(form.tone) }}",
        form=form,
    )
    assert '<a href="#topic">Topic: Say what it is about.</a>' in html
    assert 'aria-describedby="topic-help topic-error"' in html
    assert 'aria-invalid="true"' in html
    assert html.count("<fieldset") == 1  # radio buttons share one question


def test_every_icon_that_templates_name_is_in_the_sprite() -> None:
    sprite = (ROOT / "matchmaker" / "web" / "static" / "icons.svg").read_text("utf-8")
    named = set()
    for template in (ROOT / "templates").rglob("*.html"):
        named |= set(_ICON.findall(template.read_text("utf-8")))
    assert {name for name in named if f'id="{name}"' not in sprite} == set()


def test_no_template_carries_inline_style_or_script() -> None:
    for template in (ROOT / "templates").rglob("*.html"):
        if "mail" in template.parts or "reports" in template.parts:
            continue  # not served under the pages' content security policy
        assert not _INLINE.search(template.read_text("utf-8")), template


def test_exact_highlighting_marks_the_given_forms_and_no_other_word():
    marked = tools.highlight("Life and lifetime, CO2 <b>", ["life", "CO2"], exact=True)

    assert marked == "<mark>Life</mark> and lifetime, <mark>CO2</mark> &lt;b&gt;"
    assert tools.highlight("温度 slagging slag", ["温度", "slag"], exact=True) == (
        "<mark>温度</mark> slagging <mark>slag</mark>"
    )
    assert tools.highlight("슬래그를 쓴다", ["슬래그"], exact=True) == "<mark>슬래그</mark>를 쓴다"
    assert tools.highlight("slag", [], exact=True) == "slag"


def test_what_a_search_found_is_marked_in_the_teaser_and_not_shown_twice():
    found = f"…iron residues to a {MARK_START}slag{MARK_END} that passes…"
    teaser = "Residues, iron residues to a  slag that passes tests; slags cool."

    assert tools.marked_as_in(teaser, found) == (
        "Residues, iron residues to a  <mark>slag</mark> that passes tests; slags cool."
    )
    assert tools.is_repeated(found, "A title", teaser)
    assert not tools.is_repeated(found, "A title", None)
    assert tools.marked_as_in("a < b", "") == "a &lt; b"
