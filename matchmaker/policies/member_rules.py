"""Rules of what an institute says of itself; nothing here runs a query."""

from sqlalchemy import exists

from matchmaker.policies.rule import Rule, among
from models import ListedPerson, Listing, Organization

institute = Rule(
    lambda _actor, row: row.type == "institute",
    lambda _actor: Organization.type == "institute",
)
#: A listing of the person's organization stands in a released introduction of the actor's.
person_introduced = Rule(
    lambda actor, row: (
        bool(actor.introduced)
        and any(listing.id in actor.introduced for listing in row.organization.listings)
    ),
    lambda actor: exists().where(
        Listing.organization_id == ListedPerson.organization_id,
        among(Listing.id, actor.introduced),
    ),
)


def person_of_own(*roles: str) -> Rule:
    """The actor has one of ``roles`` in the organization that lists the person."""
    return Rule(
        lambda actor, row: row.organization_id in actor.organizations_as(*roles),
        lambda actor: among(ListedPerson.organization_id, actor.organizations_as(*roles)),
    )
