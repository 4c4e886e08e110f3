"""A table of counts as an SVG: five steps of colour, and the number in every cell.

Colours come from the page's style sheet (classes ``heat-0`` to ``heat-4`` for counts, ``gap-0`` to
``gap-4`` for differences, 2 in the middle), so that they follow the reader's theme. Blue-green and
orange are told apart with any colour vision, and the numbers say the same without colour.
"""

from collections.abc import Callable, Sequence
from html import escape
from typing import Final

_LABEL, _CELL, _ROW, _HEAD = 200, 110, 30, 30  # pixels of the drawing's own scale
_STEPS: Final = 4


def heat_map(
    title: str,
    description: str,
    rows: Sequence[str],
    columns: Sequence[str],
    values: Sequence[Sequence[int]],
    *,
    diverging: bool = False,
    number: Callable[[int], str] = "{:,}".format,
) -> str:
    """``values[row][column]``; the text of an ``<svg>`` element, everything in it escaped.

    ``number`` writes a count as its reader does.
    """
    largest = max((abs(value) for line in values for value in line), default=0)
    width, height = _LABEL + _CELL * len(columns), _HEAD + _ROW * len(rows)
    parts = [
        f'<svg class="heat-map" role="img" viewBox="0 0 {width} {height}" '
        'xmlns="http://www.w3.org/2000/svg" aria-labelledby="heat-title heat-text">',
        f'<title id="heat-title">{escape(title)}</title>',
        f'<desc id="heat-text">{escape(description)}</desc>',
    ]
    for at, column in enumerate(columns):
        parts.append(_text("heat-head", _LABEL + _CELL * at + _CELL / 2, _HEAD - 10, column))
    for at, (label, line) in enumerate(zip(rows, values, strict=True)):
        top = _HEAD + _ROW * at
        parts.append(_text("heat-row", 0, top + 20, label))
        for place, value in enumerate(line):
            name = _diverging(value, largest) if diverging else _sequential(value, largest)
            parts.append(
                _cell(
                    name, _LABEL + _CELL * place, top, _signed(value, number(abs(value)), diverging)
                )
            )
    return "".join([*parts, "</svg>"])


def _sequential(value: int, largest: int) -> str:
    """0 for nothing, then quarters of the largest."""
    return f"heat-{-(-_STEPS * value // largest) if value > 0 else 0}"


def _diverging(value: int, largest: int) -> str:
    """2 for balance; beyond half of the largest difference the outer step."""
    if not value:
        return "gap-2"
    far = 1 + (2 * abs(value) > largest)
    return f"gap-{2 + far if value > 0 else 2 - far}"


def _signed(value: int, text: str, diverging: bool) -> str:
    if not diverging or not value:
        return text
    return f"+{text}" if value > 0 else f"−{text}"


def _cell(name: str, left: float, top: float, text: str) -> str:
    box = f'x="{left + 1}" y="{top + 1}" width="{_CELL - 2}" height="{_ROW - 2}" rx="3"'
    number = _text("heat-number", left + _CELL / 2, top + 20, text)
    return f'<g class="{name}"><rect {box}/>{number}</g>'


def _text(name: str, left: float, baseline: float, text: str) -> str:
    return f'<text class="{name}" x="{left:g}" y="{baseline:g}">{escape(text)}</text>'
