"""Rules of what brings organizations together: consortia, introductions, questions, and who is
recused from them.
"""

from sqlalchemy import and_, exists, not_, or_, select

from matchmaker.policies.rule import Expression, Rule, among
from models import (
    BlindQuestion,
    Consortium,
    ConsortiumMember,
    Introduction,
    IntroductionParty,
    Listing,
    SanctionsHit,
)


def _a_party(*conditions: Expression) -> Expression:
    """Some party of the introduction is like this, whatever else the query selects from."""
    mine = IntroductionParty.introduction_id == Introduction.id
    return exists(select(IntroductionParty.id).where(mine, *conditions).correlate(Introduction))


def party_as(*roles: str) -> Rule:
    """The actor acts in one of ``roles`` for a party of the introduction."""
    return Rule(
        lambda actor, row: any(
            party.organization_id in actor.organizations_as(*roles) for party in row.parties
        ),
        lambda actor: _a_party(
            among(IntroductionParty.organization_id, actor.organizations_as(*roles))
        ),
    )


def _in_consortium(condition: Expression) -> Expression:
    """The need or some member of the consortium is like this; ``condition`` is on ``Listing``."""
    members = select(ConsortiumMember.listing_id).where(
        ConsortiumMember.consortium_id == Consortium.id
    )
    either = or_(Listing.id == Consortium.need_id, Listing.id.in_(members.correlate(Consortium)))
    return exists(select(Listing.id).where(either, condition).correlate(Consortium))


def in_consortium_as(*roles: str) -> Rule:
    """The actor acts in one of ``roles`` for the owner of the need or of a member."""
    return Rule(
        lambda actor, row: any(
            listing.organization_id in actor.organizations_as(*roles) for listing in row.listings
        ),
        lambda actor: _in_consortium(
            among(Listing.organization_id, actor.organizations_as(*roles))
        ),
    )


def whole_consortium(rule: Rule) -> Rule:
    """The need and every member fulfil a rule for listings."""
    return Rule(
        lambda actor, row: all(rule.allows(actor, listing) for listing in row.listings),
        lambda actor: ~_in_consortium(not_(rule.where(actor))),
    )


#: The other party learns of a request only once the secretariat has approved it.
asking_party_or_approved = Rule(
    lambda actor, row: (
        (
            row.decided_at is not None
            and row.state in ("approved", "introduced", "declined", "expired", "withdrawn")
        )
        or row.parties[0].organization_id in actor.organization_ids
    ),
    lambda actor: or_(
        and_(
            Introduction.decided_at.is_not(None),
            Introduction.state.in_(("approved", "introduced", "declined", "expired", "withdrawn")),
        ),
        _a_party(
            IntroductionParty.position == 0,
            among(IntroductionParty.organization_id, actor.organization_ids),
        ),
    ),
)
#: The third key has turned: both sides know each other.
introduced = Rule(
    lambda _actor, row: row.state == "introduced",
    lambda _actor: Introduction.state == "introduced",
)
#: An officer with an own interest is recused: no decision on a case of such an organization, nor
#: on another one with a listing whose owner such a case keeps closed.
no_own_interest = Rule(
    lambda actor, row: all(
        party.organization_id not in actor.partial_to and party.listing_id not in actor.across
        for party in row.parties
    ),
    lambda actor: (
        ~_a_party(
            or_(
                among(IntroductionParty.organization_id, actor.partial_to),
                among(IntroductionParty.listing_id, actor.across),
            )
        )
    ),
)
no_interest_in_owner = Rule(
    lambda actor, row: row.organization_id not in actor.interests,
    lambda actor: not_(among(Listing.organization_id, actor.interests)),
)


#: A flagged case is approved by two, and an appeal is decided by none of those who have refused.
another_officer = Rule(
    lambda actor, row: (
        (row.state != "screened" or row.passed_on_by_id != actor.user_id)
        and (row.appealed_at is None or row.decided_by_id != actor.user_id)
    ),
    lambda actor: and_(
        or_(
            Introduction.state != "screened",
            Introduction.passed_on_by_id.is_distinct_from(actor.user_id),
        ),
        or_(
            Introduction.appealed_at.is_(None),
            Introduction.decided_by_id.is_distinct_from(actor.user_id),
        ),
    ),
)
#: Nor on what a list of sanctions says of such an organization.
no_interest_in_listed_one = Rule(
    lambda actor, row: row.organization_id not in actor.partial_to,
    lambda actor: not_(among(SanctionsHit.organization_id, actor.partial_to)),
)


def asking_side(*roles: str) -> Rule:
    """The actor acts in one of ``roles`` for the organization that asks the question."""
    return Rule(
        lambda actor, row: row.from_organization_id in actor.organizations_as(*roles),
        lambda actor: among(BlindQuestion.from_organization_id, actor.organizations_as(*roles)),
    )


def asked_side(*roles: str) -> Rule:
    """The same of the organization that is asked."""
    return Rule(
        lambda actor, row: row.to_organization_id in actor.organizations_as(*roles),
        lambda actor: among(BlindQuestion.to_organization_id, actor.organizations_as(*roles)),
    )


#: The other side learns of a question only once it has been passed on.
passed_on = Rule(
    lambda _actor, row: row.passed_at is not None,
    lambda _actor: BlindQuestion.passed_at.is_not(None),
)
#: An officer with an own interest reads no question of the organization and relays none.
no_interest_in_sides = Rule(
    lambda actor, row: (
        actor.partial_to.isdisjoint((row.from_organization_id, row.to_organization_id))
        and actor.across.isdisjoint((row.from_listing_id, row.to_listing_id))
    ),
    lambda actor: not_(
        or_(
            among(BlindQuestion.from_organization_id, actor.partial_to),
            among(BlindQuestion.to_organization_id, actor.partial_to),
            among(BlindQuestion.from_listing_id, actor.across),
            among(BlindQuestion.to_listing_id, actor.across),
        )
    ),
)
