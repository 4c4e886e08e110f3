"""Every kind of value: what is taken, what is refused, and in which words."""

import datetime as dt

import pytest
from sqlalchemy import Date, Integer, String

from matchmaker.services.listing_columns import FIELDS
from matchmaker.services.listing_fields import (
    UNKNOWN_TO_PUBLIC_SOURCES,
    Problem,
    clean_fields,
    column_problems,
)
from matchmaker.services.listing_values import Day, Flag, Number, Text, Whole
from models import KINDS

TODAY = dt.date(2026, 9, 1)
WHOLE = {
    "offer": {"type": "know_how"},
    "need": {"problem": "Slag"},
    "capability": {},
}


def clean(kind="offer", **fields):
    base = {
        "title": "Slag as binder",
        "teaser": "Slag becomes cement.",
        "sectors": "steel; cement",
        "collaborations": ["licence"],
    }
    return clean_fields(kind, {**base, **WHOLE[kind], **fields}, today=TODAY)


def reason(field, raw, kind="offer"):
    values, problems = clean(kind, **{field: raw})
    assert [problem.field for problem in problems] == [field]
    assert field not in values
    return problems[0].reason


@pytest.mark.parametrize("kind", KINDS)
def test_the_table_names_real_columns_and_keeps_their_lengths(kind):
    columns = KINDS[kind].__mapper__.columns
    kinds_of_column = {Whole: Integer, Day: Date}
    for field in FIELDS[kind]:
        column = columns[field.name]
        if isinstance(field.value, Text) and getattr(column.type, "length", None):
            assert field.value.limit == column.type.length, field.name
        if hasattr(field.value, "limit"):
            assert field.value.limit > 0
        expected = kinds_of_column.get(type(field.value))
        assert expected is None or isinstance(column.type, expected), field.name
        if isinstance(column.type, String):
            assert isinstance(field.value.empty, str), field.name
        if field.value.empty is None:
            assert column.nullable or field.has_default, field.name


@pytest.mark.parametrize("kind", KINDS)
def test_every_writable_column_is_in_the_table(kind):
    kept_by_services = {
        "id",
        "reference",
        "kind",
        "organization_id",
        "created_by_id",
        "state",
        "version",
        "draft_key",
        "source",
        "source_id",
        "created_at",
        "updated_at",
        "published_at",
        "reviewer_note",
        "content_hash",
        "matched_at",
    }
    columns = {attribute.key for attribute in KINDS[kind].__mapper__.column_attrs}

    assert columns - kept_by_services == {field.name for field in FIELDS[kind]}


@pytest.mark.parametrize("kind", KINDS)
def test_required_fields_are_asked_for_by_name(kind):
    _, problems = clean_fields(kind, {"title": " \u200b".strip("\u200b")}, today=TODAY)

    expected = ["title", "teaser", "sectors", "collaborations", *WHOLE[kind]]
    assert problems == [Problem(name, "is required") for name in expected]


def test_public_sources_may_lack_what_only_members_know():
    raw = {"title": "a", "teaser": "b", "problem": "c"}

    values, problems = clean_fields("need", raw, today=TODAY, optional=UNKNOWN_TO_PUBLIC_SOURCES)

    assert problems == []
    assert values == raw


@pytest.mark.parametrize(("kind", "words"), [("", "is required"), ("ofer", 'unknown kind "ofer"')])
def test_an_unknown_kind_is_the_only_problem(kind, words):
    values, problems = clean_fields(kind, {"title": "a"}, today=TODAY)

    assert values == {}
    assert [problem.field for problem in problems] == ["kind"]
    assert problems[0].reason == f"{words}; it is one of: offer, need, capability"


@pytest.mark.parametrize(
    ("field", "raw", "value"),
    [
        ("trl", "7", 7),
        ("trl", 7.0, 7),
        ("trl", " ", None),
        ("abatement_t_per_t", "1.25", 1.25),
        ("abatement_t_per_t", 2, 2.0),
        ("sectors", "steel;cement\nsteel", ["steel", "cement"]),
        ("sectors", ("Steel", ""), ["steel"]),
        ("countries", "se; IN", ["SE", "IN"]),
        ("countries", "", []),
        ("cpc", "c21b 13/0073; Y02P", ["C21B13/0073", "Y02P"]),
        ("dual_use_listed", "Yes", True),
        ("dual_use_listed", False, False),
        ("dual_use_listed", 1, True),
        ("dual_use_listed", None, None),
        ("patent_priority_date", "2020-02-29", dt.date(2020, 2, 29)),
        ("patent_priority_date", dt.datetime(2020, 1, 2, tzinfo=dt.UTC), dt.date(2020, 1, 2)),
        ("guideline_edition", 2019, "2019"),
        ("guideline_edition", 3.0, "3"),
        ("timeline", " two\n lines ", "two lines"),
        ("title", "Cafe\u0301\x07 \u202edrawkcab", "Café drawkcab"),
        ("description", "a\r\n\r\n\r\n\r\nb\ud800", "a\n\nb"),
        ("patent_office", "ep", "EP"),
        ("source_url", "https://example.org/a", "https://example.org/a"),
    ],
)
def test_values_are_taken_as_forms_cells_toml_and_json_give_them(field, raw, value):
    values, problems = clean(**{field: raw})

    assert problems == []
    assert values[field] == value
    assert type(values[field]) is type(value)


@pytest.mark.parametrize("field", ["language", "disclosure", "valid_until"])
def test_a_blank_where_the_column_has_a_default_is_left_out(field):
    values, problems = clean(**{field: " "})

    assert problems == []
    assert field not in values


@pytest.mark.parametrize(
    ("field", "raw", "expected"),
    [
        ("trl", "ten", 'must be a whole number from 1 to 9, not "ten"'),
        ("trl", 0, 'must be a whole number from 1 to 9, not "0"'),
        ("trl", "7.5", 'must be a whole number from 1 to 9, not "7.5"'),
        ("trl", True, 'must be a whole number from 1 to 9, not "yes"'),
        ("trl", [7], "must be a whole number from 1 to 9, not several values"),
        ("trl", "1_0", 'must be a whole number from 1 to 9, not "1_0"'),
        ("trl", 10**400, 'must be a whole number from 1 to 9, not "1000'),
        ("abatement_t_per_t", "1,500", 'such as 1.6, without separators of thousands, not "1,500"'),
        ("abatement_t_per_t", float("nan"), 'not "nan"'),
        ("abatement_t_per_t", "-1", 'not "-1"'),
        ("sectors", "steal", 'unknown code "steal"; did you mean "steel"?'),
        ("sectors", "Iron and steel", 'unknown code "Iron and steel"; did you mean "steel"?'),
        ("sectors", "qqq", 'unknown code "qqq"'),
        ("sectors", 5, "must be text, with ; between several values"),
        ("countries", "UK", 'unknown code "UK"'),
        ("countries", "Sweden", 'unknown code "Sweden"; did you mean "SE"?'),
        ("language", "en-GB", 'unknown code "en-GB"'),
        ("type", 5, "must be a code"),
        ("cpc", "C21", '"C21" is no CPC code such as C21B or C21B13/0073'),
        ("cpc", ";".join(f"C21B{n}/00" for n in range(1, 23)), "has 22 codes, at most 20"),
        ("title", "x" * 134, "has 134 characters, at most 120 are allowed"),
        ("description", "x" * 8_001, "has 8,001 characters, at most 8,000 are allowed"),
        ("title", ["a", "b"], "must be text"),
        ("title", {"a": 1}, "must be text"),
        ("dual_use_listed", "perhaps", 'must be yes or no, not "perhaps"'),
        (
            "patent_priority_date",
            "2021-02-29",
            'must be a date such as 2027-03-31, not "2021-02-29"',
        ),
        ("patent_priority_date", "1.2.2020", 'must be a date such as 2027-03-31, not "1.2.2020"'),
        ("patent_priority_date", "1066-10-14", "must not lie before 1900"),
        ("patent_priority_date", "2031-01-01", "must not lie more than 0 years ahead"),
        ("valid_until", "2026-08-31", "must not lie in the past: 2026-08-31"),
        ("valid_until", "9999-12-31", "must not lie more than 5 years ahead"),
        ("source_url", "javascript:alert(1)", "must be an address that starts with https://"),
        ("patent_office", "E1", 'unknown code "E1"'),
        ("ttle", "x", 'unknown field; did you mean "title"?'),
        ("colour_of_the_cat", "x", "unknown field"),
        ("problem", "x", "does not belong to an offer"),
    ],
)
def test_what_cannot_be_taken_is_told_in_plain_words(field, raw, expected):
    told = reason(field, raw)

    assert expected in told
    for word in ("None", "str", "list", "float", "int(", "Traceback", "object"):
        assert word not in told


def test_a_long_refused_value_is_repeated_only_in_part():
    assert len(reason("trl", "z" * 10_000)) < 150


def test_blank_cells_of_another_kind_are_no_problem():
    assert clean(problem="", expertise=[])[1] == []


def test_expertise_is_split_at_lines_where_there_are_any_else_at_semicolons():
    assert clean("capability", expertise="one; two")[0]["expertise"] == ["one", "two"]
    assert clean("capability", expertise="one; a\ntwo")[0]["expertise"] == ["one; a", "two"]
    assert "has 11 statements" in reason("expertise", ";".join("abcdefghijk"), "capability")
    assert "statement 2 has 301 characters" in reason("expertise", ["a", "b" * 301], "capability")


@pytest.mark.parametrize(
    ("kind", "low", "high"),
    [
        ("capability", {"facility_trl_min": 7}, {"facility_trl_max": 3}),
        ("offer", {"patent_priority_date": "2020-01-02"}, {"patent_expiry_date": "2020-01-01"}),
    ],
)
def test_a_range_that_ends_before_it_begins_is_refused(kind, low, high):
    _, [problem] = clean(kind, **low, **high)

    assert problem.field == next(iter(high))
    assert problem.reason.startswith(f"must not be below {next(iter(low))}")
    assert clean(kind, **low)[1] == []


def test_a_need_may_have_a_deadline_today_but_none_that_has_passed():
    assert clean("need", deadline="2026-09-01")[0]["deadline"] == TODAY
    assert "in the past" in reason("deadline", "2022-11-11", "need")


def test_columns_are_judged_once_for_the_whole_file():
    names = ["title", "teaser", "sectors", "trll", "collaborations"]

    assert column_problems(names, "need") == [
        Problem("problem", "is required, but the file has no such column"),
        Problem("trll", 'unknown column; did you mean "trl"?'),
    ]
    assert column_problems(["title", "teaser", "sectors", "collaborations"], None) == []
    assert column_problems(["title"], "capability")[0].field == "teaser"


def test_every_kind_of_value_describes_itself_without_programming_words():
    for fields in FIELDS.values():
        for field in fields:
            assert field.value.describe()
    assert Flag().describe() == "yes or no"
    assert (
        Number(0, 5).describe()
        == "a number from 0 to 5 such as 1.6, without separators of thousands"
    )
