"""What an introduction pack says beside the listings: rules, agenda, what to bring, agreements.

The texts are data (``introduction_pack.toml``, ``model_agreements.toml``). Each entry says for
which cooperation and which kinds of listings it is meant; one that says nothing is always meant.
"""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final

ANY_COOPERATION: Final = "any"


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """Ground rules under one heading; any of the three lists may be empty."""

    title: str
    lead: str
    may: tuple[str, ...]
    may_not: tuple[str, ...]
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AgendaPoint:
    minutes: int
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class ModelAgreement:
    """``language`` as people read it. The link leads outside, and is no advice."""

    title: str
    publisher: str
    language: str
    url: str
    about: str


@dataclass(frozen=True, slots=True)
class Occasion:
    """What the texts are chosen by. ``kinds``: of the listings, and the types of the offers."""

    cooperation: frozenset[str]
    kinds: frozenset[str]
    has_question: bool
    competitors: bool
    export_control: bool


def ground_rules(occasion: Occasion) -> tuple[RuleGroup, ...]:
    """In the order of the file: competition law first, its stricter form right after it."""
    applies = {
        "always": True,
        "competitors": occasion.competitors,
        "export_control": occasion.export_control,
    }
    lists = ("may", "may_not", "also")
    return tuple(
        RuleGroup(
            title=entry["title"],
            lead=entry["lead"],
            **{name: tuple(entry.get(name, ())) for name in lists},
        )
        for entry in _PACK["rules"]
        if applies[entry["when"]]
    )


def agenda(occasion: Occasion) -> tuple[AgendaPoint, ...]:
    """A first talk for this cooperation and these kinds of listings."""
    return tuple(
        AgendaPoint(entry["minutes"], entry["title"], entry["text"])
        for entry in _PACK["agenda"]
        if _is_meant(entry, occasion)
    )


def to_bring(occasion: Occasion) -> tuple[str, ...]:
    """What both sides, or one of them, should have at hand."""
    return tuple(entry["text"] for entry in _PACK["bring"] if _is_meant(entry, occasion))


def model_agreements(cooperation: Collection[str]) -> tuple[ModelAgreement, ...]:
    """Public ones for any of these kinds of cooperation."""
    wanted = {*cooperation, ANY_COOPERATION}
    return tuple(
        ModelAgreement(
            **{name: entry[name] for name in ("title", "publisher", "language", "url", "about")}
        )
        for entry in _AGREEMENTS["agreements"]
        if not wanted.isdisjoint(entry["for"].split())
    )


def _is_meant(entry: Mapping[str, Any], occasion: Occasion) -> bool:
    cooperation, kinds = entry.get("for", "").split(), entry.get("kinds", "").split()
    return (
        (not cooperation or not occasion.cooperation.isdisjoint(cooperation))
        and (not kinds or not occasion.kinds.isdisjoint(kinds))
        and (occasion.has_question or not entry.get("question", False))
    )


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath(name).read_text("utf-8"))


_PACK: Final = _read("introduction_pack.toml")
_AGREEMENTS: Final = _read("model_agreements.toml")
