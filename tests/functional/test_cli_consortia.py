"""The operator finds consortia and reads them."""

import datetime as dt
import json

import pytest
from sqlalchemy import update

from models import Listing
from tests.factories.slag import GRINDING, make_slag_case
from tests.functional.console import Console

ALWAYS = dt.date(2999, 12, 31)  # the commands go by the real clock


@pytest.fixture
def console(database):
    return Console(database.parent)


@pytest.fixture
def need(sessions):
    """The reference of a need that no single listing answers; nothing is matched yet."""
    with sessions.writing() as session:
        reference = make_slag_case(session).need.reference
        session.execute(update(Listing).values(valid_until=ALWAYS))
    return reference


def test_consortia_are_found_and_shown(console, need):
    console("match", "run")
    said = console("consortia", "run")
    assert "consortia for 1 needs" in said

    text = console("consortia", "show", need.lower(), "--limit", "1")

    assert "Site owner and pilot host" in text
    assert "Research partner" in text
    assert GRINDING in text
    assert "parts of the need are answered" in text


def test_for_programs_there_is_json(console, need):
    console("match", "run")
    counts = json.loads(console("consortia", "run", need, "--json"))
    (first, *_) = json.loads(console("consortia", "show", need, "--json"))
    (same,) = json.loads(console("consortia", "show", first["reference"], "--json"))

    assert counts["needs"] == 1
    assert counts["consortia"] >= 1
    assert counts["valued"] > 0
    assert same == first
    assert first["members"][0]["covers"][0]["part"]


def test_a_listing_without_any_says_so(console, need):
    assert console("consortia", "show", need) == f"{need} has no consortia.\n"


@pytest.mark.parametrize("reference", ["ND-NOTHING1", "CO-NOTHING1"])
def test_what_is_not_there_is_named(console, need, reference):
    result = console.run("consortia", "show", reference)

    assert result.exit_code == 1
    assert reference in str(result.exception)
