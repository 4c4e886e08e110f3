"""Whether a sentence says what is *not* so: a listing's limits are no point where two texts meet.

No grammar: the small words that turn a verb round, in the languages that members write in. Words
that only say what is absent ("no moving parts", "without chlorine") often name a strong point and
are left alone. A sentence that is taken for a denial by mistake costs one quotation.
"""

import re
from typing import Final

_DENIES: Final = re.compile(
    r"\b(?:not|cannot|never|nobody|nor|neither)\b|\w+n['’]t\b"
    r"|\b(?:nicht|kein(?:e[mnrs]?)?|nie|niemals)\b|\b(?:inte|ej|aldrig)\b"
    r"|\b(?:ne|n['’]\w+)\s(?:\w+\s){1,3}?(?:pas|plus|jamais)\b|\bn['’]\w+ (?:pas|plus|jamais)\b"
    r"|\bno (?:se|es|son|está\w?|hay|ha|han|puede\w?|tiene\w?|tratamos|hacemos|podemos|tenemos)\b"
    r"|\b(?:não|nunca|jamás|jamais)\b|\b(?:tidak|bukan|belum)\b|नहीं"
    r"|ません|できない|いない|不能|不会|不可|没有|않|없",
    re.IGNORECASE,
)


def denies(sentence: str) -> bool:
    return _DENIES.search(sentence) is not None
