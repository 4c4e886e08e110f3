"""Where each match of an organization stands: new, interesting, waiting or done.

The last answer of any member places a match for the whole organization. A request or a question
that is out comes before every answer, and an introduction that has ended stays done until somebody
answers anew. What nothing has been said of is new: of most matches that is all there is to say, so
the statement begins with the few pairs that something was said of.
"""

from functools import lru_cache
from typing import Any, Final

from sqlalchemy import CTE, ScalarSelect, Subquery, case, func, or_, select, union
from sqlalchemy.orm import aliased

from matchmaker.errors import NotFound
from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import condition, visible
from models import BlindQuestion, Feedback, Introduction, IntroductionParty, Listing, Match
from models.introduction import OPEN_STATES
from models.question import OPEN_STATES as OPEN_QUESTIONS

NEW, INTERESTING, WAITING, DONE = PLACES = ("new", "interesting", "waiting", "done")
MEMBER_ROLES: Final = ("contributor", "representative")


def own_organizations(actor: Actor) -> list[int]:
    """Those for which the actor answers matches; ``NotFound`` for who answers for nobody."""
    if own := sorted(actor.organizations_as(*MEMBER_ROLES)):
        return own
    raise NotFound("There is no such page, or it is not for you to see.")


def last_answer() -> ScalarSelect[int]:
    """Of the match at hand: the id of the feedback that counts for the organization."""
    said = aliased(Feedback)
    return (
        select(said.id)
        .where(
            said.listing_id == Match.listing_id,
            said.counterpart_id == Match.counterpart_id,
        )
        .order_by(said.at.desc(), said.id.desc())
        .limit(1)
        .correlate(Match)
        .scalar_subquery()
    )


@lru_cache(maxsize=1_024)
def placed(actor: Actor) -> Subquery:
    """Matches that the actor's organizations may see and that are not new, with their ``place``.

    Both listings are published. Built once for a reader, since building costs most.
    """
    own = own_organizations(actor)
    mine = aliased(Listing)
    cases, asked = _cases(actor, own), _asked(own)
    touched = _touched(own, cases, asked)
    query = (
        select(
            Match.id,
            Match.band,
            Match.score,
            Match.first_seen_at,
            Listing.kind,
            mine.reference.label("own"),
            Feedback.at.label("answered_at"),
            _place(cases, asked).label("place"),
        )
        .select_from(touched)
        .join(mine, mine.id == touched.c.own_id)
        .join(Match, _of_pair(touched))
        .join(Listing, Listing.id == Match.counterpart_id)
        .outerjoin(Feedback, Feedback.id == last_answer())
        .outerjoin(cases, _of_pair(cases))
        .outerjoin(asked, _of_pair(asked))
        .where(
            mine.organization_id.in_(own), mine.state == "published", Listing.state == "published"
        )
    )
    return visible(query, actor, Permission.LISTING_READ).subquery()


def _touched(own: list[int], cases: CTE, asked: CTE) -> Subquery:
    """The pairs of an own listing that have an answer, a case or a question."""
    answered = (
        select(Feedback.listing_id.label("own_id"), Feedback.counterpart_id.label("other_id"))
        .join(Listing, Listing.id == Feedback.listing_id)
        .where(Listing.organization_id.in_(own))
    )
    others = (select(table.c.own_id, table.c.other_id) for table in (cases, asked))
    return union(answered, *others).subquery()


def _of_pair(table: CTE | Subquery) -> Any:
    return (table.c.own_id == Match.listing_id) & (table.c.other_id == Match.counterpart_id)


def _place(cases: CTE, asked: CTE) -> Any:
    is_interesting = (Feedback.answer == "interesting") & or_(
        cases.c.requested_at.is_(None), Feedback.at > cases.c.requested_at
    )
    return case(
        (or_(cases.c.is_open == 1, asked.c.own_id.is_not(None)), WAITING),
        (cases.c.is_introduced == 1, DONE),
        (is_interesting, INTERESTING),
        else_=DONE,
    )


def _cases(actor: Actor, own: list[int]) -> CTE:
    """What the actor may know of introductions of own listings: one row for each pair.

    Of a request that the secretariat has not passed on, the side that is asked learns nothing.
    """
    mine, theirs = aliased(IntroductionParty), aliased(IntroductionParty)
    is_open = case((Introduction.state.in_(OPEN_STATES), 1), else_=0)
    is_introduced = case((Introduction.state == "introduced", 1), else_=0)
    return (
        select(
            mine.listing_id.label("own_id"),
            theirs.listing_id.label("other_id"),
            func.max(is_open).label("is_open"),
            func.max(is_introduced).label("is_introduced"),
            func.max(Introduction.requested_at).label("requested_at"),
        )
        .select_from(mine)
        .join(Introduction, Introduction.id == mine.introduction_id)
        .join(theirs, (theirs.introduction_id == Introduction.id) & (theirs.id != mine.id))
        .where(mine.organization_id.in_(own), condition(actor, Permission.INTRODUCTION_READ))
        .group_by(mine.listing_id, theirs.listing_id)
        .cte("cases")
    )


def _asked(own: list[int]) -> CTE:
    """The pairs about which an own question is out."""
    return (
        select(
            BlindQuestion.from_listing_id.label("own_id"),
            BlindQuestion.to_listing_id.label("other_id"),
        )
        .where(BlindQuestion.from_organization_id.in_(own), BlindQuestion.state.in_(OPEN_QUESTIONS))
        .distinct()
        .cte("asked")
    )
