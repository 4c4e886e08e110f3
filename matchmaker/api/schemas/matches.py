"""The shapes of matches and of the answers to them."""

from typing import Any

from apiflask import Schema
from marshmallow import fields, validate

from matchmaker.api.schemas.listings import ListingCard, card
from matchmaker.api.schemas.shapes import Answer, code
from matchmaker.services.matches import MatchCard
from models import vocabulary as v

MOST = 30
VERDICTS = ("fits", "misses", "unknown")


class MatchQuery(Schema):
    kind = code(v.LISTING_KINDS, "Only counterparts of this kind.")
    limit = fields.Integer(load_default=10, validate=validate.Range(1, MOST))


class Reason(Answer):
    verdict = fields.String(validate=validate.OneOf(VERDICTS))
    feature = fields.String(metadata={"description": "What was compared."})
    phrase = fields.String(metadata={"description": "The finding, for people."})


class Evidence(Answer):
    """The two sentences that match best, from text that both sides may see."""

    ours = fields.String()
    theirs = fields.String()
    words = fields.List(fields.String(), metadata={"description": "Words that both have."})


class IntroductionState(Answer):
    reference = fields.String()
    state = code(v.INTRODUCTION_STATES, "Where it stands.")


class MatchAnswer(Answer):
    rank = fields.Integer(metadata={"description": "1 is best."})
    band = code(v.BANDS, "How good the match is.")
    score = fields.Float(
        allow_none=True, metadata={"description": "0 to 1; null but for the secretariat."}
    )
    listing = fields.Nested(ListingCard)
    reasons = fields.List(fields.Nested(Reason))
    evidence = fields.Nested(Evidence, allow_none=True)
    by_words_alone = fields.Boolean(metadata={"description": "Found without a language model."})
    first_seen_at = fields.AwareDateTime(format="iso")
    answer = code(v.FEEDBACK_ANSWERS, "Your answer, if you gave one.", allow_none=True)
    introduction = fields.Nested(IntroductionState, allow_none=True)


class MatchList(Answer):
    listing = fields.String(metadata={"description": "The listing whose matches these are."})
    matched_at = fields.AwareDateTime(
        format="iso",
        allow_none=True,
        metadata={"description": "When it was matched last; null while it waits for the first."},
    )
    matches = fields.List(fields.Nested(MatchAnswer))


class AnswerBody(Schema):
    answer = code(v.FEEDBACK_ANSWERS, "What you say of the match.", required=True)
    reason = code(v.FEEDBACK_REASONS, "Why; kept with not_relevant only.")


class AnswerKept(Answer):
    listing = fields.String()
    counterpart = fields.String()
    answer = code(v.FEEDBACK_ANSWERS, "The answer that is kept; a new one replaces it.")
    reason = code(v.FEEDBACK_REASONS, "Why, if it was said.", allow_none=True)


def match(found: MatchCard, *, scored: bool) -> dict[str, Any]:
    """The values of ``MatchAnswer``; ``scored`` for readers who may see the score."""
    introduction = {"reference": found.introduction, "state": found.introduction_state}
    return {
        "rank": found.rank,
        "band": found.band,
        "score": found.score if scored else None,
        "listing": card(found.other),
        "reasons": found.reasons,
        "evidence": found.evidence or None,
        "by_words_alone": found.by_words_alone,
        "first_seen_at": found.first_seen_at,
        "answer": found.answer or None,
        "introduction": introduction if found.introduction else None,
    }
