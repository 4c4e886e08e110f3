"""The shapes of consortia."""

from typing import Any

from apiflask import Schema
from marshmallow import fields, validate

from matchmaker.api.schemas.listings import ListingCard, card, pair
from matchmaker.api.schemas.matches import IntroductionState, Reason
from matchmaker.api.schemas.shapes import Answer, Code, code
from matchmaker.services.consortia import SHOWN, MemberView, ProposalView
from models import vocabulary as v

MOST = 20


class ConsortiumQuery(Schema):
    limit = fields.Integer(load_default=SHOWN, validate=validate.Range(1, MOST))


class CoverAnswer(Answer):
    """A part of the need, and the member's sentence that answers it."""

    part = fields.String()
    by = fields.String()
    words = fields.List(fields.String(), metadata={"description": "Words that both have."})


class MemberAnswer(Answer):
    listing = fields.Nested(ListingCard)
    role = fields.Nested(Code)
    covers = fields.List(fields.Nested(CoverAnswer))
    reasons = fields.List(fields.Nested(Reason))


class ConsortiumAnswer(Answer):
    reference = fields.String(metadata={"example": "CO-7K3F9Q2X"})
    rank = fields.Integer(metadata={"description": "Among those around the need; 1 is best."})
    band = code(v.BANDS, "How well they go together.")
    score = fields.Float(
        allow_none=True, metadata={"description": "0 to 1; null but for the secretariat."}
    )
    coverage = fields.Float(
        metadata={"description": "Share of the need's parts that some member answers, 0 to 1."}
    )
    need = fields.Nested(ListingCard)
    own_role = fields.Nested(
        Code, allow_none=True, metadata={"description": "What the need's owner brings."}
    )
    members = fields.List(fields.Nested(MemberAnswer))
    missing = fields.List(fields.Nested(Code), metadata={"description": "Roles that nobody fills."})
    countries = fields.List(
        fields.Nested(Code), metadata={"description": "Those that are disclosed."}
    )
    reasons = fields.List(fields.Nested(Reason))
    computed_at = fields.AwareDateTime(format="iso")
    asking = fields.String(
        allow_none=True,
        metadata={"description": "Your listing for which you may request an introduction."},
    )
    introduction = fields.Nested(IntroductionState, allow_none=True)


class ConsortiumList(Answer):
    listing = fields.String(metadata={"description": "The listing that these are about."})
    consortia = fields.List(fields.Nested(ConsortiumAnswer))


def consortium(found: ProposalView, *, scored: bool) -> dict[str, Any]:
    """The values of ``ConsortiumAnswer``; ``scored`` for readers who may see the score."""
    introduction = {"reference": found.introduction, "state": found.introduction_state}
    return {
        "reference": found.reference,
        "rank": found.rank,
        "band": found.band,
        "score": found.score if scored else None,
        "coverage": found.coverage,
        "need": card(found.need),
        "own_role": pair(found.own_role) if found.own_role else None,
        "members": [_member(member) for member in found.members],
        "missing": [pair(role) for role in found.missing],
        "countries": [pair(country) for country in found.countries],
        "reasons": found.reasons,
        "computed_at": found.computed_at,
        "asking": found.asking or None,
        "introduction": introduction if found.introduction else None,
    }


def _member(member: MemberView) -> dict[str, Any]:
    return {
        "listing": card(member.listing),
        "role": pair(member.role),
        "covers": member.covers,
        "reasons": member.reasons,
    }
