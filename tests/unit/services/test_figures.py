"""Numbers with a decimal point or a decimal comma."""

import pytest

from matchmaker.services.figures import Typed, read_figure


@pytest.mark.parametrize(
    "text", ["1.6", "1,6", " 1,60 ", "+1.6", Typed("1,6", ","), Typed("1.6", ",")]
)
def test_point_and_comma_are_the_same_decimal_sign(text: str) -> None:
    assert read_figure(text) == 1.6


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.200", 1.2),
        (Typed("1,200", ","), 1.2),
        ("0,125", 0.125),
        ("1234,567", 1234.567),
        ("-3", -3),
    ],
)
def test_three_decimals_are_read_where_they_can_be_nothing_else(text: str, number: float) -> None:
    assert read_figure(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "1,200",
        Typed("1.200", ","),
        "1,200.5",
        "1.200,5",
        "1 200",
        "1_0",
        "١٢",
        "1,",
        ",5",
        "1e3",
        "",
    ],
)
def test_what_is_no_number_or_may_be_two_is_refused(text: str) -> None:
    assert read_figure(text) is None
