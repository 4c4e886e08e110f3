"""The points of the checklist, each with its facts in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from matchmaker.phrases import N_, joined, known, phrase
from matchmaker.services.introduction_facts import CaseFacts, PartyFacts
from matchmaker.services.sanctions import Hit
from matchmaker.workflow.introductions import MAX_OPEN_PER_LISTING
from models import Introduction
from models import vocabulary as v

Status = Literal["clear", "look", "flag"]
_SHORT: Final = 40  # characters of a text that hardly says who asks
_PLACES_TOLD: Final = 6


@dataclass(frozen=True, slots=True)
class Point:
    """``look``: worth a second thought. ``flag``: also needs a note and a second officer.

    ``source`` is the version of a list that the facts rest on. ``bars``: a person has confirmed
    what forbids the introduction.
    """

    code: str
    question: str
    status: Status
    facts: tuple[str, ...]
    source: str = ""
    bars: bool = False

    @property
    def label(self) -> str:
        return v.SCREENING_POINTS.label(self.code)


def points_of(introduction: Introduction, facts: CaseFacts) -> tuple[Point, ...]:
    """In the order of the vocabulary."""
    return tuple(_MAKERS[code](introduction, facts) for code in v.SCREENING_POINTS)


def _complete(introduction: Introduction, facts: CaseFacts) -> Point:
    told = [] if introduction.question else [N_("The request asks no question.")]
    if len(introduction.about_us) < _SHORT:
        told.append(N_("It says little about who asks."))
    told += [
        phrase(
            "%(party)s: the listing does not say %(missing)s.",
            party=known(party.label),
            missing=joined(map(known, party.missing)),
        )
        for party in facts.parties
        if len(party.missing) > party.expected // 2
    ]
    question = N_("Does the request say what is wanted, and do the listings say enough?")
    found = tuple(told) or (N_("Cooperation, question and sender are described."),)
    return Point("complete", question, "look" if told else "clear", found)


def _competition(_introduction: Introduction, facts: CaseFacts) -> Point:
    question = N_("If they may be competitors: do the ground rules suffice?")
    if not facts.may_compete:
        told = N_("Not the same sector in the same countries.")
        return Point("competition", question, "clear", (told,))
    return Point("competition", question, "flag", (_both(facts),))


def _both(facts: CaseFacts) -> str:
    """What two parties do alike, and where."""
    activities = joined(map(known, facts.compete_in))
    places = joined(map(known, facts.compete_where[:_PLACES_TOLD]))
    if facts.compete_basis == "sector":
        same = phrase("Same sector: %(activities)s.", activities=activities)
    else:
        same = phrase("Same NACE class: %(activities)s.", activities=activities)
    if len(facts.compete_where) > _PLACES_TOLD:
        return phrase("%(same)s Both may act in %(places)s and more.", same=same, places=places)
    return phrase("%(same)s Both may act in %(places)s.", same=same, places=places)


def _sanctions(_introduction: Introduction, facts: CaseFacts) -> Point:
    """What resembles a listed name is a flag until a person has cleared it."""
    question = N_("Is no party on a sanctions list?")
    if not facts.sanctions_list:
        none = N_("No sanctions list is loaded: look the names up by hand.")
        return Point("sanctions", question, "look", (none,))
    told = [_resembles(party, hit) for party in facts.parties for hit in party.hits]
    told += [
        phrase(
            "%(party)s is still to be compared with the list.",
            party=known(party.label),
        )
        for party in facts.parties
        if not party.is_compared
    ]
    states = {hit.state for party in facts.parties for hit in party.hits}
    status: Status = "flag" if states & {"open", "confirmed"} else "clear"
    if status == "clear" and not all(party.is_compared for party in facts.parties):
        status = "look"
    nothing = phrase(
        "No name and no country of the parties is on the list %(list)s.", list=facts.sanctions_list
    )
    source, bars = facts.sanctions_list, "confirmed" in states
    return Point("sanctions", question, status, tuple(told) or (nothing,), source, bars)


def _resembles(party: PartyFacts, hit: Hit) -> str:
    where = phrase("list %(list)s", list=hit.list_label)
    if hit.programme:
        where = phrase("%(programme)s, %(list)s", programme=hit.programme, list=where)
    ends = {
        "open": phrase("nobody has decided on it yet"),
        "cleared": phrase("cleared: %(note)s", note=hit.note),
        "confirmed": phrase("confirmed: %(note)s", note=hit.note),
    }
    return phrase(
        "%(party)s resembles “%(name)s” (%(where)s, likeness %(score)s of 100); %(end)s.",
        party=known(party.label),
        name=hit.name,
        where=where,
        score=f"{hit.score:.0f}",
        end=ends[hit.state],
    )


def _export_control(_introduction: Introduction, facts: CaseFacts) -> Point:
    question = N_("May what is exchanged cross the border?")
    declared, open_ = [], []
    for party in facts.parties:
        for value, text in (
            (party.dual_use, N_("dual-use listed")),
            (party.transfer_limits, N_("state-funded with limits of transfer")),
        ):
            told = {"party": known(party.label), "what": known(text)}
            if value == "Yes":
                declared.append(phrase("%(party)s declares: %(what)s.", **told))
            elif value != "No":
                open_.append(phrase("%(party)s does not say whether it is %(what)s.", **told))
    status: Status = "flag" if declared else "look" if open_ else "clear"
    nothing = N_("All sides declare that nothing is listed and no funder limits it.")
    return Point("export_control", question, status, (*declared, *open_) or (nothing,))


def _own_interest(_introduction: Introduction, _facts: CaseFacts) -> Point:
    question = N_("Have you no interest of your own in any party?")
    told = N_("You belong to no party and have declared no interest in one.")
    return Point("own_interest", question, "clear", (told,))


def _load(_introduction: Introduction, facts: CaseFacts) -> Point:
    question = N_("Can every party take one more conversation?")
    told = tuple(map(_open, facts.parties))
    full = any(p.open_introductions >= MAX_OPEN_PER_LISTING for p in facts.parties)
    return Point("load", question, "look" if full else "clear", told)


def _open(party: PartyFacts) -> str:
    """The case at hand is one of them."""
    return phrase(
        "%(party)s: %(count)s of %(most)s open introductions.",
        party=known(party.label),
        count=party.open_introductions,
        most=MAX_OPEN_PER_LISTING,
    )


_MAKERS: Final[Mapping[str, Callable[[Introduction, CaseFacts], Point]]] = {
    "complete": _complete,
    "competition": _competition,
    "sanctions": _sanctions,
    "export_control": _export_control,
    "own_interest": _own_interest,
    "load": _load,
}
