"""Numbers as people write them: with a decimal point or a decimal comma, and in no groups."""

import re
from typing import Final

POINT: Final = "."
#: Python reads ``1_0`` and ``١٢`` as numbers too; we do not.
_FIGURE: Final = re.compile(r"([+-]?)(\d{1,15})(?:([.,])(\d{1,15}))?", re.ASCII)
_GROUP: Final = 3  # digits between two separators of thousands


class Typed(str):
    """A number as it was typed by readers of a language whose decimal sign is ``decimal``."""

    decimal: str

    def __new__(cls, text: str, decimal: str = POINT) -> "Typed":
        self = super().__new__(cls, text)
        self.decimal = decimal
        return self


def read_figure(text: str) -> float | None:
    """``1.6`` and ``1,6`` are the same number; ``None`` for what is none, or may be two.

    ``1,200`` is 1.2 where the comma is the decimal sign. Elsewhere it may as well be 1200: whoever
    typed it has to say which, as a mistake would be thousandfold.
    """
    found = _FIGURE.fullmatch(text.strip())
    if found is None:
        return None
    sign, whole, mark, rest = found.groups()
    decimal = text.decimal if isinstance(text, Typed) else POINT
    if mark not in (None, decimal) and len(rest) == _GROUP and re.match(r"[1-9]\d{0,2}$", whole):
        return None
    return float(f"{sign}{whole}.{rest or 0}")
