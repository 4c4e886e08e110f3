"""CSV for spreadsheets: no cell is a formula, and nothing is lost."""

import csv
import io

import pytest

from matchmaker.documents.spreadsheet_csv import spreadsheet_csv


def read(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_a_cell_that_would_be_a_formula_is_text(cell: str) -> None:
    assert read(spreadsheet_csv(["a"], [[cell]]))[1] == [f"'{cell}"]


def test_other_cells_stay_as_they_are() -> None:
    row = ["Ångström, Ltd", 'a "b"', 3, None]
    assert read(spreadsheet_csv(list("abcd"), [row]))[1] == ["Ångström, Ltd", 'a "b"', "3", ""]
