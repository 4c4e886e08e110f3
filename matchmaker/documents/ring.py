"""Organizations on a ring, joined by chords; every label has a direction of its own."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import cos, degrees, hypot, pi, sin, sqrt
from typing import Final

from matchmaker.documents.network_parts import cut, line, link, opened, shape

_LABELS, _LETTERS = 240, 32
_NUMBERS: Final = 40  # room around a ring for numbers
_FEW: Final = 20  # so many have room for labels that lie level
_NEAR, _FAR = 0.75, 0.5  # how far out a chord bends, and what a long one loses of it


@dataclass(frozen=True, slots=True)
class Node:
    """``weight`` decides the size, ``kind`` the form."""

    key: str
    name: str
    says: str
    url: str
    kind: str
    weight: int


Chord = tuple[str, str, str]  # two keys and a band


def ring(title: str, description: str, nodes: Sequence[Node], chords: Sequence[Chord]) -> str:
    """The text of an ``<svg>`` element, everything in it escaped."""
    placed = around(nodes, chords)
    return _drawing("network-ring", "network", (title, description), placed, chords, _Circle)


def numbered_ring(
    title: str, description: str, nodes: Sequence[Node], chords: Sequence[Chord]
) -> str:
    """The same for a narrow page: numbers for names, in the order of ``around``."""
    placed = around(nodes, chords)
    named = (title, description)
    return _drawing("network-numbers", "numbers", named, placed, chords, _NumberedCircle)


def around(nodes: Sequence[Node], chords: Sequence[Chord]) -> list[Node]:
    """The nodes as they stand on the ring, from the top clockwise."""
    by_key = {node.key: node for node in nodes}
    return [by_key[key] for key in _order([node.key for node in nodes], chords)]


def _drawing(
    name: str,
    key: str,
    named: tuple[str, str],
    placed: Sequence[Node],
    chords: Sequence[Chord],
    make: type["_Circle"],
) -> str:
    """``named`` are title and description, ``key`` begins the ids that are theirs."""
    order = [node.key for node in placed]
    circle = make(len(order))
    angles = {key: circle.angle(at) for at, key in enumerate(order)}
    most = max((node.weight for node in placed), default=1)
    return "".join(
        [
            opened(name, *named, circle.box, key=key),
            *(circle.chord(angles[a], angles[b], band) for a, b, band in reversed(chords)),
            *(circle.node(node, at, angles[node.key], most) for at, node in enumerate(placed, 1)),
            "</svg>",
        ]
    )


def _order(keys: Sequence[str], chords: Sequence[Chord]) -> list[str]:
    """Those that are joined stand near one another: next comes who is joined most to the last ones.

    The first of ``keys`` begins; equal ones keep their order.
    """
    joined: dict[str, Counter[str]] = defaultdict(Counter)
    for one, other, _band in chords:
        joined[one][other] += 1
        joined[other][one] += 1
    left, placed = dict.fromkeys(keys), list[str]()
    pull: dict[str, float] = defaultdict(float)
    while left:
        best = max(left, key=lambda key: pull[key])
        del left[best]
        placed.append(best)
        for key in pull:
            pull[key] *= 0.7
        for other, count in joined[best].items():
            pull[other] += count
    return placed


class _Circle:
    """Room for ``count`` marks. Half a step from the top, so that neighbours have rows of their own
    where labels lie level.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self.radius = min(300, 110 + 6 * count)

    @property
    def box(self) -> str:
        wide = self.radius + _LABELS
        high = self.radius + 30 if self.count <= _FEW else wide
        return f"{-wide} {-high} {2 * wide} {2 * high}"

    def angle(self, at: int) -> float:
        return 2 * pi * (at + 0.5) / self.count - pi / 2

    def chord(self, one: float, other: float, band: str) -> str:
        (x0, y0), (x1, y1) = (_point(angle, self.radius - 8) for angle in (one, other))
        pull = (_NEAR - _FAR * hypot(x1 - x0, y1 - y0) / (2 * self.radius)) / 2
        bend = f"{(x0 + x1) * pull:.1f} {(y0 + y1) * pull:.1f}"
        return line(band, f"M{x0:.1f} {y0:.1f}Q{bend} {x1:.1f} {y1:.1f}")

    def node(self, node: Node, number: int, angle: float, most: int) -> str:
        x, y = _point(angle, self.radius)
        half = 5 + 7 * sqrt(node.weight / most)
        return link(
            node.url, node.says, shape(node.kind, x, y, half) + self._label(node, number, angle)
        )

    def _label(self, node: Node, _number: int, angle: float) -> str:
        """Away from the middle, and never upside down."""
        is_left = cos(angle) < 0
        turned = 0.0 if self.count <= _FEW else degrees(angle) + (180 if is_left else 0)
        x, y = _point(angle, self.radius + 18)
        return (
            f'<text class="net-label" text-anchor="{"end" if is_left else "start"}" '
            f'dominant-baseline="central" '
            f'transform="translate({x:.1f} {y:.1f}) rotate({turned:.1f})">'
            f"{escape(cut(node.name, _LETTERS))}</text>"
        )


class _NumberedCircle(_Circle):
    """With a number beside each mark, which takes little room: a list tells whose it is."""

    @property
    def box(self) -> str:
        wide = self.radius + _NUMBERS
        return f"{-wide} {-wide} {2 * wide} {2 * wide}"

    def _label(self, _node: Node, number: int, angle: float) -> str:
        x, y = _point(angle, self.radius + _NUMBERS / 2 + 8)
        return (
            f'<text class="net-label" text-anchor="middle" dominant-baseline="central" '
            f'transform="translate({x:.1f} {y:.1f})">{number}</text>'
        )


def _point(angle: float, radius: float) -> tuple[float, float]:
    return radius * cos(angle), radius * sin(angle)
