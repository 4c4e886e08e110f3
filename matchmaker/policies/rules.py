"""Rules answer twice: ``allows`` for one row at hand, ``where`` for the rows of a query.

A contract test proves for every rule that the two agree. Nothing here runs a query.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, not_, or_, select, true
from sqlalchemy.sql.elements import SQLColumnExpression

from matchmaker.policies.actor import Actor
from models import (
    BlindQuestion,
    Consortium,
    ConsortiumMember,
    Introduction,
    IntroductionParty,
    Listing,
    Milestone,
    Organization,
    Partnership,
    PartnershipMember,
    ReportSnapshot,
    SanctionsHit,
)
from models.listing import hidden_from

Expression = ColumnElement[bool]
_HANDED_IN = ("submitted", "published")


@dataclass(frozen=True, slots=True)
class Rule:
    """``allows(actor, row)`` and ``where(actor)`` say the same of a row."""

    allows: Callable[[Actor, Any], bool]
    where: Callable[[Actor], Expression]

    def __or__(self, other: "Rule") -> "Rule":
        return Rule(
            lambda actor, row: self.allows(actor, row) or other.allows(actor, row),
            lambda actor: or_(self.where(actor), other.where(actor)),
        )

    def __and__(self, other: "Rule") -> "Rule":
        return Rule(
            lambda actor, row: self.allows(actor, row) and other.allows(actor, row),
            lambda actor: and_(self.where(actor), other.where(actor)),
        )


def actor_rule(test: Callable[[Actor], bool]) -> Rule:
    """A rule that looks at the actor alone."""
    return Rule(
        lambda actor, _row: test(actor),
        lambda actor: true() if test(actor) else false(),
    )


def _among(column: SQLColumnExpression[int], ids: frozenset[int]) -> Expression:
    return column.in_(sorted(ids)) if ids else false()


def _a_party(*conditions: Expression) -> Expression:
    """Some party of the introduction is like this, whatever else the query selects from."""
    mine = IntroductionParty.introduction_id == Introduction.id
    return exists(select(IntroductionParty.id).where(mine, *conditions).correlate(Introduction))


nobody = actor_rule(lambda _actor: False)
signed_in = actor_rule(lambda actor: actor.is_signed_in)
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


def listing_owner(*roles: str) -> Rule:
    """The actor acts in one of ``roles`` for the organization that posted the listing."""
    return Rule(
        lambda actor, row: row.organization_id in actor.organizations_as(*roles),
        lambda actor: _among(Listing.organization_id, actor.organizations_as(*roles)),
    )


def organization_role(*roles: str) -> Rule:
    """The actor has one of ``roles`` in the organization."""
    return Rule(
        lambda actor, row: row.id in actor.organizations_as(*roles),
        lambda actor: _among(Organization.id, actor.organizations_as(*roles)),
    )


def milestone_role(*roles: str) -> Rule:
    """The actor has one of ``roles`` in the organization whose milestone it is."""
    return Rule(
        lambda actor, row: row.organization_id in actor.organizations_as(*roles),
        lambda actor: _among(Milestone.organization_id, actor.organizations_as(*roles)),
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
                _among(PartnershipMember.organization_id, actor.organizations_as(*roles)),
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
    lambda actor: _among(Listing.id, actor.introduced),
)
#: The listing is not the closed side of a case from which the actor is recused.
not_across = Rule(
    lambda actor, row: row.id not in actor.across,
    lambda actor: not_(_among(Listing.id, actor.across)),
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
            _among(hidden_from.c.organization_id, actor.organization_ids),
        )
    ),
)


def party_as(*roles: str) -> Rule:
    """The actor acts in one of ``roles`` for a party of the introduction."""
    return Rule(
        lambda actor, row: any(
            party.organization_id in actor.organizations_as(*roles) for party in row.parties
        ),
        lambda actor: _a_party(
            _among(IntroductionParty.organization_id, actor.organizations_as(*roles))
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
            _among(Listing.organization_id, actor.organizations_as(*roles))
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
            _among(IntroductionParty.organization_id, actor.organization_ids),
        ),
    ),
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
                _among(IntroductionParty.organization_id, actor.partial_to),
                _among(IntroductionParty.listing_id, actor.across),
            )
        )
    ),
)
no_interest_in_owner = Rule(
    lambda actor, row: row.organization_id not in actor.interests,
    lambda actor: not_(_among(Listing.organization_id, actor.interests)),
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
    lambda actor: not_(_among(SanctionsHit.organization_id, actor.partial_to)),
)


def asking_side(*roles: str) -> Rule:
    """The actor acts in one of ``roles`` for the organization that asks the question."""
    return Rule(
        lambda actor, row: row.from_organization_id in actor.organizations_as(*roles),
        lambda actor: _among(BlindQuestion.from_organization_id, actor.organizations_as(*roles)),
    )


def asked_side(*roles: str) -> Rule:
    """The same of the organization that is asked."""
    return Rule(
        lambda actor, row: row.to_organization_id in actor.organizations_as(*roles),
        lambda actor: _among(BlindQuestion.to_organization_id, actor.organizations_as(*roles)),
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
            _among(BlindQuestion.from_organization_id, actor.partial_to),
            _among(BlindQuestion.to_organization_id, actor.partial_to),
            _among(BlindQuestion.from_listing_id, actor.across),
            _among(BlindQuestion.to_listing_id, actor.across),
        )
    ),
)
