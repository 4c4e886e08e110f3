"""Rules, agenda and model agreements are data: every code in them is one of the vocabulary."""

import itertools
import re

import pytest

from matchmaker.services import pack_texts
from matchmaker.services.pack_texts import (
    Occasion,
    agenda,
    ground_rules,
    model_agreements,
    to_bring,
)
from matchmaker.services.pack_values import passage
from models import vocabulary as v

KINDS = {*v.LISTING_KINDS, *v.OFFER_TYPES}


def occasion(**fields):
    nothing = {
        "cooperation": frozenset(),
        "kinds": frozenset({"need", "offer"}),
        "has_question": False,
        "competitors": False,
        "export_control": False,
    }
    return Occasion(**{**nothing, **fields})


def titles(found):
    return [entry.title for entry in found]


def test_every_code_of_the_texts_is_known():
    entries = [*pack_texts._PACK["agenda"], *pack_texts._PACK["bring"]]
    assert {code for entry in entries for code in entry.get("kinds", "").split()} <= KINDS
    entries += pack_texts._AGREEMENTS["agreements"]
    named = {code for entry in entries for code in entry.get("for", "").split()}
    assert named - {pack_texts.ANY_COOPERATION} <= set(v.COLLABORATIONS)


@pytest.mark.parametrize("cooperation", list(v.COLLABORATIONS))
def test_every_cooperation_has_its_point_on_the_agenda_and_a_model_agreement(cooperation):
    wanted = occasion(cooperation=frozenset({cooperation}))
    assert len(agenda(wanted)) == len(agenda(occasion())) + 1
    assert len(model_agreements([cooperation])) >= 2


def test_the_agenda_follows_kinds_and_question():
    plain = titles(agenda(occasion()))
    assert plain[0] == "Who is who, and the ground rules"
    assert plain[-1] == "Next steps"
    assert "Patents: what stands, and where" not in plain
    more = occasion(kinds=frozenset({"offer", "patent"}), has_question=True)
    assert "Patents: what stands, and where" in titles(agenda(more))
    assert "The question of the request" in titles(agenda(more))
    assert len(to_bring(more)) > len(to_bring(occasion(kinds=frozenset({"offer"}))))


def test_stricter_rules_stand_for_competitors_and_never_say_that_anybody_was_flagged():
    strict = ground_rules(occasion(competitors=True))
    assert titles(strict)[1] == "Between businesses of the same sector"
    assert "Between businesses of the same sector" not in titles(ground_rules(occasion()))
    told = " ".join(
        itertools.chain.from_iterable((r.lead, *r.may, *r.may_not, *r.also) for r in strict)
    )
    assert not re.search("flag|officer|checklist|screen|competitor", told, re.IGNORECASE)


def test_export_control_is_spoken_of_where_a_side_has_declared_something():
    assert "Export control" in titles(ground_rules(occasion(export_control=True)))
    assert "Export control" not in titles(ground_rules(occasion()))


def test_the_addresses_of_model_agreements_are_of_the_web_and_differ():
    addresses = [one["url"] for one in pack_texts._AGREEMENTS["agreements"]]
    assert len(set(addresses)) == len(addresses)
    assert all(re.fullmatch(r"https?://[a-z.-]+/\S*", address) for address in addresses)


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("Slag", "ltr"),
        ("12 % خبث", "rtl"),
        ("高炉", "ltr"),
        ("स्लैग", "ltr"),
        ("", "ltr"),
        ("12 %", "ltr"),
    ],
)
def test_a_text_runs_the_way_of_its_first_letter(text, direction):
    assert passage(text).direction == direction
