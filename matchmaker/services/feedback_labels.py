"""What people's answers say of pairs: one label for each, from cards and from introductions.

Every coded answer is in one of the tables below; what is in none of them says nothing about fit.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Final, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased, selectinload

from models import Consent, Feedback, Introduction, IntroductionParty, Listing

Pair = tuple[int, int]  # need, document
Vote = float  # above 0: it fits; 1 is a plain answer, less is said by the way

#: Answers on a match card. "Not now" and "We know them already" do not deny that it fits, and
#: "Not relevant" stood beside them: they count half. Without a reason, or with one about content,
#: "Not relevant" is what it says.
ANSWERS: Final[Mapping[str, Vote]] = {
    "interesting": 1.0,
    "known": 0.5,
    "not_now": 0.5,
    "not_relevant": -1.0,
}
#: Reasons of "Not relevant" that do not speak of fit: the text could not be judged.
NO_VERDICT: Final = frozenset({"too_general"})

#: Where an introduction got to. Who asks says yes, and an approval agrees; the other side's
#: consent, and what came of it, is the strongest answer there is. That nobody answered in time, or
#: that the asking side took its key back, takes nothing from the request.
STATES: Final[Mapping[str, Vote]] = {
    "requested": 1.0,
    "screened": 1.0,
    "needs_information": 1.0,
    "approved": 1.0,
    "expired": 1.0,
    "withdrawn": 1.0,
    "introduced": 2.0,
}
#: Refusals by rule. Reasons of law (competition, sanctions) and of scope are not there: they say
#: nothing about fit, and such an introduction is not used. Who talk already fit.
REFUSALS: Final[Mapping[str, Vote]] = {"incomplete": -0.5, "no_fit": -1.0, "duplicate": 0.5}
#: The other side's reasons to decline. Those not there (no capacity, another partner, none said)
#: leave the request as it is.
DECLINES: Final[Mapping[str, Vote]] = {"not_a_fit": -1.0, "terms": -0.5}
_MOST: Final = 2.0  # that many people agree is worth no more than an introduction


class Said(NamedTuple):
    """One answer about a pair. ``rank``: where the counterpart stood when it was answered."""

    pair: Pair
    vote: Vote
    rank: int | None


@dataclass(frozen=True, slots=True)
class Label:
    """``weight`` is 0.5 to 2."""

    need: int
    document: int
    relevant: bool
    weight: float
    rank: int | None


def labels(session: Session) -> list[Label]:
    """One for each pair that people agree about, by need and document.

    An introduction is said with more care than a card, and later: where there is one, it alone
    counts. Where votes cancel out there is no label.
    """
    by_card = _gathered(_from_cards(session))
    by_introduction = _gathered(_from_introductions(session))
    found = []
    for pair, said in sorted((by_card | by_introduction).items()):
        vote = sum(one.vote for one in said)
        if vote:
            ranks = [one.rank for one in said if one.rank is not None]
            weight = min(abs(vote), _MOST)
            found.append(Label(*pair, vote > 0, weight, min(ranks, default=None)))
    return found


def card_vote(answer: str, reason: str) -> Vote:
    """0 for an answer that says nothing about fit."""
    return 0.0 if reason in NO_VERDICT else ANSWERS.get(answer, 0.0)


def introduction_vote(introduction: Introduction) -> Vote:
    if introduction.state == "refused":
        return REFUSALS.get(introduction.decision_rule, 0.0)
    if introduction.state == "declined":
        consents = [party.consent for party in introduction.parties if party.consent is not None]
        return min(DECLINES.get(consent.reason, 1.0) for consent in consents)
    return STATES.get(introduction.state, 0.0)


def _gathered(said: Iterable[Said]) -> dict[Pair, list[Said]]:
    found: dict[Pair, list[Said]] = defaultdict(list)
    for one in said:
        if one.vote:
            found[one.pair].append(one)
    return found


def _from_cards(session: Session) -> Iterator[Said]:
    ours, theirs = aliased(Listing), aliased(Listing)
    query = (
        select(Feedback, ours.kind)
        .join(ours, ours.id == Feedback.listing_id)
        .join(theirs, theirs.id == Feedback.counterpart_id)
        .where((ours.kind == "need") != (theirs.kind == "need"))
        .order_by(Feedback.id)
    )
    for row, kind in session.execute(query):
        ids = (row.listing_id, row.counterpart_id)
        pair = ids if kind == "need" else (ids[1], ids[0])
        yield Said(pair, card_vote(row.answer, row.reason), row.rank)


def _from_introductions(session: Session) -> Iterator[Said]:
    """The need with each of the others; an introduction without a need tells of no pair.

    The rank is not kept: who asks has read on, so that position hardly matters.
    """
    parties = selectinload(Introduction.parties)
    query = (
        select(Introduction)
        .options(
            parties.selectinload(IntroductionParty.consent).load_only(Consent.reason),
            parties.selectinload(IntroductionParty.listing).load_only(Listing.kind),
        )
        .order_by(Introduction.id)
    )
    for introduction in session.scalars(query):
        vote = introduction_vote(introduction)
        listings = [party.listing for party in introduction.parties]
        needs = [one.id for one in listings if one.kind == "need"]
        documents = [one.id for one in listings if one.kind != "need"]
        for pair in product(needs, documents):
            yield Said(pair, vote, None)
