"""Public identifiers of organizations and people, and whether one was mistyped.

Check characters by ISO/IEC 7064: MOD 97-10 for LEI (ISO 17442) and ROR, MOD 11-2 for ORCID. Each
function takes what a person typed, address or bare, and returns the bare form that is stored;
``ValueError`` says in one sentence what is wrong. An empty text stays empty.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

ROR_URL: Final = "https://ror.org/"
ORCID_URL: Final = "https://orcid.org/"
LEI_URL: Final = "https://search.gleif.org/#/record/"
#: Crockford's base 32 has no i, l, o and u.
_CROCKFORD: Final = "0123456789abcdefghjkmnpqrstvwxyz"
_ROR: Final = re.compile(f"0[{_CROCKFORD}]{{6}}[0-9]{{2}}")
_LEI: Final = re.compile(r"[0-9A-Z]{18}[0-9]{2}")
_ORCID: Final = re.compile(r"([0-9]{4}-){3}[0-9]{3}[0-9X]")
_MISTYPED: Final = "the check digits do not fit, so a character of it is mistyped"


def clean_ror(text: str) -> str:
    """``05a28rw58`` of ``https://ror.org/05a28rw58``."""
    ror = _without_address(text, "ror.org/").lower()
    if not ror:
        return ""
    if not _ROR.fullmatch(ror):
        raise ValueError("must be 0, six letters or digits and two digits, such as 05a28rw58")
    number = 0
    for character in ror[:7]:
        number = number * 32 + _CROCKFORD.index(character)
    if (number * 100 + int(ror[7:])) % 97 != 1:
        raise ValueError(_MISTYPED)
    return ror


def clean_lei(text: str) -> str:
    """Twenty letters and digits, in capitals and without spaces."""
    lei = "".join(text.split()).upper()
    if not lei:
        return ""
    if not _LEI.fullmatch(lei):
        raise ValueError("must have 20 letters and digits, of which the last two are digits")
    if int("".join(str(int(character, 36)) for character in lei)) % 97 != 1:
        raise ValueError(_MISTYPED)
    return lei


def clean_orcid(text: str) -> str:
    """``0000-0002-1825-0097`` of ``https://orcid.org/0000-0002-1825-0097``."""
    orcid = _without_address(text, "orcid.org/").upper()
    if not orcid:
        return ""
    if not _ORCID.fullmatch(orcid):
        raise ValueError("must be four groups of four digits, such as 0000-0002-1825-0097")
    digits = orcid.replace("-", "")
    total = 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    if (12 - total % 11) % 11 != (10 if digits[-1] == "X" else int(digits[-1])):
        raise ValueError(_MISTYPED)
    return orcid


#: Name of a field → its check, for whoever takes several at once.
CLEANERS: Final[Mapping[str, Callable[[str], str]]] = {
    "ror": clean_ror,
    "lei": clean_lei,
    "orcid": clean_orcid,
}


def clean_identifiers(values: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """``(clean values, problems)`` of those of ``values`` that are identifiers, by name."""
    clean: dict[str, str] = {}
    problems: dict[str, str] = {}
    for name in CLEANERS.keys() & values.keys():
        try:
            clean[name] = CLEANERS[name](values[name] or "")
        except ValueError as reason:
            problems[name] = str(reason)
    return clean, problems


def _without_address(text: str, host: str) -> str:
    """The identifier of an address such as ``https://www.ror.org/…``; another text as it is."""
    return re.sub(rf"(?i)^(https?://)?(www\.)?{re.escape(host)}", "", text.strip())
