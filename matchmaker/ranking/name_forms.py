"""Names of firms made comparable: one script, one case, no marks, no legal form.

Two depths. ``fold`` keeps every word, and names a listed entry across versions of a list. ``words``
goes on for comparison: it drops legal forms at either end and writes common short forms out.
"""

import re
import unicodedata
from typing import Final

#: Letters that NFKD does not take apart.
_LETTERS: Final = {
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "æ": "ae",
    "œ": "oe",
    "ı": "i",
    "&": " and ",
    "+": " and ",
}


def _table(letters: str, latin: str) -> dict[str, str]:
    """Letter → its Latin ones, which stand in the same order; ``_`` for none."""
    return dict(zip(letters, latin.split(), strict=True))


#: Cyrillic of Russian, Ukrainian, Belarusian, Bulgarian and Serbian, close to BGN/PCGN.
_CYRILLIC: Final = _table(
    "абвгґдеєёжзиіїйјклљмнњопрстћуўфхцчџшщъыьэюя",
    "a b v g g d e ye e zh z i i yi y j k l lj m n nj o p r s t c u u f kh ts ch dz sh shch"
    " _ y _ e yu ya",
)
#: Modern Greek, ISO 843 without its marks.
_GREEK: Final = _table(
    "αβγδεζηθικλμνξοπρσςτυφχψω", "a v g d e z i th i k l m n x o p r s s t y f ch ps o"
)
_TRANSLATION: Final = str.maketrans(
    {letter: latin.strip("_") for letter, latin in {**_LETTERS, **_CYRILLIC, **_GREEK}.items()}
)
#: Between single letters a full stop or stroke joins: ``S.A.``, ``A/S``.
_ACRONYM: Final = re.compile(r"(?<=\b\w)[./](?=\w\b)")
_NOTHING: Final = re.compile(r"['’`´]")
_WORD: Final = re.compile(r"\w+")

#: Legal forms as folded words, of the countries whose firms meet here; several words in a row
#: where the form has several.
_FORMS: Final = frozenset(
    tuple(form.split())
    for form in """
    gmbh|mbh|ggmbh|gmbh co kg|gmbh and co kg|gmbh co kgaa|ag|kg|kgaa|ohg|ug|se|ev|eg|ltd|limited
    |plc|llp|llc|lc|inc|incorporated|corp|corporation|company|co|co ltd|and co|company limited
    |pty|pty ltd|proprietary limited|pvt|pvt ltd|private limited|public limited company|pte
    |pte ltd|sdn bhd|bhd|sa|sae|sas|sarl|sau|sl|slu|srl|sal|spa|sapa|snc|sca|sc|sa de cv
    |sapi de cv|s de rl de cv|s de rl|sociedad anonima|societe anonyme|sociedade anonima|ltda
    |limitada|eireli|ab|ab publ|aktiebolag|publ|as|asa|aksjeselskap|aps|is|ivs|oy|oyj|oy ab|ky
    |osakeyhtio|nv|bv|bvba|vof|sp z oo|spolka z oo|sp k|sro|spol sro|kft|zrt|nyrt|rt|doo|dd|ad
    |ead|eood|ood|srbija|ooo|oao|zao|pao|ao|tov|too|pat|prat|jsc|ojsc|cjsc|pjsc|pjs|ojs
    |joint stock company|open joint stock company|closed joint stock company
    |public joint stock company|private joint stock company|limited liability company
    |obshchestvo s ogranichennoy otvetstvennostyu|aktsionernoe obshchestvo
    |publichnoe aktsionernoe obshchestvo|pt|pt tbk|tbk|cv|kk|kabushiki kaisha|godo kaisha|gk
    |yugen kaisha|jusik hoesa|anonim sirketi|limited sirketi|ltd sti|as sti|sti|fze|fzco|fzc|fz llc
    |wll|kscc|ksc|qsc|saog|saoc|epe|ike|anonymi etaireia|ae|stock company
    """.replace("\n", " ").split("|")
)
_LONGEST: Final = max(map(len, _FORMS))
#: Short forms that firms use in place of a word, and words that some list writes differently.
_WRITTEN_OUT: Final = {
    "intl": "international",
    "int": "international",
    "tech": "technology",
    "technologies": "technology",
    "techn": "technology",
    "mfg": "manufacturing",
    "mfr": "manufacturing",
    "ind": "industry",
    "inds": "industry",
    "industries": "industry",
    "engg": "engineering",
    "eng": "engineering",
    "inst": "institute",
    "univ": "university",
    "grp": "group",
    "bros": "brothers",
    "assoc": "association",
    "dev": "development",
    "natl": "national",
    "met": "metallurgical",
    "chem": "chemical",
    "chems": "chemical",
    "chemicals": "chemical",
    "svcs": "services",
    "mgmt": "management",
    "hldg": "holding",
    "hldgs": "holding",
    "holdings": "holding",
    "wks": "works",
    "sys": "systems",
    "minl": "mineral",
    "minerals": "mineral",
    "metals": "metal",
    "steels": "steel",
}
_JOINING: Final = frozenset({"and", "the", "of", "for"})


def fold(name: str) -> str:
    """Every word of the name in Latin letters and lower case, marks and punctuation left out."""
    text = unicodedata.normalize("NFC", name).casefold().translate(_TRANSLATION)
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(mark for mark in decomposed if not unicodedata.combining(mark))
    latin = plain.translate(_TRANSLATION)  # again: Greek letters had their accents until now
    joined = _ACRONYM.sub("", _NOTHING.sub("", latin))
    return " ".join(_WORD.findall(joined.replace("_", " ")))


def words(name: str) -> tuple[str, ...]:
    """The words that tell one firm from another, in their order; never none of a name with any."""
    everything = tuple(fold(name).split())
    kept = _without_forms(everything)
    said = tuple(_WRITTEN_OUT.get(word, word) for word in kept if word not in _JOINING)
    return said or everything


def _without_forms(said: tuple[str, ...]) -> tuple[str, ...]:
    """Without the legal forms at either end, the longest first; a name of forms alone stays."""
    rest = said
    while (cut := _cut_end(rest)) != rest or (cut := _cut_start(rest)) != rest:
        if not cut:
            return rest
        rest = cut
    return rest


def _cut_end(said: tuple[str, ...]) -> tuple[str, ...]:
    for length in range(min(_LONGEST, len(said)), 0, -1):
        if said[-length:] in _FORMS:
            return said[:-length]
    return said


def _cut_start(said: tuple[str, ...]) -> tuple[str, ...]:
    for length in range(min(_LONGEST, len(said)), 0, -1):
        if said[:length] in _FORMS:
            return said[length:]
    return said
