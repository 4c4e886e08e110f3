"""Kinds of value that are codes or lists: vocabularies, CPC, short statements."""

import re
from dataclasses import dataclass
from typing import ClassVar

from matchmaker.phrases import phrase
from matchmaker.services.listing_text import (
    Invalid,
    clean_line,
    clean_text,
    is_blank,
    shown,
    suggestion,
)
from models.vocabulary import CPC_PATTERN, Vocabulary


@dataclass(frozen=True, slots=True)
class Code:
    """One code of a closed list."""

    vocabulary: Vocabulary
    upper: bool = False
    empty: ClassVar[str] = ""

    def parse(self, raw: object) -> str:
        if not isinstance(raw, str):
            raise Invalid("must be a code")
        return _known(raw, self.vocabulary, upper=self.upper)

    def describe(self) -> str:
        return f"one code: {_listed(self.vocabulary)}"


@dataclass(frozen=True, slots=True)
class Codes:
    """Codes of a closed list, each once, in the order given."""

    vocabulary: Vocabulary
    upper: bool = False

    @property
    def empty(self) -> list[str]:
        return []

    def parse(self, raw: object) -> list[str]:
        codes = (_known(item, self.vocabulary, upper=self.upper) for item in _items(raw, ";,\n"))
        return list(dict.fromkeys(codes))

    def describe(self) -> str:
        return f"codes with ; between them: {_listed(self.vocabulary)}"


def _known(raw: str, vocabulary: Vocabulary, *, upper: bool) -> str:
    """The code, or ``Invalid`` with the code that a label or a slip of the pen was meant for."""
    code = raw.strip().upper() if upper else raw.strip().lower()
    if code in vocabulary:
        return code
    if exact := {known.casefold(): known for known in vocabulary}.get(code.casefold()):
        return exact
    labels = {label.casefold(): known for known, label in vocabulary.choices()}
    meant = labels.get(raw.strip().casefold())
    hint = f'; did you mean "{meant}"?' if meant else suggestion(code, vocabulary)
    raise Invalid(phrase("unknown code %(given)s%(hint)s", given=shown(raw), hint=hint))


def _listed(vocabulary: Vocabulary) -> str:
    if len(vocabulary.labels) > 40:
        return {
            "patent_offices": "WIPO ST.3 offices, such as EP, WO or SE",
            "countries": "ISO 3166-1 alpha-2 countries, such as SE",
            "languages": "ISO 639-1 languages, such as en",
        }[vocabulary.name]
    return ", ".join(f"`{code}`" for code in vocabulary)


@dataclass(frozen=True, slots=True)
class Cpc:
    """Codes of the Cooperative Patent Classification; the space before the group may stand."""

    most: int = 20

    @property
    def empty(self) -> list[str]:
        return []

    def parse(self, raw: object) -> list[str]:
        codes = ["".join(item.split()).upper() for item in _items(raw, ";,\n")]
        for code in codes:
            if not CPC_PATTERN.fullmatch(code):
                raise Invalid(
                    phrase("%(code)s is no CPC code such as C21B or C21B13/0073", code=shown(code))
                )
        if len(codes) > self.most:
            raise Invalid(
                phrase(
                    "has %(codes)s codes, at most %(most)s are allowed",
                    codes=len(codes),
                    most=self.most,
                )
            )
        return list(dict.fromkeys(codes))

    def describe(self) -> str:
        return f"CPC codes such as `C21B13/0073` with ; between them, at most {self.most}"


@dataclass(frozen=True, slots=True)
class Sentences:
    """Short statements, one a line; on a single line with ; between them."""

    most: int
    limit: int

    @property
    def empty(self) -> list[str]:
        return []

    def parse(self, raw: object) -> list[str]:
        several_lines = isinstance(raw, str) and "\n" in clean_text(raw)
        items = [clean_line(item) for item in _items(raw, "\n" if several_lines else ";")]
        if len(items) > self.most:
            raise Invalid(
                phrase(
                    "has %(items)s statements, at most %(most)s are allowed",
                    items=len(items),
                    most=self.most,
                )
            )
        for number, item in enumerate(items, 1):
            if len(item) > self.limit:
                raise Invalid(
                    phrase(
                        "statement %(number)s has %(item)s characters, "
                        "at most %(most)s are allowed",
                        number=number,
                        item=format(len(item), ","),
                        most=format(self.limit, ","),
                    )
                )
        return list(dict.fromkeys(items))

    def describe(self) -> str:
        return (
            f"at most {self.most} statements of at most {self.limit:,} characters, "
            "with ; or a line break between them"
        )


def _items(raw: object, separators: str) -> list[str]:
    """The parts of a list, or of a text cut at any of ``separators``; blank ones left out."""
    parts = re.split(f"[{separators}]", raw) if isinstance(raw, str) else raw
    if not isinstance(parts, (list, tuple, set, frozenset)) or not all(
        isinstance(part, str) for part in parts
    ):
        raise Invalid("must be text, with ; between several values")
    return [part.strip() for part in parts if not is_blank(part)]
