"""What the two pictures of networks share: shapes, cut labels, lines by band."""

from html import escape
from typing import Final

#: Type of organization → form of its mark, so that no type is told by colour alone.
FORMS: Final = {"company": "circle", "supplier": "square", "institute": "triangle"}


def shape(kind: str, x: float, y: float, half: float) -> str:
    """A mark around a point; a blind listing is a dashed diamond, what has no form a pentagon."""
    form = FORMS.get(kind, "diamond" if kind == "blind" else "pentagon")
    name = f'class="net-{form}"'
    if form == "circle":
        return f'<circle {name} cx="{x:.1f}" cy="{y:.1f}" r="{half:.1f}"/>'
    points = " ".join(f"{x + half * dx:.1f},{y + half * dy:.1f}" for dx, dy in _POINTS[form])
    return f'<polygon {name} points="{points}"/>'


_POINTS: Final = {
    "square": ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    "triangle": ((0, -1.15), (1.1, 0.85), (-1.1, 0.85)),
    "diamond": ((0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0)),
    "pentagon": ((0, -1.1), (1.05, -0.3), (0.65, 0.95), (-0.65, 0.95), (-1.05, -0.3)),
}


def cut(text: str, letters: int) -> str:
    """At most ``letters`` of it, with an ellipsis where something is left out."""
    return text if len(text) <= letters else text[: letters - 1].rstrip() + "…"


def lines(text: str, letters: int) -> list[str]:
    """Two lines at most, broken between words where there are any."""
    if len(text) <= letters:
        return [text]
    first = text[: letters + 1].rpartition(" ")[0] or text[:letters]
    return [first, cut(text[len(first) :].strip(), letters)]


def link(url: str, says: str, inside: str) -> str:
    """A link whose whole text is told on hovering and read aloud."""
    told = escape(says)
    return (
        f'<a class="net-link" href="{escape(url)}" aria-label="{told}">'
        f"<title>{told}</title>{inside}</a>"
    )


def line(band: str, path: str) -> str:
    return f'<path class="net-line net-{escape(band)}" d="{path}"/>'


def opened(name: str, title: str, description: str, box: str, *, key: str = "network") -> str:
    """The start of the element; ``box`` is its view box, ``key`` begins its ids."""
    return (
        f'<svg class="network {name}" role="group" viewBox="{box}" '
        f'xmlns="http://www.w3.org/2000/svg" aria-labelledby="{key}-title {key}-text">'
        f'<title id="{key}-title">{escape(title)}</title>'
        f'<desc id="{key}-text">{escape(description)}</desc>'
    )
