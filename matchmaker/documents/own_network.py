"""An organization in the middle, its listings beside it, and those that fit them farther out.

On the left what it needs and who could help, on the right what it offers and who could use it.
Every label has a row of its own, so that none overlaps another. A partner of both sides is drawn on
both.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from matchmaker.documents.network_parts import cut, line, lines, link, opened, shape

_ROW, _BOX_ROW, _TOP = 30, 58, 16
#: Distances from the middle: of a listing's box, of its far edge, of a partner, of its label, end.
_NEAR, _FAR, _MARK, _LABEL, _END = 70, 280, 410, 426, 720
_BOX: Final = 46  # height
_MIDDLE: Final = 46  # radius
_LETTERS, _PARTNER_LETTERS, _NAME_LETTERS = 30, 38, 11


@dataclass(frozen=True, slots=True)
class Own:
    """A listing in the middle of it all; ``wants`` puts it on the left."""

    key: str
    title: str
    says: str
    url: str
    wants: bool


@dataclass(frozen=True, slots=True)
class Partner:
    """``kind`` decides the form; ``marks`` are numbers of proposed consortia that it is in."""

    key: str
    name: str
    says: str
    url: str
    kind: str
    marks: tuple[int, ...] = ()


Line = tuple[str, str, str]  # own listing, partner, band
_Point = tuple[float, float]


def own_network(
    title: str,
    description: str,
    centre: str,
    owns: Sequence[Own],
    partners: Sequence[Partner],
    drawn: Sequence[Line],
) -> str:
    """The text of an ``<svg>`` element, everything in it escaped."""
    sides = [_Side(sign, owns, partners, drawn) for sign in (-1, 1)]
    height = max(side.height for side in sides) + 2 * _TOP
    left, right = (_END if side.owns else _MIDDLE + 10 for side in sides)
    box = f"{-left} {-height / 2:g} {left + right} {height:g}"
    return "".join(
        [
            opened("network-own" if left == right else "network-half", title, description, box),
            *(text for side in sides for text in side.drawing()),
            f'<circle class="net-centre" cx="0" cy="0" r="{_MIDDLE}"/>',
            *_name(centre),
            "</svg>",
        ]
    )


def _name(text: str) -> list[str]:
    rows = lines(text, _NAME_LETTERS)
    top = 4 - 7 * (len(rows) - 1)
    return [
        f'<text class="net-centre-name" x="0" y="{top + 14 * at}">{escape(row)}</text>'
        for at, row in enumerate(rows)
    ]


class _Side:
    """One half: where its listings and partners stand. ``sign`` is -1 on the left."""

    def __init__(
        self, sign: int, owns: Sequence[Own], partners: Sequence[Partner], drawn: Sequence[Line]
    ) -> None:
        self.sign = sign
        self.owns = [own for own in owns if own.wants == (sign < 0)]
        keys = {own.key: at for at, own in enumerate(self.owns)}
        self.lines = [entry for entry in drawn if entry[0] in keys]
        met: dict[str, list[int]] = defaultdict(list)
        for own, partner, _band in self.lines:
            met[partner].append(keys[own])
        self.degree = {key: len(at) for key, at in met.items()}
        known = [partner for partner in partners if partner.key in met]
        self.partners = sorted(known, key=lambda p: sum(met[p.key]) / len(met[p.key]))
        self.height = max(len(self.partners) * _ROW, len(self.owns) * _BOX_ROW, 2 * _MIDDLE)

    def drawing(self) -> list[str]:
        """Lines first, so that they lie below what they join."""
        rows = _spread(len(self.partners), _ROW)
        at = dict(zip((partner.key for partner in self.partners), rows, strict=True))
        boxes = self._boxes(at)
        return [
            *(self._curve("own", (_MIDDLE, 0), (_NEAR, y)) for y in boxes.values()),
            *(
                self._curve(band, (_FAR, boxes[own]), (_MARK, at[partner]))
                for own, partner, band in self.lines
            ),
            *(self._box(own, boxes[own.key]) for own in self.owns),
            *(self._partner(partner, at[partner.key]) for partner in self.partners),
        ]

    def _boxes(self, at: dict[str, float]) -> dict[str, float]:
        """Own listing → its height: evenly, in the order in which its partners stand."""
        heights: dict[str, list[float]] = defaultdict(list)
        for own, partner, _band in self.lines:
            heights[own].append(at[partner])
        order = sorted(heights, key=lambda key: sum(heights[key]) / len(heights[key]))
        step = max(_BOX_ROW, self.height / max(1, len(order)))
        return dict(zip(order, _spread(len(order), step), strict=True))

    def _curve(self, band: str, start: _Point, end: _Point) -> str:
        (x0, y0), (x1, y1) = start, end
        half = self.sign * (x0 + x1) / 2
        path = f"M{self.sign * x0} {y0:.1f}C{half:g} {y0:.1f} {half:g} {y1:.1f} "
        return line(band, f"{path}{self.sign * x1} {y1:.1f}")

    def _box(self, own: Own, y: float) -> str:
        left = _NEAR if self.sign > 0 else -_FAR
        rows = lines(own.title, _LETTERS)
        top = y + 4 - 8 * (len(rows) - 1)
        inside = "".join(
            f'<text class="net-own-text" x="{left + 10}" y="{top + 16 * at:.1f}">'
            f"{escape(row)}</text>"
            for at, row in enumerate(rows)
        )
        place = f'x="{left}" y="{y - _BOX / 2:.1f}" width="{_FAR - _NEAR}" height="{_BOX}" rx="8"'
        return link(own.url, own.says, f'<rect class="net-own" {place}/>{inside}')

    def _partner(self, partner: Partner, y: float) -> str:
        half = min(10.0, 5 + 1.5 * self.degree[partner.key])
        anchor = "start" if self.sign > 0 else "end"
        marks = "".join(f" ◇{mark}" for mark in partner.marks)
        text = cut(partner.name, _PARTNER_LETTERS - len(marks)) + marks
        label = (
            f'<text class="net-label" x="{self.sign * _LABEL}" y="{y + 5:.1f}" '
            f'text-anchor="{anchor}">{escape(text)}</text>'
        )
        return link(
            partner.url, partner.says, shape(partner.kind, self.sign * _MARK, y, half) + label
        )


def _spread(count: int, step: float) -> list[float]:
    """``count`` heights around 0."""
    return [(at - (count - 1) / 2) * step for at in range(count)]
