"""Which listings the keys have opened to whom: those of released introductions to the parties."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from matchmaker.policies.actor import Role
from models import Introduction, IntroductionParty

_MEMBER = frozenset({"contributor", "representative"})


def listings_opened_to(session: Session, roles: Iterable[Role]) -> frozenset[int]:
    """Ids of every listing that was introduced to an organization in which one writes or acts.

    The staff have no such role, and are asked nothing.
    """
    own = {role.organization_id for role in roles if role.role in _MEMBER}
    if not own:
        return frozenset()
    mine = aliased(IntroductionParty)
    query = (
        select(IntroductionParty.listing_id)
        .join(Introduction)
        .join(mine, mine.introduction_id == Introduction.id)
        .where(mine.organization_id.in_(sorted(own)), Introduction.state == "introduced")
    )
    return frozenset(session.scalars(query))
