"""A world of tiles as SVG: a tile of the same size for each country, at its rough place.

No border and no area is drawn, so that nobody's is disputed and the smallest country can be seen
and pressed. The arrangement is our own: ``world.txt``, a picture in letters. Colours are classes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from importlib import resources
from math import sqrt
from typing import Final

_TILE: Final = 34  # units; a link is a tile wide
_GAP: Final = 3
_LEAST, _MOST = 10, 16.5  # radius of a circle
_LEAST_OF_PART: Final = 15  # holds larger letters
#: What stands for a region in the picture: a place for what has no country.
REGION_TILES: Final[Mapping[str, str]] = {
    "ne": "northern_europe",
    "we": "western_europe",
    "se": "southern_europe",
    "ee": "eastern_europe",
    "na": "north_africa",
    "ss": "sub_saharan_africa",
    "wa": "west_asia",
    "ca": "central_asia",
    "sa": "south_asia",
    "ea": "east_asia",
    "as": "southeast_asia",
    "am": "north_america",
    "la": "latin_america",
    "oc": "oceania",
}
_SEA, _LAND = "..", "--"
_ROWS: Final = tuple(
    tuple(line.split())
    for line in resources.files(__package__).joinpath("world.txt").read_text("utf-8").splitlines()
)
#: Code of a country or a region → column and row.
TILES: Final[Mapping[str, tuple[int, int]]] = {
    REGION_TILES.get(tile, tile): (column, row)
    for row, line in enumerate(_ROWS)
    for column, tile in enumerate(line)
    if tile not in (_SEA, _LAND)
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A number at a place. ``says`` is read aloud and shown on hovering; ``url`` is the link."""

    count: int
    says: str
    url: str


Marks = Mapping[str, Mark]  # by code


@dataclass(frozen=True, slots=True)
class _Window:
    """The columns and rows of tiles that a picture shows."""

    columns: range
    rows: range

    def __contains__(self, code: object) -> bool:
        place = TILES.get(str(code))
        return place is not None and place[0] in self.columns and place[1] in self.rows

    @property
    def box(self) -> str:
        sides = (self.columns.start, self.rows.start, len(self.columns), len(self.rows))
        return " ".join(str(side * _TILE) for side in sides)


_WORLD: Final = _Window(range(len(_ROWS[0])), range(len(_ROWS)))
#: Where the world is cut for a narrow page; the parts stand below each other.
PARTS: Final[Mapping[str, range]] = {
    "west": range(13),
    "middle": range(13, 27),
    "east": range(27, len(_ROWS[0])),
}


def world_map(title: str, description: str, countries: Marks, regions: Marks) -> str:
    """The text of an ``<svg>`` element, everything in it escaped; unknown codes are left out.

    Circles by area for ``countries``, dashed diamonds of one size for ``regions``.
    """
    named = (title, description)
    return _drawing("world-map", "world", named, _WORLD, countries, regions)


def world_part(part: str, title: str, description: str, countries: Marks, regions: Marks) -> str:
    """The same for one of ``PARTS``, no taller than its marks ask for; empty where there are none.

    For a narrow page: a third of the tiles, so that each is three times as wide.
    """
    columns = PARTS[part]
    inside = [TILES[code] for code in (*countries, *regions) if code in TILES]
    rows = [row for column, row in inside if column in columns]
    if not rows:
        return ""
    window = _Window(columns, range(max(0, min(rows) - 1), min(len(_ROWS), max(rows) + 2)))
    named = (title, description)
    return _drawing("world-part", f"world-{part}", named, window, countries, regions)


def _drawing(
    name: str, key: str, named: tuple[str, str], window: _Window, countries: Marks, regions: Marks
) -> str:
    """``named`` are title and description, ``key`` begins the ids that are theirs."""
    most = max((mark.count for mark in countries.values()), default=1)
    title, description = named
    shown = [code for code in TILES if code in window]
    least = _LEAST if window is _WORLD else _LEAST_OF_PART
    return "".join(
        [
            f'<svg class="{name}" role="group" viewBox="{window.box}" ',
            f'xmlns="http://www.w3.org/2000/svg" aria-labelledby="{key}-title {key}-text">',
            f'<title id="{key}-title">{escape(title)}</title>',
            f'<desc id="{key}-text">{escape(description)}</desc>',
            f'<path class="map-land" d="{_land(window)}"/>',
            *_codes(window, countries),
            *(_circle(code, countries[code], most, least) for code in shown if code in countries),
            *(_diamond(code, regions[code]) for code in shown if code in regions),
            "</svg>",
        ]
    )


def _land(window: _Window) -> str:
    """One path for all tiles of land: a square each."""
    side = _TILE - _GAP
    squares = (
        f"M{column * _TILE + _GAP / 2:g} {row * _TILE + _GAP / 2:g}h{side}v{side}h-{side}z"
        for row in window.rows
        for column in window.columns
        if (tile := _ROWS[row][column]) == _LAND or tile.isupper()
    )
    return "".join(squares)


def _codes(window: _Window, marked: Marks) -> Iterator[str]:
    """The letters of the countries that have no number; the eye alone needs them."""
    yield '<g class="map-code" aria-hidden="true">'
    for code in TILES:
        if code.isupper() and code in window and code not in marked:
            x, y = _centre(code)
            yield f'<text x="{x:g}" y="{y + 4:g}">{code}</text>'
    yield "</g>"


def _circle(code: str, mark: Mark, most: int, least: float) -> str:
    x, y = _centre(code)
    radius = least + (_MOST - least) * sqrt(mark.count / most)
    return _link(
        mark,
        "map-country",
        f'<circle cx="{x:g}" cy="{y:g}" r="{radius:.1f}"/>'
        f'<text class="map-name" x="{x:g}" y="{y - 1:g}">{escape(code)}</text>'
        f'<text x="{x:g}" y="{y + 10:g}">{_short(mark.count)}</text>',
    )


def _diamond(code: str, mark: Mark) -> str:
    x, y = _centre(code)
    half = _MOST
    shape = f"M{x:g} {y - half:g}l{half} {half}l-{half} {half}l-{half} -{half}z"
    text = f'<text x="{x:g}" y="{y + 4:g}">{_short(mark.count)}</text>'
    return _link(mark, "map-region", f'<path d="{shape}"/>{text}')


def _link(mark: Mark, name: str, inside: str) -> str:
    says = escape(mark.says)
    return (
        f'<a class="{name}" href="{escape(mark.url)}" aria-label="{says}">'
        f"<title>{says}</title>{inside}</a>"
    )


def _centre(code: str) -> tuple[float, float]:
    column, row = TILES[code]
    return (column + 0.5) * _TILE, (row + 0.5) * _TILE


def _short(count: int) -> str:
    """At most four letters, since more do not fit in a circle; the link says the whole number."""
    if count < 1_000:
        return str(count)
    return f"{count / 1_000:.1f}k" if count < 10_000 else f"{count // 1_000}k"
