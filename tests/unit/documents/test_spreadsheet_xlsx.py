"""A workbook holds numbers as numbers, and whatever somebody has typed as text."""

import datetime as dt
import io

import pytest
from openpyxl import load_workbook

from matchmaker.documents.spreadsheet_xlsx import Sheet, spreadsheet_xlsx

AT = dt.datetime(2026, 9, 1, 12, tzinfo=dt.UTC)


def written(*rows):
    sheet = Sheet("Rows", (("A", 10), ("B", 40)), rows)
    return load_workbook(io.BytesIO(spreadsheet_xlsx([sheet], made_at=AT))).worksheets[0]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@A1", "\tx", "\rx", "\x01=1+1", "\x0b@x"])
def test_what_a_spreadsheet_takes_for_a_formula_gets_an_apostrophe(text):
    cell = written((text, ""))["A2"]

    assert cell.data_type == "s"
    assert cell.value.startswith("'")


def test_the_name_of_an_error_is_text():
    assert written(("#N/A", ""))["A2"].data_type == "s"


def test_numbers_and_dates_stay_what_they_are():
    sheet = written((7, dt.date(2026, 9, 1)), (None, 0.5))

    assert sheet["A2"].value == 7
    assert sheet["B2"].value.date() == dt.date(2026, 9, 1)
    assert sheet["A3"].value is None
    assert sheet["B3"].value == 0.5


def test_a_text_that_is_longer_than_a_cell_is_cut():
    assert len(written(("x" * 40_000, ""))["A2"].value) == 32_767


def test_headings_stay_in_sight_and_columns_have_their_width():
    sheet = written(("x", "y"))

    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold
    assert sheet.column_dimensions["B"].width == 40
