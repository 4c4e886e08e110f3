"""CSV for spreadsheets: no cell is a formula, and nothing is lost."""

import csv
import io

import pytest

from matchmaker.documents.spreadsheet_csv import spreadsheet_csv


def read(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "\uff1d1"])
def test_a_cell_that_would_be_a_formula_is_text(cell: str) -> None:
    assert read(spreadsheet_csv(["a"], [[cell]]))[1] == [f"'{cell}"]


def test_no_cell_is_a_formula_where_semicolons_part_them() -> None:
    data = spreadsheet_csv(["a", "b"], [["x;=1+1", "y\n@A1"]])
    assert read(data)[1] == ["x;'=1+1", "y\n'@A1"]
    cells = [c for row in csv.reader(io.StringIO(data.decode()), delimiter=";") for c in row]
    assert not [cell for cell in cells if cell.startswith(("=", "@"))]


def test_other_cells_stay_as_they_are() -> None:
    row = ["Ångström, Ltd", 'a "b"', -3, None, "a = b; c - d"]
    assert read(spreadsheet_csv(list("abcde"), [row]))[1] == [
        *("Ångström, Ltd", 'a "b"', "-3", "", "a = b; c - d")
    ]
