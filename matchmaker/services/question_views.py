"""A question as one reader may see it: the other side by kind and region until names are out."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import allows
from matchmaker.services.introduction_secrecy import label_of
from matchmaker.services.listing_views import view
from matchmaker.workflow.questions import ANSWER_TIME, TABLE
from matchmaker.workflow.transitions import possible
from models import BlindQuestion, Introduction, IntroductionPair, Listing, Organization
from models import vocabulary as v

Side = Literal["asking", "asked", "desk"]
Pair = tuple[int, int]
_NO_TITLE: Final = "A listing that is not published any more"
#: What the asking side is told of an answer that is on its way through the desk.
_ON_ITS_WAY: Final = frozenset({"answered", "answer_returned"})
#: The secretariat's two deeds, whichever of the two texts waits.
_AT_THE_DESK: Final = {
    "relay": "relay",
    "relay_answer": "relay",
    "return": "return",
    "return_answer": "return",
}


@dataclass(frozen=True, slots=True)
class OtherSide:
    """Who is on the other side, as far as the reader may know; what it may not know is empty.

    ``name`` is what to call it: an organization, a party of an introduction, or "A member".
    """

    name: str
    kind: str
    region: str
    title: str
    language: str
    reference: str  # of its listing, where the reader may open it


@dataclass(frozen=True, slots=True)
class QuestionView:
    """``ours`` is the reader's own listing (title, reference), for the desk that of who asks."""

    reference: str
    side: Side
    state: str
    state_label: str
    text: str
    answer: str
    ours: OtherSide
    other: OtherSide
    introduction: str
    reason: str
    asked_at: dt.datetime
    since: dt.datetime
    passed_at: dt.datetime | None
    answered_at: dt.datetime | None
    expires_at: dt.datetime | None
    is_follow_up: bool
    actions: tuple[str, ...]

    @property
    def is_mine(self) -> bool:
        """Whether the reader holds the next step."""
        return not {"mend", "answer", "mend_answer", "relay"}.isdisjoint(self.actions)

    @property
    def holder(self) -> str:
        """Who has to act now, as far as the reader may know."""
        if self.is_mine:
            return "You"
        if self.state in ("submitted", "answered"):
            return "Secretariat"
        return {
            "relayed": "Other side" if self.side == "asking" else "Asked side",
            "returned": "Asking side",
            "answer_returned": "Asked side",
        }.get(self.state, "")


def view_question(session: Session, actor: Actor, question: BlindQuestion) -> QuestionView:
    """``question`` as ``actor`` may see it; the caller has checked that it may at all."""
    return view_all(session, actor, [question])[0]


def view_all(
    session: Session, actor: Actor, questions: Sequence[BlindQuestion]
) -> list[QuestionView]:
    """The same for several, with one look at whose names are out."""
    known = introduced(session, {_pair(question) for question in questions})
    return [_view(actor, question, _pair(question) in known) for question in questions]


def introduced(session: Session, pairs: Collection[Pair]) -> set[Pair]:
    """Those of the pairs of listings whose owners know one another by an introduction."""
    columns = (IntroductionPair.first_id, IntroductionPair.second_id)
    query = (
        select(*columns)
        .join(Introduction, Introduction.id == IntroductionPair.introduction_id)
        .where(Introduction.state == "introduced", tuple_(*columns).in_(sorted(pairs)))
    )
    return {(row[0], row[1]) for row in session.execute(query)}


def side_of(actor: Actor, question: BlindQuestion) -> Side:
    if question.from_organization_id in actor.organization_ids:
        return "asking"
    return "asked" if question.to_organization_id in actor.organization_ids else "desk"


def shown_state(actor: Actor, question: BlindQuestion) -> str:
    """Who asks learns of an answer when it is there, not that one came back to be mended."""
    hidden = side_of(actor, question) == "asking" and question.state in _ON_ITS_WAY
    return "relayed" if hidden else question.state


def actions(actor: Actor, question: BlindQuestion) -> tuple[str, ...]:
    """What the actor can do now: the workflow's table and the permissions, both."""
    can = possible(TABLE, question.state)
    found: list[str] = []
    if allows(actor, Permission.QUESTION_MEND, question):
        found += [action for action in ("mend", "withdraw") if action in can]
        found += ["follow_up"] if question.state == "answer_relayed" else []
    if allows(actor, Permission.QUESTION_ANSWER, question):
        found += [action for action in ("answer", "mend_answer", "decline") if action in can]
    if allows(actor, Permission.QUESTION_RELAY, question):
        found += [deed for action, deed in _AT_THE_DESK.items() if action in can]
    return tuple(found)


def _pair(question: BlindQuestion) -> Pair:
    first, second = sorted((question.from_listing_id, question.to_listing_id))
    return first, second


def _view(actor: Actor, question: BlindQuestion, known: bool) -> QuestionView:
    side, state = side_of(actor, question), shown_state(actor, question)
    within = question.introduction
    if within is not None and not allows(actor, Permission.INTRODUCTION_READ, within):
        within = None
    asking, asked = _sides(actor, question, side, within, known)
    ours, other = (asked, asking) if side == "asked" else (asking, asked)
    return QuestionView(
        reference=question.reference,
        side=side,
        state=state,
        state_label=v.QUESTION_STATES.label(state),
        text=question.text,
        answer=question.answer if _reads_answer(side, question) else "",
        ours=ours,
        other=other,
        introduction=within.reference if within else "",
        reason=_reason(side, question),
        asked_at=question.asked_at,
        since=question.since if state == question.state else question.passed_at or question.since,
        passed_at=question.passed_at,
        answered_at=question.answered_at,
        expires_at=_until(question) if state == "relayed" else question.expires_at,
        is_follow_up=question.follows_id is not None,
        actions=actions(actor, question),
    )


def _until(question: BlindQuestion) -> dt.datetime | None:
    """The last day of an answer, also while one is on its way through the desk."""
    return question.passed_at + ANSWER_TIME if question.passed_at else None


def _reads_answer(side: Side, question: BlindQuestion) -> bool:
    return side != "asking" or question.state == "answer_relayed"


def _reason(side: Side, question: BlindQuestion) -> str:
    """Why a text came back, for who wrote it and for the desk."""
    if question.state == "returned" and side != "asked":
        return question.return_reason
    if question.state == "answer_returned" and side != "asking":
        return question.answer_return_reason
    return ""


def _sides(
    actor: Actor, question: BlindQuestion, side: Side, within: Introduction | None, known: bool
) -> tuple[OtherSide, OtherSide]:
    """Asking and asked side. ``within``: the introduction, where the reader sees it."""
    both = (
        (question.from_listing, question.from_organization, side == "asking"),
        (question.to_listing, question.to_organization, side == "asked"),
    )
    asking, asked = (
        _side(actor, listing, owner, _party(within, listing), known or mine or side == "desk")
        if known or mine or side == "desk" or listing is question.to_listing or within
        else _stranger(actor, listing, owner)
        for listing, owner, mine in both
    )
    return asking, asked


def _party(within: Introduction | None, listing: Listing) -> str:
    """What a party is called on the page of the introduction."""
    parties = within.parties if within else []
    return next((label_of(party) for party in parties if party.listing_id == listing.id), "")


def _side(
    actor: Actor, listing: Listing, owner: Organization, label: str, by_name: bool
) -> OtherSide:
    """A side whose listing the reader knows: its own, the one it asks about, or all of a case."""
    seen, may = view(actor, listing), allows(actor, Permission.LISTING_READ, listing)
    name = owner.name if by_name else label or (seen.organization if may else None)
    return OtherSide(
        name=name or "The owner of a blind listing",
        kind=v.ORGANIZATION_TYPES.label(owner.type) if by_name else seen.organization_type,
        region=seen.region,
        title=seen.title if may or by_name else _NO_TITLE,
        language=seen.language,
        reference=seen.reference if may else "",
    )


def _stranger(actor: Actor, listing: Listing, owner: Organization) -> OtherSide:
    """Who asks: kind and region. The title of an open listing would lead to its owner."""
    may = listing.disclosure == "blind" and allows(actor, Permission.LISTING_READ, listing)
    return OtherSide(
        name="A member",
        kind=v.ORGANIZATION_TYPES.label(owner.type),
        region=v.REGIONS.label(v.region_of(owner.country)),
        title=listing.title if may else "",
        language=listing.language if may else "",
        reference="",
    )
