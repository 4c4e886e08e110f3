"""The countries of foreign files as ISO 3166-1 alpha-2 codes."""

from typing import Final

from babel import Locale

_NAMES: Final = {
    code: name
    for code, name in Locale.parse("en").territories.items()
    if len(code) == 2 and code.isalpha() and code not in {"EU", "EZ", "UN", "XA", "XB", "ZZ"}
}
_CODES: Final = {name.casefold(): code for code, name in _NAMES.items()}
#: The European Union's publications say EL and UK.
_EUROPEAN: Final = {"EL": "GR", "UK": "GB"}
_OTHER_NAMES: Final = {
    "usa": "US",
    "united states of america": "US",
    "uk": "GB",
    "great britain": "GB",
    "korea": "KR",
    "republic of korea": "KR",
    "turkey": "TR",
    "czech republic": "CZ",
    "the netherlands": "NL",
    "russian federation": "RU",
    "viet nam": "VN",
    "uae": "AE",
}


def country_of_code(code: str) -> str | None:
    """The ISO code for a code as CORDIS writes it; ``None`` where it is no country's."""
    code = _EUROPEAN.get(code, code)
    return code if code in _NAMES else None


def country_of_name(name: str) -> str | None:
    """The ISO code for an English name; ``None`` where it is not known."""
    key = " ".join(name.split()).casefold()
    return _OTHER_NAMES.get(key) or _CODES.get(key)
