"""Horizontal bars as SVG without a style of its own: it stands in pages and in PDF files."""

from collections.abc import Callable, Sequence
from html import escape
from typing import Final

_ROW, _BAR, _LABELS, _BARS, _NUMBERS = 22, 14, 210, 300, 60
_LETTERS: Final = 36  # that fit beside a bar
_FONT: Final = 'font-size="11" font-family="inherit"'


def bars(
    title: str, values: Sequence[tuple[str, int]], *, number: Callable[[int], str] = "{:,}".format
) -> str:
    """A bar for each ``(label, count)``; empty for none. A table beside it says the same.

    ``number`` writes a count as its reader does.
    """
    if not values:
        return ""
    most = max(1, *(count for _label, count in values))
    rows = (
        _row(at, label, count / most, number(count)) for at, (label, count) in enumerate(values)
    )
    size = f"{_LABELS + _BARS + _NUMBERS} {len(values) * _ROW}"
    return (
        f'<svg class="bars" role="img" viewBox="0 0 {size}" aria-label="{escape(title)}">'
        f"{''.join(rows)}</svg>"
    )


def _row(at: int, label: str, part: float, count: str) -> str:
    top, middle = at * _ROW + (_ROW - _BAR) / 2, at * _ROW + _ROW / 2 + 4
    width = max(2, round(_BARS * part))
    short = label if len(label) <= _LETTERS else label[: _LETTERS - 1].rstrip() + "…"
    return (
        f'<text x="{_LABELS - 8}" y="{middle:g}" text-anchor="end" fill="currentColor" {_FONT}>'
        f"{escape(short)}</text>"
        f'<rect class="bar" x="{_LABELS}" y="{top:g}" width="{width}" height="{_BAR}" rx="2" '
        f'fill="#1f6f5c"/>'
        f'<text x="{_LABELS + width + 6}" y="{middle:g}" fill="currentColor" {_FONT}>'
        f"{escape(count)}</text>"
    )
