"""Stacked columns as SVG: plain values in, one string out.

Colours are classes (``chart-series-0``, ``chart-series-1``, …), so that a page in light or dark
and a PDF bring their own; positions are attributes. There is no style and no script in it.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

WIDTH: Final = 720
_PLOT_TOP, _PLOT_HEIGHT, _LEFT, _RIGHT = 12, 220, 64, 8
_AXIS_HEIGHT, _LEGEND_ROW = 34, 24
_LONG_LABEL: Final = 30  # characters; two such do not stand side by side
_TICKS: Final = 4
_WIDEST: Final = 64  # a column of few looks like a column still
_MOST_LABELS: Final = 12  # more would run into one another
#: Writes a value of an axis or a column.
Number = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Series:
    """One layer of every column; ``style`` is the number of its class."""

    label: str
    style: int


@dataclass(frozen=True, slots=True)
class Column:
    """``values``: one for each series, none below 0."""

    label: str
    values: tuple[float, ...]


def stacked_columns(
    title: str,
    description: str,
    series: Sequence[Series],
    columns: Sequence[Column],
    *,
    identifier: str,
    number: Number = "{:,.0f}".format,
) -> str:
    """The picture; ``number`` writes a value as its reader does.

    ``identifier`` makes the ids of title and description unique on a page.
    ``ValueError`` for a column that does not fit the series, or a value that is not a number
    from 0.
    """
    for column in columns:
        if len(column.values) != len(series) or not all(
            math.isfinite(value) and value >= 0 for value in column.values
        ):
            raise ValueError(f"the column {column.label!r} does not fit the series")
    top = _round_up(max((sum(column.values) for column in columns), default=0.0))
    legend_rows = -(-len(series) // _legend_columns(series))
    height = _PLOT_TOP + _PLOT_HEIGHT + _AXIS_HEIGHT + legend_rows * _LEGEND_ROW
    parts = [
        f'<svg class="chart" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}"'
        f' role="img" aria-labelledby="{escape(identifier)}-title {escape(identifier)}-desc">',
        f'<title id="{escape(identifier)}-title">{escape(title)}</title>',
        f'<desc id="{escape(identifier)}-desc">{escape(description)}</desc>',
        *_grid(top, number),
        *_stacks(series, columns, top, number),
        *_legend(series),
        "</svg>",
    ]
    return "\n".join(parts)


def _round_up(value: float) -> float:
    """The next 1, 2, 4 or 8 times a power of ten, so that a quarter of it reads well."""
    if value <= _TICKS:
        return float(_TICKS)
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 4, 8, 10, 20) if step * power >= value)


def _y(value: float, top: float) -> float:
    return _PLOT_TOP + _PLOT_HEIGHT * (1 - value / top)


def _grid(top: float, number: Number) -> list[str]:
    lines = []
    for tick in range(_TICKS + 1):
        value = top * tick / _TICKS
        y = _y(value, top)
        kind = "chart-axis" if tick == 0 else "chart-grid"
        lines.append(
            f'<line class="{kind}" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        )
        lines.append(
            f'<text class="chart-label" x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">'
            f"{escape(number(value))}</text>"
        )
    return lines


def _stacks(
    series: Sequence[Series], columns: Sequence[Column], top: float, number: Number
) -> list[str]:
    if not columns:
        return []
    slot = (WIDTH - _LEFT - _RIGHT) / len(columns)
    every = -(-len(columns) // _MOST_LABELS)
    parts = []
    for at, column in enumerate(columns):
        middle = _LEFT + slot * (at + 0.5)
        parts += _stack(series, column, top, middle, min(slot * 0.7, _WIDEST), number)
        if at % every == 0:
            parts.append(
                f'<text class="chart-label" x="{middle:.1f}" y="{_PLOT_TOP + _PLOT_HEIGHT + 18}"'
                f' text-anchor="middle">{escape(column.label)}</text>'
            )
    return parts


def _stack(
    series: Sequence[Series],
    column: Column,
    top: float,
    middle: float,
    width: float,
    number: Number,
) -> list[str]:
    """The layers of one column, from the axis upwards; a layer of nothing is not drawn."""
    parts, below = [], 0.0
    for layer, value in zip(series, column.values, strict=True):
        if value:
            y, x = _y(below + value, top), middle - width / 2
            height = _y(below, top) - y
            told = escape(f"{column.label}, {layer.label}: {number(value)}")
            parts.append(
                f'<rect class="chart-bar chart-series-{layer.style}" x="{x:.1f}" y="{y:.1f}"'
                f' width="{width:.1f}" height="{height:.1f}"><title>{told}</title></rect>'
            )
            below += value
    return parts


def _legend_columns(series: Sequence[Series]) -> int:
    return 1 if any(len(layer.label) > _LONG_LABEL for layer in series) else 2


def _legend(series: Sequence[Series]) -> list[str]:
    parts, columns = [], _legend_columns(series)
    for at, layer in enumerate(series):
        x = _LEFT + (at % columns) * (WIDTH - _LEFT) / columns
        y = _PLOT_TOP + _PLOT_HEIGHT + _AXIS_HEIGHT + (at // columns) * _LEGEND_ROW
        parts.append(
            f'<rect class="chart-series-{layer.style}" x="{x:.1f}" y="{y}" width="14" height="14"/>'
            f'<text class="chart-label" x="{x + 22:.1f}" y="{y + 12}">{escape(layer.label)}</text>'
        )
    return parts
