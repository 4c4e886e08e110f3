"""What parties of an introduction may learn of one another before, and without, a release.

Of two parties each knows who has declined: the other one. Of three or more nobody learns it. So
the keys of the others stay closed until all have turned, and an end by a party's hand looks the
same whoever's hand it was: only the asking party knows whether it has withdrawn.
"""

from typing import Final

from matchmaker.phrases import N_
from matchmaker.policies.actor import Actor
from models import Introduction, IntroductionParty

_ORDINALS: Final = (N_("Asking party"), N_("Second party"), N_("Third party"), N_("Fourth party"))
#: Ends that a party, or its listing, has brought about.
_BY_SOMEBODY: Final = frozenset({"decline", "withdraw", "lapse"})
#: Steps between the asking party and the secretariat, of which the other parties learn nothing.
_BEFORE_APPROVAL: Final = frozenset({"ask_information", "give_information", "refuse", "appeal"})
CLOSED: Final = "close"  # the step that stands for any of them


def is_of_many(introduction: Introduction) -> bool:
    """Whether more than two parties are to be introduced at once."""
    return len(introduction.parties) > 2


def label_of(party: IntroductionParty) -> str:
    """The party by its part in the case, never by its name."""
    if party.position and not is_of_many(party.introduction):
        return N_("Other party")
    return _ORDINALS[party.position]


def is_staff(actor: Actor) -> bool:
    return actor.has("officer", "approver", "auditor")


def may_know_names(actor: Actor, introduction: Introduction) -> bool:
    """The secretariat, but nobody of it who also belongs to a party, or has an interest in one.

    Nor who would read here the name that another case, of such a party, keeps closed.
    """
    parties = {party.organization_id for party in introduction.parties}
    listings = {party.listing_id for party in introduction.parties}
    is_free = parties.isdisjoint(actor.partial_to) and listings.isdisjoint(actor.across)
    return is_staff(actor) and is_free


def is_asking(actor: Actor, introduction: Introduction) -> bool:
    return introduction.parties[0].organization_id in actor.organization_ids


def shown_state(actor: Actor, introduction: Introduction) -> str:
    """The state as the actor may know it: that a case is flagged is the secretariat's matter."""
    state = introduction.state
    if state == "screened" and not may_know_names(actor, introduction):
        return "requested"
    is_open = not is_of_many(introduction) or may_know_names(actor, introduction)
    if is_open or is_asking(actor, introduction) or state != "withdrawn":
        return state
    return "declined"


def shown_step(actor: Actor, introduction: Introduction, action: str) -> str:
    """The step of the trail as the actor may know it; empty for one that it may not."""
    if action == "pass_on" and not may_know_names(actor, introduction):
        return ""
    if action in _BEFORE_APPROVAL and not (
        is_asking(actor, introduction) or may_know_names(actor, introduction)
    ):
        return ""
    if not is_of_many(introduction) or may_know_names(actor, introduction):
        return action
    if is_asking(actor, introduction) and action in ("withdraw", "lapse"):
        return action
    return CLOSED if action in _BY_SOMEBODY else action


def shows_key(actor: Actor, introduction: Introduction, party: IntroductionParty) -> bool:
    """Whether the actor may know if the party has turned its key."""
    return (
        party.position == 0
        or not is_of_many(introduction)
        or introduction.state == "introduced"
        or party.organization_id in actor.organization_ids
        or may_know_names(actor, introduction)
    )
