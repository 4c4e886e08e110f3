"""The own network for a narrow page: each own listing, and below it on a rail whoever fits it.

Drawn one to one for a phone: a unit is a pixel there, and nothing has to be pushed or enlarged. A
partner of several listings is drawn at each of them.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from matchmaker.documents.network_parts import cut, line, lines, link, opened, shape
from matchmaker.documents.own_network import Line, Own, Partner

_WIDTH: Final = 330
_HEAD, _BOX, _ROW, _GAP = 34, 50, 34, 18  # heights
_RAIL, _MARK, _LABEL = 14, 44, 62  # how far in the rail, a mark and its label stand
_LETTERS, _TITLE_LETTERS = 30, 38


def own_tree(
    title: str,
    description: str,
    headings: tuple[str, str],
    owns: Sequence[Own],
    partners: Sequence[Partner],
    drawn: Sequence[Line],
) -> str:
    """The text of an ``<svg>`` element, everything in it escaped.

    ``headings`` stand above what is wanted and above what is given.
    """
    tree = _Tree({partner.key: partner for partner in partners}, drawn)
    for heading, wants in zip(headings, (True, False), strict=True):
        if chosen := [own for own in owns if own.wants == wants]:
            tree.group(heading, chosen)
    start = opened("network-tree", title, description, f"0 0 {_WIDTH} {tree.y}", key="tree")
    return "".join([start, *tree.parts, "</svg>"])


class _Tree:
    """Draws from top to bottom; ``y`` is where the next thing begins."""

    def __init__(self, partners: dict[str, Partner], drawn: Sequence[Line]) -> None:
        self.y = 0
        self.parts: list[str] = []
        self._partners = partners
        self._met: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for own, partner, band in drawn:
            self._met[own].append((partner, band))

    def group(self, heading: str, owns: Sequence[Own]) -> None:
        self.parts.append(
            f'<text class="net-heading" x="0" y="{self.y + 20}">{escape(heading)}</text>'
        )
        self.y += _HEAD
        for own in owns:
            self._listing(own)

    def _listing(self, own: Own) -> None:
        """The rails first, so that they lie below what they join."""
        met = self._met[own.key]
        foot = self.y + _BOX
        self.parts += [self._rail(foot, at, band) for at, (_key, band) in enumerate(met)]
        self.parts.append(link(own.url, own.says, "".join(self._box(own))))
        for at, (key, _band) in enumerate(met):
            self.parts.append(self._partner(self._partners[key], foot + _ROW * at + _ROW // 2 + 4))
        self.y = foot + _ROW * len(met) + _GAP

    def _rail(self, foot: int, at: int, band: str) -> str:
        return line(band, f"M{_RAIL} {foot}V{foot + _ROW * at + _ROW // 2 + 4}H{_MARK}")

    def _box(self, own: Own) -> Iterator[str]:
        place = f'x="1" y="{self.y + 1}" width="{_WIDTH - 2}" height="{_BOX - 2}" rx="8"'
        yield f'<rect class="net-own" {place}/>'
        rows = lines(own.title, _TITLE_LETTERS)
        top = self.y + _BOX / 2 + 5 - 9 * (len(rows) - 1)
        for at, row in enumerate(rows):
            yield f'<text class="net-own-text" x="12" y="{top + 18 * at:g}">{escape(row)}</text>'

    def _partner(self, partner: Partner, y: int) -> str:
        marks = "".join(f" ◇{mark}" for mark in partner.marks)
        text = cut(partner.name, _LETTERS - len(marks)) + marks
        label = f'<text class="net-label" x="{_LABEL}" y="{y + 5}">{escape(text)}</text>'
        return link(partner.url, partner.says, shape(partner.kind, _MARK, y, 8) + label)
