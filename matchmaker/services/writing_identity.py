"""What gives an organization away in a text: its name however written, its address, its people.

Names are compared without accents, capitals of the text as they are where a word alone counts:
"Heart" is a company, a heart is none.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from matchmaker.phrases import N_
from models.vocabulary import COUNTRIES


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_LEGAL: Final = _set(
    "ab ag aktiebolag as asa bhd bv co company corp corporation gmbh group holding holdings inc "
    "incorporated kg kgaa kk limited llc llp ltd ltda nv oy oyj plc private pte pty public pvt sa "
    "sarl sas se spa srl tbk"
)
_SMALL: Final = _set(
    "the of and for in at on to de del della des di do da dos e et y und für der die das och i för "
    "la le les el los van von zu"
)
#: Words that many names share, and every text about industry may use.
_SHARED: Final = _set(
    """
    academy advanced africa agency alliance alloys aluminium aluminum america american applied asia
    association authority aviation binder board bureau carbon catalysts cement center central centre
    ceramics chemical chemicals circular clean climate college commission committee concrete
    copper council decarbonisation demonstration department design development digital east
    electric electrolysis electrolyser electronics energy engineering environment equipment europe
    european faculty federal ferro forest foundation foundry fuel fuels future general glass global
    green group heat heavy hydrogen india indian industrial industries industry innovation
    innovations institut institute institutet instituto institution international iron kiln lab
    laboratories laboratory laboratorium life light lime logistics maritime marine materials
    mechanical metal metallurgy metals mineral minerals mining ministry mission motion mountain
    national natural network new nordic north northern office oil ore organization paper partners
    partnership pilot plant plasma polytechnic power process processes process product products
    programme project public pulp pure rail refractories renewable renewables research resource
    resources school science sciences scientific secretariat services ship shipping slag smelter
    society solar solution solutions south southern state steel steels sustainable system systems
    technical technische technologies technology thermal transition transport universidad
    universidade universitet universiteit university université universität united upper ventures
    waste water west western wind wood works world
    """
)
#: Countries and what their names are made of: many organizations carry one.
_PLACES: Final = frozenset(
    word.lower() for label in COUNTRIES.labels.values() for word in label.split()
)
_COMMON: Final = _LEGAL | _SMALL | _SHARED | _PLACES
#: Initials that stand for something else in these texts.
_TECHNICAL: Final = _set(
    "API BAT BOF CAPEX CCS CCU CCUS CFD CNG CPC DRI EAF EIA ETS GHG HBI IPR LCA LNG MRV NDA NOX "
    "OPC OPEX PCM PEM PPA PVC RDF SAF SCM SEC SME SOX SRF TES TRL USA VOC"
)
_INITIALS, _PATENT_LEAST = 3, 6  # fewer characters stand for too much else
#: A word with its marks: Indic vowel signs are no letters to ``re``.
_TOKEN: Final = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f\u0900-\u0dff])*")
_PARENTHESIS: Final = re.compile(r"\(([^()]{2,40})\)")
_EASTERN_FORM: Final = re.compile(r"株式会社|股份|有限责任公司|有限公司|주식회사|㈜")
#: Scripts without spaces between words, or with marks at their ends.
_UNEDGED: Final = re.compile(r"[\u0900-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who must not be guessed. ``country`` in words; ``patent``: the number of its own one."""

    name: str
    website: str = ""
    country: str = ""
    people: tuple[str, ...] = ()
    patent: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """``words`` of a text tell ``topic``; ``names``: they name the organization itself."""

    topic: str
    words: str
    names: bool


def traces(text: str, identity: Identity) -> Iterator[Trace]:
    """What of ``identity`` stands in ``text``; of each topic the first words."""
    folded, told = _folded(text), set[str]()
    for topic, pattern, names in _marks(identity):
        if topic not in told and pattern and (match := pattern.search(folded)):
            told.add(topic)
            yield Trace(topic, text[match.start() : match.end()], names)


_Mark = tuple[str, re.Pattern[str] | None, bool]


@lru_cache(maxsize=256)
def _marks(identity: Identity) -> tuple[_Mark, ...]:
    host = _host(identity.website)
    patent = identity.patent if len(identity.patent) >= _PATENT_LEAST else ""
    label = host.partition(".")[0]
    names = [*_full_names(identity.name), *([label] if "-" in label and _tells(label) else [])]
    alone = [*_own_words(identity.name), *_initials(identity.name)]
    return (
        (N_("the organization’s website"), _pattern([host]), True),
        (N_("the organization’s name"), _pattern(names), True),
        (N_("the organization’s name"), _pattern(alone, exact=True), True),
        (N_("the name of one of your people"), _pattern(identity.people), True),
        (N_("the number of your own patent"), _pattern([patent]), True),
        (N_("the country"), _pattern([identity.country]), False),
    )


def _full_names(name: str) -> list[str]:
    """As registered, without what stands in parentheses, and without the legal form."""
    plain = _EASTERN_FORM.sub(" ", _PARENTHESIS.sub(" ", name))
    words = plain.split()
    while words and _bare(words[-1]) in _LEGAL:
        words.pop()
    forms = [name, plain] if " " in name.strip() else []
    return [*forms, *([" ".join(words)] if _tells(plain) else [])]


def known_as(name: str) -> frozenset[str]:
    """The forms of a name that tell whose it is: words in lower case without accents, spaced."""
    forms = (_TOKEN.findall(_folded(form).lower()) for form in _full_names(name) if _tells(form))
    return frozenset(" ".join(words) for words in forms)


def words_in(text: str) -> list[tuple[str, int, int]]:
    """The words of a text without accents, each with its start and end."""
    return [(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(_folded(text))]


def _own_words(name: str) -> list[str]:
    """The first word of the name that is its own, also in capitals; later ones tell its trade."""
    words = [word for word in _TOKEN.findall(name) if _tells(word)][:1]
    return words + [word.upper() for word in words]


def _tells(text: str) -> bool:
    """Whether at least one word is the organization's own."""
    words = [_bare(word) for word in _TOKEN.findall(text)]
    return any(len(word) > 2 and word not in _COMMON for word in words)


def _initials(name: str) -> list[str]:
    """``Suryakund Ispat Limited`` → SIL; initials that mean something else are left out."""
    words = _TOKEN.findall(_PARENTHESIS.sub(" ", name))
    large = [word for word in words if word.lower() not in _SMALL]
    without_form = [word for word in large if word.lower() not in _LEGAL]
    formed = {"".join(word[0] for word in some).upper() for some in (large, without_form)}
    return sorted(one for one in formed if len(one) >= _INITIALS and one not in _TECHNICAL)


def _host(website: str) -> str:
    """``https://www.kestrel.example/a`` → ``kestrel.example``; empty for what is no address."""
    address = website if "//" in website else f"//{website}"
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _pattern(forms: Iterable[str], *, exact: bool = False) -> re.Pattern[str] | None:
    """Any of ``forms`` as whole words, whatever joins the words; ``exact``: capitals count."""
    branches = {_branch(form) for form in forms if _TOKEN.search(form)}
    if not branches:
        return None
    ordered = sorted(branches, key=lambda branch: (-len(branch), branch))
    return re.compile("|".join(ordered), 0 if exact else re.IGNORECASE)


def _branch(form: str) -> str:
    words = _TOKEN.findall(_folded(form))
    joined = r"[\s._/&,+–-]{0,3}".join(map(re.escape, words))
    if _UNEDGED.search(form):
        return joined
    return rf"(?<![^\W_]){joined}(?![^\W_])"


def _bare(word: str) -> str:
    return word.strip(".,;()").lower()


def _folded(text: str) -> str:
    """Latin letters without accents, one character for each, so that places stay the same."""
    return "".join(map(_base, text))


@lru_cache(maxsize=4_096)
def _base(character: str) -> str:
    if character < "\u00c0":
        return character
    first = unicodedata.normalize("NFKD", character)[0]
    return first if first < "\u0250" else character
