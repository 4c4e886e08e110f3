"""Texts that seem to tell what no listing should: prices, margins, output, plans, customers, bids.

A warning to the writer, never a refusal: a pattern cannot know what is secret. What a plant is
built for ("a pilot of 5 t a day") and what everybody knows ("a carbon price of 90 EUR") are left
alone, and so is the size of plant that a technology is made for ("a plant of 200 kt a year"); what
a company makes in a year, how full its plants run, when they grow or close, and what anything costs
are not. Patterns are bounded, so that a text of any length takes time in proportion to it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from matchmaker.phrases import N_

_NUMBER: Final = r"(?<![\d.,])(?>\d[\d.,\u00a0\u202f ]{0,14})"
_SCALE: Final = r"(?:k|m|mn|mio\.?|mrd\.?|tsd\.?|bn|million(?:en|es|s)?|billion|thousand)"
_CURRENCY: Final = (
    r"(?:[€$£¥₹₩]|\b[kM]?(?:EUR|USD|GBP|SEK|NOK|DKK|CHF|INR|JPY|CNY|RMB|KRW|BRL|ZAR|AUD"
    r"|CAD|MXN)(?![A-Za-z])|\bRs\b\.?"
    r"|\b(?:euros?|dollars?|dólares|rupees?|kronor|kr|yen|yuan|reais|pesos)\b)"
)
_EASTERN_MONEY: Final = r"\d[\d.,]{0,12}\s?[万億亿千억만]?\s?(?:円|元(?![素系合])|원|रुपये)"
#: Small money has a sign only beside the unit that it pays for: "8 ct/kWh"; "CT" is a scanner.
_CENTS: Final = rf"{_NUMBER}\s?(?:(?-i:ct)|¢|cents?|öre|paise)\s?(?:/|per |pro |a )\s?\w{{1,9}}"
_MONEY: Final = (
    rf"{_CURRENCY}\s?{_NUMBER}|{_EASTERN_MONEY}"
    rf"|{_NUMBER}\s?(?:{_SCALE}(?!\w))?\s?(?:d['’])?{_CURRENCY}|{_CENTS}"
)
#: "200 kt per year" of something: how much a company makes, buys or throws away.
_YEARLY: Final = (
    rf"{_NUMBER}\s?(?:{_SCALE}\s)?"
    r"(?:[kM]?t|(?:kilo|mega)?tonn?e?s?|tons?|Tonnen|toneladas?|[GT]Wh|[kM]?Nm[3³]|万?吨|万?トン|만?톤|टन)"
    r"(?:\s(?:(?:of|de|av)\s)?[\w-]{1,20}(?![\w-]))?"
    r"(?:(?:\s?/\s?|\s(?:per|pro|an?|par|por|al|om|each|every)\s)"
    r"(?:a|y|yr|years?|annum|Jahr|an|année|año|ano|år|年|년|वर्ष)(?!\w)"
    r"|\s(?:annually|jährlich|årligen|p\.\s?a\.))"
    rf"|{_NUMBER}\s?[kM]?tpa\b"
)
#: Around an amount: what is public, or granted, is nobody's price.
_PUBLIC_MONEY: Final = re.compile(
    r"carbon (?:price|tax|credit)|prices? (?:of|for|on) (?:carbon|CO2|CO₂)|CO[2₂][ -]price|\bETS\b"
    r"|\bCBAM\b|allowance|\bshare of\b|\bappl(?:y|icants?)\b"
    r"|\b(?:levy|grants?|funding|funded|budget|subsid\w{1,5}|award)\b"
    r"|Förder|CO[2₂]-Preis|subvention|prix du carbone|precio del carbono|preço do carbono",
    re.IGNORECASE,
)
#: Around a plan: what is tried out is no plant's capacity.
_TRIAL: Final = re.compile(r"pilot|demonstrat|laborator|\bbench\b|test rig|prototyp", re.IGNORECASE)
#: Around an amount for each year: the size of a plant or a step, as a technology is offered for it.
_SIZE: Final = re.compile(
    _TRIAL.pattern
    + r"|\b(?:plants?|modules?|units?|lines?|kilns?|furnaces?|reactors?) (?:of|for)\b"
    r"|\bcapacit|\bdesign|\bscal|\bsize|\bmodul|\bup to\b|\bAnlagen?\b|\bbis zu\b|\bcapaci"
    r"|\bkapacitet|\bcapacidad|\bcapacidade",
    re.IGNORECASE,
)
_AROUND: Final = 45  # characters before and after that such a word is looked for in


@dataclass(frozen=True, slots=True)
class Topic:
    """``name`` completes "it seems to tell …"; ``unless`` clears a match that it stands beside."""

    name: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None = None


def _topic(name: str, pattern: str, unless: re.Pattern[str] | None = None) -> Topic:
    return Topic(name, re.compile(pattern, re.IGNORECASE), unless)


PRICE: Final = N_("a price or sum of money")
OUTPUT: Final = N_("output or utilisation")
_TOPICS: Final = (
    _topic(PRICE, _MONEY, _PUBLIC_MONEY),
    _topic(
        PRICE,
        r"\b(?:our|selling|purchase|list|transfer|contract) prices?\b|\bprice lists?\b"
        r"|\b(?:Verkaufs|Einkaufs|Listen)preise?|\bPreisliste|\bprix de (?:vente|revient|achat)\b"
        r"|\bprecios? de (?:venta|compra)\b|\bpreços? de (?:venda|compra)\b"
        r"|\b(?:försäljnings|inköps)pris|販売価格|価格表|售价|价格表|판매 ?가격|विक्रय मूल्य",
    ),
    _topic(
        N_("a margin"),
        r"\b(?:our|profit|gross|operating|net) margins?\b|\bEBITDA\b|\b(?:Gewinn|Brutto)marge"
        r"|\bmarge (?:brute|nette|bénéficiaire)\b|\bmargen (?:brut|net|de beneficio)"
        r"|\bmargem (?:bruta|líquida|de lucro)\b|\b(?:vinst|brutto)marginal"
        r"|利益率|粗利|毛利|利润率|이익률|마진|लाभ मार्जिन",
    ),
    _topic(
        OUTPUT,
        r"\bcapacity utili[sz]ation\b|\butili[sz]ation of (?:our|the) (?:plant|mill|kiln|works)"
        r"|\bruns? at \d{1,3}\s?% (?:of )?(?:its |our |the )?capacity|\bour (?:annual )?output\b"
        r"|\bannual (?:output|production)\b|\bproduction volumes?\b"
        r"|\bwe (?:make|produce|ship) [^.\n]{0,20}\d[^.\n]{0,14}\b(?:a|per) (?:year|annum)\b"
        r"|\bAuslastung|\bJahresproduktion|\bProduktionsmenge|\bproduction annuelle\b"
        r"|\btaux d.utilisation des? (?:la )?capacité|\bproducción anual\b|\bprodução anual\b"
        r"|\butiliza(?:ción|ção) d(?:e|a) (?:la )?capaci?dade?\b|\bkapacitetsutnyttjande"
        r"|\bårsproduktion|稼働率|年産|年产量|产能利用率|가동률|연간 ?생산량"
        r"|वार्षिक उत्पादन|क्षमता उपयोग",
    ),
    _topic(OUTPUT, _YEARLY, _SIZE),
    _topic(
        N_("a capacity plan"),
        r"\bcapacity (?:expansion|plan|closure|increase)s?\b|\bplanned capacity\b"
        r"|\b(?:expand|double|triple|increase|raise|cut)(?:ing)? (?:our |the )?"
        r"(?:production |plant )?capacity\b"
        r"|\bwe (?:will|plan to|intend to) (?:close|shut|mothball|expand|double)\b"
        r"|\bKapazitäts(?:erweiterung|ausbau)|\bStilllegung|\baugmentation de (?:la )?capacité"
        r"|\b(?:ampliación|aumento) de (?:la )?capacidad|\b(?:ampliação|aumento) da? capacidade"
        r"|\bkapacitets(?:ökning|utbyggnad)|(?:能力|設備)増強|产能扩张|扩产|증설|क्षमता विस्तार",
        _TRIAL,
    ),
    _topic(
        "customers",
        r"\b(?:our|key|main|largest|major) customers?\b|\bcustomer lists?\b"
        r"|\bunser(?:e|en|er) (?:Haupt)?kunden\b|\bnos (?:principaux )?clients\b"
        r"|\bnuestros (?:principales )?clientes\b|\bnossos (?:principais )?clientes\b"
        r"|\bvåra (?:största )?kunder\b|取引先|顧客(?:名|リスト)|客户名单|我们的客户|고객사"
        r"|हमारे ग्राहक",
    ),
    _topic(
        N_("a bid"),
        r"\bour (?:bid|tender|quotation)s?\b|\b(?:bid|tender) prices?\b|\bAngebotspreis"
        r"|\bunser(?:e|em)? Gebot\b|\bnotre soumission\b|\bnuestra licitación\b"
        r"|\bnossa proposta comercial\b|\bvårt anbud\b|入札価格|応札|投标报?价|입찰가|निविदा मूल्य",
    ),
)


def confidential(text: str, *, money_is_fine: bool = False) -> Iterator[tuple[str, str]]:
    """``(topic, offending words)``, the first words of each topic.

    ``money_is_fine``: amounts are not looked at, as where a need names the funding that it brings.
    """
    told: set[str] = set()
    for topic in _TOPICS:
        if topic.name in told or (money_is_fine and topic.name == PRICE):
            continue
        if words := _first(topic, text):
            told.add(topic.name)
            yield topic.name, words


def _first(topic: Topic, text: str) -> str:
    for match in topic.pattern.finditer(text):
        around = text[max(0, match.start() - _AROUND) : match.end() + _AROUND]
        if topic.unless is None or not topic.unless.search(around):
            return match.group().strip(" .,")
    return ""
