"""An introduction as a reader may see it: keys, texts, and names only once they are out."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from matchmaker.phrases import N_
from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import allows
from matchmaker.services.introduction_secrecy import (
    is_asking,
    is_of_many,
    is_staff,
    label_of,
    may_know_names,
    shown_state,
    shows_key,
)
from matchmaker.services.listing_views import ListingView, view
from matchmaker.workflow import introductions as workflow
from matchmaker.workflow.outcomes import reportable, standing
from matchmaker.workflow.transitions import possible
from models import Introduction, IntroductionParty
from models import vocabulary as v

_NO_TITLE: Final = N_("A listing that is not published any more")
KeyState = Literal["turned", "waiting", "refused", "void"]


@dataclass(frozen=True, slots=True)
class Contact:
    name: str
    email: str
    job_title: str
    phone: str


@dataclass(frozen=True, slots=True)
class PartyView:
    """One side. ``organization`` is ``None`` until the reader may know it.

    Where the reader may not know yet whether the key is turned, ``key_is_closed`` says so, and
    ``key`` is what it would be if it were not.
    """

    label: str
    me: bool
    key: KeyState
    key_is_closed: bool
    organization: str | None
    contact: Contact | None
    listing: ListingView


@dataclass(frozen=True, slots=True)
class IntroductionView:
    """Everything that the page of an introduction shows to one reader."""

    reference: str
    state: str
    state_label: str
    parties: tuple[PartyView, ...]
    secretariat_key: KeyState
    released: bool
    cooperation: tuple[str, ...]
    question: str
    about_us: str
    rule: str
    reason: str
    requested_at: dt.datetime
    expires_at: dt.datetime | None
    introduced_at: dt.datetime | None
    appeal: str
    actions: tuple[str, ...]
    holder: str
    band: str
    fits: tuple[str, ...]
    misses: tuple[str, ...]


def view_introduction(actor: Actor, introduction: Introduction) -> IntroductionView:
    """``introduction`` as ``actor`` may see it; the caller has checked that it may at all."""
    facts = introduction.facts
    decision = may_read_decision(actor, introduction)
    state = shown_state(actor, introduction)
    return IntroductionView(
        reference=introduction.reference,
        state=state,
        state_label=v.INTRODUCTION_STATES.label(state),
        parties=tuple(_party(actor, introduction, party) for party in introduction.parties),
        secretariat_key=_secretariat_key(introduction),
        released=introduction.state == "introduced",
        cooperation=tuple(v.COLLABORATIONS.label(code) for code in introduction.cooperation),
        question=introduction.question,
        about_us=introduction.about_us,
        rule=v.REFUSAL_RULES.label(introduction.decision_rule) if decision else "",
        reason=introduction.decision_reason if decision else "",
        requested_at=introduction.requested_at,
        expires_at=introduction.expires_at,
        introduced_at=introduction.introduced_at,
        appeal=introduction.appeal if decision else "",
        actions=actions(actor, introduction),
        holder=holder(actor, introduction),
        band=str(facts.get("band", "")),
        fits=tuple(facts.get("fits", ())),
        misses=tuple(facts.get("misses", ())),
    )


def actions(actor: Actor, introduction: Introduction) -> tuple[str, ...]:
    """What the actor can do now: the workflow's table and the permissions, both."""
    open_actions = set(possible(workflow.TABLE, introduction.state))
    found: list[str] = []
    if allows(actor, Permission.INTRODUCTION_DECIDE, introduction):
        found += [a for a in ("approve", "ask_information", "refuse") if a in open_actions]
    if not allows(actor, Permission.INTRODUCTION_ANSWER, introduction):
        return tuple(found)
    own = actor.organizations_as("representative")
    asking, *others = introduction.parties
    if asking.organization_id in own:
        found += [a for a in ("give_information", "withdraw") if a in open_actions]
        if "appeal" in open_actions and introduction.appealed_at is None:
            found.append("appeal")
    mine = [p for p in others if p.organization_id in own]
    if introduction.state == "approved" and mine:
        found += ["consent", "decline"] if any(p.consent is None for p in mine) else ["decline"]
    reported = standing((outcome.stage, outcome.state) for outcome in introduction.outcomes)
    is_party = any(p.organization_id in own for p in introduction.parties)
    if is_party and introduction.state == "introduced" and reportable(reported):
        found.append("report")
    return tuple(found)


def holder(actor: Actor, introduction: Introduction) -> str:
    """Who has to act now, as far as the actor may know."""
    return {
        "requested": "Secretariat",
        "screened": N_("Second officer"),
        "needs_information": N_("Asking party"),
        "approved": N_("Other parties") if is_of_many(introduction) else N_("Other party"),
    }.get(shown_state(actor, introduction), "")


def _party(actor: Actor, introduction: Introduction, party: IntroductionParty) -> PartyView:
    me = party.organization_id in actor.organization_ids
    released = introduction.state == "introduced"
    known = me or released or may_know_names(actor, introduction)
    contact = party.contact if released and not _is_auditor_only(actor) else None
    return PartyView(
        label=label_of(party),
        me=me,
        key=_party_key(actor, introduction, party),
        key_is_closed=not shows_key(actor, introduction, party),
        organization=party.organization.name if known else None,
        contact=Contact(contact.name, contact.email, contact.job_title, contact.phone)
        if contact
        else None,
        listing=_listing(actor, introduction, party),
    )


def _listing(actor: Actor, introduction: Introduction, party: IntroductionParty) -> ListingView:
    """The listing as it is now; of one that the reader may not read any more the title it had."""
    seen = view(actor, party.listing)
    if allows(actor, Permission.LISTING_READ, party.listing):
        return seen
    titles = dict(enumerate(introduction.facts.get("titles", ())))
    title = titles.get(party.position, _NO_TITLE)
    nothing: dict[str, Any] = dict.fromkeys(("sectors", "technologies", "collaborations"), ())
    return replace(seen, title=title, teaser="", trl=None, **nothing)


def _party_key(actor: Actor, introduction: Introduction, party: IntroductionParty) -> KeyState:
    """Nobody learns who declined: an unturned key of a closed case is just void."""
    if shown_state(actor, introduction) == "withdrawn" and party.position == 0:
        return "void"
    is_turned = party.consent is not None and party.consent.decision == "given"
    if is_turned and shows_key(actor, introduction, party):
        return "turned"
    return "waiting" if introduction.state not in workflow.CLOSED_STATES else "void"


def _secretariat_key(introduction: Introduction) -> KeyState:
    if introduction.state == "refused":
        return "refused"
    if introduction.decided_at is not None:
        return "turned"
    return "waiting" if introduction.state not in workflow.CLOSED_STATES else "void"


def may_read_decision(actor: Actor, introduction: Introduction) -> bool:
    """Rule and reason are for the asking party and the secretariat, never for the other side."""
    return is_staff(actor) or is_asking(actor, introduction)


def _is_auditor_only(actor: Actor) -> bool:
    return actor.has("auditor") and not actor.has("officer", "approver")
