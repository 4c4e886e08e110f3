"""Which listings the keys have opened to whom, and which they keep closed to a recused officer."""

from collections.abc import Collection, Iterable

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from matchmaker.policies.actor import Role
from models import Introduction, IntroductionParty

_MEMBER = frozenset({"contributor", "representative"})
#: Made once: an alias works out its columns anew, and every request asks.
_MINE = aliased(IntroductionParty)


def listings_opened_to(session: Session, roles: Iterable[Role]) -> frozenset[int]:
    """Ids of every listing that was introduced to an organization in which one writes or acts.

    The staff have no such role, and are asked nothing.
    """
    own = {role.organization_id for role in roles if role.role in _MEMBER}
    if not own:
        return frozenset()
    return frozenset(session.scalars(_with(own).where(Introduction.state == "introduced")))


def listings_closed_to(
    session: Session, roles: Iterable[Role], interests: Iterable[int]
) -> frozenset[int]:
    """Ids of the listings that, without a release, face an organization to which one of the staff
    belongs, or in which one has an interest. What it has posted itself is not among them.
    """
    own = {role.organization_id for role in roles if role.organization_type != "secretariat"}
    partial = sorted(own.union(interests))
    if not partial:
        return frozenset()
    query = _with(partial).where(IntroductionParty.organization_id.not_in(partial))
    faced = session.scalars(query.where(Introduction.state != "introduced"))
    return frozenset(faced) - frozenset(
        session.scalars(query.where(Introduction.state == "introduced"))
    )


def _with(organizations: Collection[int]) -> Select[int]:
    """Listings of the introductions in which one of the organizations is a party."""
    return (
        select(IntroductionParty.listing_id)
        .join(Introduction)
        .join(_MINE, _MINE.introduction_id == Introduction.id)
        .where(_MINE.organization_id.in_(sorted(organizations)))
    )
