"""The one table of who may do what. A permission that it does not hold is denied."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, TypeVarTuple

from sqlalchemy import ColumnElement, Select

from matchmaker.errors import NotPermitted
from matchmaker.policies import case_rules, member_rules, rules
from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission as P
from matchmaker.policies.rule import Rule

Ts = TypeVarTuple("Ts")

_member = ("contributor", "representative")
_owner = rules.listing_owner(*_member)
_representative = rules.listing_owner("representative")
_visible = rules.signed_in & rules.published & rules.not_hidden

TABLE: Final[Mapping[P, Rule]] = {
    P.LISTING_READ: _visible | _owner | (rules.staff_reader & rules.not_a_draft) | rules.operator,
    P.LISTING_READ_FULL: _owner
    | (rules.staff_reader & rules.impartial & rules.not_across & rules.not_a_draft)
    | rules.operator
    | ((rules.open_disclosure | rules.introduced) & _visible),
    P.LISTING_CREATE: rules.organization_role(*_member) | rules.operator,
    P.LISTING_EDIT: _representative | (_owner & rules.not_handed_in) | rules.operator,
    P.LISTING_PUBLISH: _representative | rules.operator,
    P.LISTING_REVIEW: (
        rules.officer
        & rules.impartial
        & case_rules.no_interest_in_owner
        & rules.not_across
        & rules.not_a_draft
    )
    | rules.operator,
    P.LISTING_HISTORY: _owner
    | (rules.staff_reader & rules.impartial & rules.not_across & rules.not_a_draft)
    | rules.operator,
    P.MATCH_READ: _owner | (rules.staff_reader & rules.not_a_draft) | rules.operator,
    P.MATCH_ANSWER: _owner,
    P.MATCH_SHARE: _owner,
    P.CONSORTIUM_READ: (
        (case_rules.in_consortium_as(*_member) & case_rules.whole_consortium(rules.not_hidden))
        | rules.staff_reader
        | rules.operator
    )
    & case_rules.whole_consortium(rules.published),
    P.INTRODUCTION_REQUEST: _representative | rules.operator,
    P.INTRODUCTION_READ: (case_rules.party_as(*_member) & case_rules.asking_party_or_approved)
    | rules.staff_reader
    | rules.operator,
    P.INTRODUCTION_DECIDE: (rules.officer & case_rules.no_own_interest & case_rules.another_officer)
    | rules.operator,
    P.INTEREST_DECLARE: rules.officer,
    P.INTRODUCTION_ANSWER: (
        case_rules.party_as("representative") & case_rules.asking_party_or_approved
    )
    | rules.operator,
    # Nobody but the parties: neither the secretariat nor the auditor reads what they write.
    P.MESSAGE_READ: case_rules.party_as(*_member) & case_rules.introduced,
    P.MESSAGE_WRITE: case_rules.party_as(*_member) & case_rules.introduced,
    P.OUTCOMES_READ: rules.officer | rules.auditor,
    P.QUESTION_ASK: _owner & rules.published,
    P.QUESTION_READ: case_rules.asking_side(*_member)
    | (case_rules.asked_side(*_member) & case_rules.passed_on)
    | (rules.staff_reader & case_rules.no_interest_in_sides)
    | rules.operator,
    P.QUESTION_MEND: case_rules.asking_side(*_member),
    P.QUESTION_ANSWER: case_rules.asked_side(*_member) & case_rules.passed_on,
    P.QUESTION_RELAY: rules.officer & case_rules.no_interest_in_sides,
    P.EXCHANGE_SET: rules.officer,
    P.SECRETARIAT_VIEW: rules.officer,
    P.SANCTIONS_DECIDE: rules.officer & case_rules.no_interest_in_listed_one,
    P.DESK_READ: rules.staff_reader,
    # Who also belongs to a member, or has an interest in one, could tell by counts and by cases
    # whose a blind listing is.
    P.DESK_ORGANIZATIONS: rules.staff_reader & rules.impartial & rules.no_interests,
    P.DESK_INVITE: rules.officer & rules.impartial & rules.no_interests,
    P.RANKING_READ: rules.officer | rules.auditor | rules.administrator,
    P.RANKING_SET: rules.officer | rules.administrator | rules.operator,
    P.SEARCH_KEEP: rules.own_search,
    P.AUDIT_READ: rules.auditor | rules.officer,
    # Nothing of a listing decides who sees that an organization takes part, so that nothing of a
    # blind or hidden one can be told from it.
    P.ORGANIZATION_READ: rules.signed_in | rules.operator,
    P.ORGANIZATION_OWN: rules.organization_role(*_member, "focal_point"),
    P.PARTNERSHIP_READ: rules.signed_in | rules.operator,
    P.PARTNERSHIP_EDIT: rules.officer | rules.operator,
    P.ORGANIZATION_EDIT: rules.organization_role("representative") | rules.operator,
    P.ORGANIZATION_MEMBERS: rules.organization_role("representative"),
    P.INSTITUTE_EDIT: (rules.organization_role("representative") | rules.operator)
    & member_rules.institute,
    P.PERSON_READ: member_rules.person_of_own(*_member) | member_rules.person_introduced,
    P.MILESTONE_READ: rules.milestone_role(*_member) | rules.staff_reader | rules.operator,
    P.MILESTONE_EDIT: rules.milestone_role("representative") | rules.operator,
    P.MILESTONE_REPORT: rules.organization_role("representative") | rules.operator,
    P.REPORT_READ: rules.staff_reader | rules.operator,
    P.REPORT_MAKE: rules.officer | rules.operator,
    P.PARTNERSHIP_REPORT_READ: (
        rules.staff_reader | rules.operator | rules.in_reported_partnership_as(*_member)
    )
    & rules.partnership_report,
    P.COUNTRY_READ: rules.focal_point | rules.staff_reader | rules.operator,
}


def allows(actor: Actor, permission: P, row: Any = None) -> bool:
    """Whether the actor has the permission on this row."""
    rule = TABLE.get(permission, rules.nobody)
    return rule.allows(actor, row)


def require(actor: Actor, permission: P, row: Any = None) -> None:
    """``NotPermitted`` unless the actor has the permission on this row."""
    if not allows(actor, permission, row):
        raise NotPermitted("Your role does not allow this.")


def visible(query: Select[*Ts], actor: Actor, permission: P) -> Select[*Ts]:
    """The query narrowed to the rows on which the actor has the permission."""
    return query.where(condition(actor, permission))


@lru_cache(maxsize=4_096)
def condition(actor: Actor, permission: P) -> ColumnElement[bool]:
    """The rule as an expression; built once for an actor, since every page asks for several."""
    return TABLE.get(permission, rules.nobody).where(actor)
