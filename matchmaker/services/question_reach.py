"""Ways around the closed names in a short text: addresses in disguise, handles, numbers, places.

What ``writing_contacts`` finds in plain writing is found there. The patterns are bounded, so that
a text takes time in proportion to its length.
"""

import re
from collections.abc import Iterator
from typing import Final

from matchmaker.phrases import N_
from matchmaker.services.writing_contacts import TOP_LEVEL
from models.vocabulary import COUNTRIES, REGIONS

_OPEN, _SHUT = r"[\s(\[{<]{0,3}", r"[\s)\]}>]{0,3}"
_DOT: Final = rf"(?:\.|{_OPEN}\b(?i:dot|punkt|punto|ponto)\b{_SHUT})"
_AT: Final = rf"(?:{_OPEN}@{_SHUT}|{_OPEN}\b(?i:at|arroba)\b{_SHUT})"
_LABEL: Final = r"[\w+-]{1,40}"
_END: Final = rf"(?i:{TOP_LEVEL})(?![\w-])"
_MAIL: Final = (
    rf"{_LABEL}(?:{_DOT}{_LABEL}){{0,2}}{_AT}{_LABEL}(?:{_DOT}{_LABEL}){{0,2}}{_DOT}{_END}"
)
_SPOKEN_DOT: Final = r"(?:[\s(\[{]{1,3}(?i:dot|punkt|punto|ponto)[\s)\]}]{1,3})"
_LINK: Final = rf"\b(?i:www){_DOT}{_LABEL}(?:{_DOT}{_LABEL}){{0,3}}|{_LABEL}{_SPOKEN_DOT}{_END}"
_DIGIT: Final = (
    r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double|null|eins|zwei|drei|vier"
    r"|fünf|sechs|sieben|acht|neun)"
)
_SPOKEN_NUMBER: Final = rf"(?i:\b{_DIGIT}(?:[\s,-]{{1,2}}{_DIGIT}){{5,20}}\b)"
_LOCAL_NUMBER: Final = r"(?<![\w.,+-])0\d{2,4}[\s/-]\d{3,4}(?:[\s-]?\d{2,4}){0,3}(?![\w.,]?\d)"
_NETWORK: Final = (
    r"(?i:\b(?:LinkedIn|WhatsApp|WeChat|Weixin|Telegram|Skype|Xing|Instagram|Facebook|Weibo"
    r"|Viber|KakaoTalk|GitHub|ResearchGate|Threema)\b)"
)
_REGISTERED: Final = (
    r"\bHR[AB]\s?\d{3,7}\b|\b\d{2}[A-Z]{5}\d{4}[A-Z]\d[A-Z][A-Z\d]\b"  # trade register, GSTIN
    r"|\b[LU]\d{5}[A-Z]{2}\d{4}[A-Z]{3}\d{6}\b"  # CIN
    r"|\b(?=[A-Z\d]{0,17}[A-Z])(?=[A-Z]{0,17}\d)[A-Z\d]{18}\d{2}\b"  # LEI
    r"|\b[A-Z]{2}\d{2}(?:\s?[A-Z\d]{4}){3,7}\b"  # IBAN
    r"|\b\d{2}\.\d{3}\.\d{3}/\d{4}-\d{2}\b|\b\d{6}-\d{4}\b|\b\d{4}-\d{4}-\d{4}-\d{3}[\dX]\b"
    r"|(?i:\b(?:VAT|GST|USt|TVA|DUNS|company|registration|corporate)[\s-]"
    r"(?:ID|No\.?|Nr\.?|number|numero)[^.\n]{0,12}?[A-Z]{0,2}\s?\d[\d\s]{4,14}\d)"
)
_COORDINATES: Final = (
    r"(?<![\d.])[-+]?\d{1,2}\.\d{4,8}\s?°?\s?[NS]?\s?[,;/ ]\s?[-+]?\d{1,3}\.\d{4,8}\s?°?\s?[EWO]?"
    r"|\b\d{1,3}\s?°\s?\d{1,2}\s?['′’][^.\n]{0,30}?[NSEWO]\b"
    r"|\b\d{1,2}\.\d{1,8}\s?°\s?[NS][,;/ ]{1,2}\d{1,3}\.\d{1,8}\s?°\s?[EWO]\b"
)
_STREET: Final = (
    r"\b[A-ZÄÖÜÅ][\w-]{1,40}(?:straße|strasse|str\.|gatan|vägen|weg|allee|platz|damm)\s\d{1,4}\b"
    r"|\b\d{1,5}\s(?:[A-Z]\w{1,30}\s){1,3}(?:Street|St\.|Road|Rd\b|Avenue|Ave\b|Lane|Drive|Marg)"
    r"|\b(?:rue|avenida|calle|via|rua)\s(?:[\w']{1,20}\s){0,3}[A-Z]\w{1,30},?\s\d{1,4}\b"
)
_PEOPLE: Final = (
    r"\b(?:[Mm]y name is|[Tt]his is|[Rr]egards,?|[Ss]incerely,?|[Ss]igned,?)\s[A-ZÄÖÜÅ]\w{1,30}"
    r"(?:\s[A-ZÄÖÜÅ]\w{1,30}){1,2}"
    r"|\b(?:I am|I['’]m|[Cc]ontact|[Aa]sk for|[Ss]peak (?:to|with)|[Cc]olleague)"
    r"\s[A-ZÄÖÜÅ]\w{1,30}\s[A-ZÄÖÜÅ]\w{1,30}"
)
_FIRM: Final = (
    r"\b(?:[A-ZÄÖÜÅ][\w&.-]{0,40}\s){1,4}(?:GmbH|AG|AB|Aktiebolag|Ltd\b|Limited|Inc\b|LLC|LLP"
    r"|Corp\b|Corporation|plc|PLC|S\.A\.|S\.p\.A\.|SpA|Oyj?|ASA|A/S|B\.V\.|BV|N\.V\.|Pvt\b|KG)"
    r"(?!\w)|\w{2,12}(?:株式会社|有限公司|주식회사)|(?:株式会社|주식회사)\w{2,12}"
)
_MARK: Final = r"\b[\w-]{2,40}\s?[®™]"
_SITE: Final = re.compile(
    r"\b(?:[Oo]ur|[Mm]y)\s(?:[a-z-]{2,20}\s){0,2}(?:plant|site|mill|works|smelter|refinery|kiln"
    r"|factory|laboratory|lab|quarry|mine|terminal|campus|office|institute|head office|foundry)"
    r"\s(?:in|at|near|outside|close to|by)\s((?:[A-ZÄÖÜÅÉ][\w'-]{1,30}\s?){1,3})"
)
#: Places as wide as the region that the other side sees anyway; a country is asked about.
_WIDE: Final = frozenset(
    word.lower()
    for label in (*COUNTRIES.labels.values(), *REGIONS.labels.values())
    for word in label.split()
) | {"africa", "america", "asia", "australia", "europe", "scandinavia"}
_TOPICS: Final = tuple(
    (topic, re.compile(pattern))
    for topic, pattern in (
        ("an e-mail address", _MAIL),
        ("a link", _LINK),
        ("a phone number", rf"{_SPOKEN_NUMBER}|{_LOCAL_NUMBER}"),
        (N_("a handle"), r"(?<![\w@.])@[A-Za-z_]\w{2,30}"),
        (N_("a network to meet on"), _NETWORK),
        (N_("a registration number"), _REGISTERED),
        (N_("coordinates"), _COORDINATES),
        (N_("an address"), _STREET),
        ("a person’s name", _PEOPLE),
        (N_("the name of an organization"), _FIRM),
        (N_("a trademark"), _MARK),
    )
)


def ways(text: str) -> Iterator[tuple[str, int, int]]:
    """``(topic, start, end)`` of everything that leads past the closed names."""
    for topic, pattern in _TOPICS:
        for match in pattern.finditer(text):
            yield topic, match.start(), match.end()
    for match in _SITE.finditer(text):
        if not _WIDE.issuperset(match.group(1).lower().split()):
            start, end = match.span(1)
            yield N_("a place"), start, start + len(text[start:end].rstrip())
