"""The template can be imported as it stands, and the manual says what the table says."""

import csv
import datetime as dt
import io
from pathlib import Path

import pytest

from matchmaker.services.listing_fields import clean_fields
from matchmaker.services.listing_template import manual, template
from models import KINDS

MANUAL = Path(__file__).resolve().parents[3] / "docs" / "importing.md"


@pytest.mark.parametrize("kind", KINDS)
def test_the_example_row_of_a_template_has_no_problem(kind):
    [row] = csv.DictReader(io.StringIO(template(kind)))
    assert (row.pop("id"), row.pop("kind")) == ("example-1", kind)

    values, problems = clean_fields(kind, row, today=dt.date(2026, 9, 1))

    assert problems == []
    assert values["trl"] == 5


def test_the_manual_documents_every_column_as_the_table_has_it():
    """To bring it up to date, put the output of ``manual()`` between the two marks."""
    text = MANUAL.read_text("utf-8")
    begin, end = "<!-- columns: begin -->\n", "<!-- columns: end -->"

    assert text[text.index(begin) + len(begin) : text.index(end)] == manual()
