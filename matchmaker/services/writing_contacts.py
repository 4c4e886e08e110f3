"""Ways to a person or a document that a blind text should not show: links, mail, phones, patents.

The patterns are bounded and begin at the edge of a word: a text of any length takes time in
proportion to it.
"""

import re
from collections.abc import Iterator
from typing import Final

from matchmaker.phrases import N_

TOP_LEVEL: Final = (
    "com|org|net|eu|info|biz|edu|gov|int|example|co\\.[a-z]{2}|ac\\.[a-z]{2}|com\\.[a-z]{2}"
    "|org\\.[a-z]{2}|gov\\.[a-z]{2}|de|fr|se|fi|dk|nl|ch|es|pt|pl|uk|jp|kr|cn|br|ca|au|za|mx|cl"
)
#: Offices of WIPO ST.3 whose numbers are met most; the second ones are words or formulas too.
_OFFICES: Final = "EP|US|WO|DE|GB|FR|JP|CN|KR|SE|FI|DK|NL|CH|ES|PT|PL|CA|AU|BR|ZA|MX|RU|TW|EA"
_WORDLIKE_OFFICES: Final = "IN|NO|IT|AT"
_NAME: Final = r"[^\W\d_][^\W\d_'’-]{0,30}"
#: Where a number of this many digits or more stands behind an office or a "+", it is one.
_PATENT_DIGITS, _PHONE_DIGITS = 7, 8
_UNIT: Final = r"\s?(?:k?t|[kM]?g|[kMG]?W|m|EUR|USD|SEK|INR|%|°)"

_MAIL: Final = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_LINK: Final = re.compile(
    r"\bhttps?://[^\s<>\"']{1,300}|\b(?i:www)\.[\w-]{1,63}\.[^\s<>\"']{1,200}"
    rf"|(?<![\w.@/-])[a-z][a-z0-9-]{{2,62}}\.(?:[a-z0-9-]{{2,62}}\.){{0,3}}(?:{TOP_LEVEL})"
    r"(?![\w-]|\.\w)"
)
_PHONE: Final = re.compile(
    rf"(?<![\w+])(?:\+|00)(?>[1-9][\d().-]*(?:\s[\d().-]+){{0,6}})(?!{_UNIT})"
    r"|\b(?i:tel|phone|telephone|mobile|fax|call|ring|Telefon|teléfono|telefone|電話|电话|전화|फ़ोन)"
    r"\.?\s?:?\s?\(?\d[\d\s().-]{5,18}\d"
)
_PATENT: Final = re.compile(
    r"\bPCT/[A-Z]{2}\d{2,4}/\d{5,6}\b"
    rf"|\b(?:{_OFFICES})[\s-]?\d[\d\s.,/-]{{4,18}}\d(?:\s?[A-CUY]\d?\b)?"
    rf"|\b(?:{_WORDLIKE_OFFICES})\s?\d{{6,12}}(?:\s?[A-CUY]\d?\b)?"
    r"|(?i:\bpatent|\bPatentschrift|\bbrevet|\bpatente|特許第?|专利号|특허)"
    r"\s?(?i:(?:no|number|nr|n°|nº)\.?)?\s?:?\s?\d[\d.,/ -]{4,14}\d"
)
_PERSON: Final = re.compile(
    r"\b(?:Dr|Prof|Professor|Mr|Mrs|Ms|Shri|Smt|Herrn?|Frau|Mme|Señora?|Dipl\.-Ing|Eng)\b\.?\s"
    rf"(?:(?:Dr|Ing|med)\.\s)?(?:[A-Z]\.\s?){{0,3}}({_NAME}(?:[\s-]{_NAME}){{0,2}})"
)


def contacts(text: str) -> Iterator[tuple[str, str]]:
    """``(topic, words)``: the first of each kind."""
    if mail := _MAIL.search(text):
        yield N_("an e-mail address"), mail.group().rstrip(".")
    if link := _LINK.search(text):
        yield N_("a link"), link.group().rstrip(".,;:)")
    if phone := _with_digits(_PHONE, text, _PHONE_DIGITS):
        yield N_("a phone number"), phone
    if patent := _with_digits(_PATENT, text, _PATENT_DIGITS):
        yield N_("a patent number"), patent
    if person := _person(text):
        yield N_("a person’s name"), person


def _with_digits(pattern: re.Pattern[str], text: str, least: int) -> str:
    for match in pattern.finditer(text):
        if sum(character.isdigit() for character in match.group()) >= least:
            return match.group().strip(" .,-")
    return ""


def _person(text: str) -> str:
    """A title with a capitalised name behind it; small words end the name."""
    for match in _PERSON.finditer(text):
        name = match.group(1)
        if name[0].isupper() and len(name) > 1:
            kept = [word for word in name.split() if word[0].isupper()]
            return match.group()[: match.start(1) - match.start()] + " ".join(kept)
    return ""
