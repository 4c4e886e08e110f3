"""Rules of listings, organizations, partnerships and milestones, and of who acts.

A contract test proves for every rule that its two answers agree. Nothing here runs a query.
"""

from sqlalchemy import exists, false, not_, select

from matchmaker.policies.rule import Rule, actor_rule, among
from models import (
    Listing,
    Milestone,
    Organization,
    Partnership,
    PartnershipMember,
    ReportSnapshot,
    SavedSearch,
)
from models.listing import hidden_from

_HANDED_IN = ("submitted", "published")

nobody = actor_rule(lambda _actor: False)
#: Who belongs to no organization any more is nobody here: nothing would be hidden from such a one.
signed_in = actor_rule(lambda actor: actor.is_signed_in and bool(actor.roles))
officer = actor_rule(lambda actor: actor.has("officer", "approver"))
auditor = actor_rule(lambda actor: actor.has("auditor"))
administrator = actor_rule(lambda actor: actor.has("administrator"))
staff_reader = actor_rule(lambda actor: actor.has("officer", "approver", "auditor"))
focal_point = actor_rule(lambda actor: actor.has("focal_point"))
operator = actor_rule(lambda actor: actor.kind in ("operator", "worker"))
#: Who also belongs to a member reads the others' blind listings as that member does.
impartial = actor_rule(
    lambda actor: all(role.organization_type == "secretariat" for role in actor.roles)
)
no_interests = actor_rule(lambda actor: not actor.interests)
#: A search that the actor keeps.
own_search = Rule(
    lambda actor, row: actor.is_signed_in and row.user_id == actor.user_id,
    lambda actor: SavedSearch.user_id == actor.user_id if actor.is_signed_in else false(),
)


def listing_owner(*roles: str) -> Rule:
    """The actor acts in one of ``roles`` for the organization that posted the listing."""
    return Rule(
        lambda actor, row: row.organization_id in actor.organizations_as(*roles),
        lambda actor: among(Listing.organization_id, actor.organizations_as(*roles)),
    )


def organization_role(*roles: str) -> Rule:
    """The actor has one of ``roles`` in the organization."""
    return Rule(
        lambda actor, row: row.id in actor.organizations_as(*roles),
        lambda actor: among(Organization.id, actor.organizations_as(*roles)),
    )


def milestone_role(*roles: str) -> Rule:
    """The actor has one of ``roles`` in the organization whose milestone it is."""
    return Rule(
        lambda actor, row: row.organization_id in actor.organizations_as(*roles),
        lambda actor: among(Milestone.organization_id, actor.organizations_as(*roles)),
    )


partnership_report = Rule(
    lambda _actor, row: row.kind == "partnership",
    lambda _actor: ReportSnapshot.kind == "partnership",
)


def in_reported_partnership_as(*roles: str) -> Rule:
    """The actor has one of ``roles`` in a present member of the partnership whose report it is."""
    members = select(PartnershipMember.id).join(Partnership)
    return Rule(
        lambda actor, row: any(
            member.organization_id in actor.organizations_as(*roles)
            for member in (row.partnership.members if row.partnership else ())
        ),
        lambda actor: exists(
            members.where(
                Partnership.reference == ReportSnapshot.scope,
                among(PartnershipMember.organization_id, actor.organizations_as(*roles)),
            ).correlate(ReportSnapshot)
        ),
    )


published = Rule(
    lambda _actor, row: row.state == "published",
    lambda _actor: Listing.state == "published",
)
open_disclosure = Rule(
    lambda _actor, row: row.disclosure == "open",
    lambda _actor: Listing.disclosure == "open",
)
#: The listing stands in an introduction whose last key has turned, with the actor's own.
introduced = Rule(
    lambda actor, row: row.id in actor.introduced,
    lambda actor: among(Listing.id, actor.introduced),
)
#: The listing is not the closed side of a case from which the actor is recused.
not_across = Rule(
    lambda actor, row: row.id not in actor.across,
    lambda actor: not_(among(Listing.id, actor.across)),
)
not_a_draft = Rule(
    lambda _actor, row: row.state != "draft",
    lambda _actor: Listing.state != "draft",
)
#: What others read, or the secretariat checks, is no longer a matter of writing drafts.
not_handed_in = Rule(
    lambda _actor, row: row.state not in _HANDED_IN,
    lambda _actor: Listing.state.not_in(_HANDED_IN),
)
not_hidden = Rule(
    lambda actor, row: actor.organization_ids.isdisjoint(o.id for o in row.hidden_from),
    lambda actor: (
        ~exists().where(
            hidden_from.c.listing_id == Listing.id,
            among(hidden_from.c.organization_id, actor.organization_ids),
        )
    ),
)
