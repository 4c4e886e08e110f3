"""The shapes of listings. What a schema does not name never leaves the server."""

from typing import Any

from apiflask import Schema
from marshmallow import fields, validate

from matchmaker.api.schemas.shapes import Answer, Code, code, codes
from matchmaker.services.browse import FACETS, SORTS
from matchmaker.services.listing_views import ListingView
from models import vocabulary as v

WORDS_MAX = 200


def _facet(name: str, description: str) -> fields.List[str]:
    return codes(FACETS[name][1], description)


class ListingQuery(Schema):
    """Codes of one filter widen, filters among them narrow."""

    q = fields.String(
        validate=validate.Length(max=WORDS_MAX),
        metadata={"description": "Words that the public text has to hold."},
    )
    kind = _facet("kind", "Kind of listing.")
    type = _facet("type", "Type of offer.")
    sector = _facet("sector", "Industrial sector.")
    technology = _facet("technology", "Technology route.")
    trl = _facet("trl", "Technology readiness level (ISO 16290), or a range of three.")
    region = _facet("region", "Region of the organization.")
    country = _facet("country", "Country of the organization; finds open listings only.")
    collaboration = _facet("collaboration", "Collaboration wanted; finds open listings only.")
    language = _facet("language", "Language of the text (ISO 639).")
    cpc = _facet("cpc", "Section of the patent classification (CPC); finds open listings only.")
    expiring = _facet("expiring", "Valid for less than so many days; finds open listings only.")
    sort = fields.String(
        validate=validate.OneOf(tuple(SORTS), error="must be one of {choices}"),
        metadata={"description": "Without it: best fit where words are given, else newest."},
    )
    page = fields.Integer(load_default=1, validate=validate.Range(1, 1_000_000))


class OrganizationAnswer(Answer):
    reference = fields.String()
    name = fields.String()
    type = code(v.ORGANIZATION_TYPES, "Type of organization.")
    country = fields.Nested(Code)
    fictional = fields.Boolean(metadata={"description": "Belongs to the demonstration network."})


class ListingCard(Answer):
    """A listing as it stands in a list."""

    reference = fields.String(metadata={"example": "ND-7K3F9Q2X"})
    kind = code(v.LISTING_KINDS, "Kind of listing.")
    type = code(v.OFFER_TYPES, "Type of offer; null for other kinds.", allow_none=True)
    title = fields.String()
    teaser = fields.String()
    language = fields.String(metadata={"description": "BCP 47."})
    state = code(v.LISTING_STATES, "Where it stands in its life.")
    disclosure = code(v.DISCLOSURES, "Whether every member may see whose it is.")
    full = fields.Boolean(metadata={"description": "Whether you may see all of it."})
    mine = fields.Boolean(metadata={"description": "Whether it is your organization's."})
    organization = fields.Nested(
        OrganizationAnswer,
        allow_none=True,
        metadata={"description": "Null where you may not see whose it is."},
    )
    region = fields.Nested(Code)
    sectors = fields.List(fields.Nested(Code))
    technologies = fields.List(fields.Nested(Code))
    collaborations = fields.List(fields.Nested(Code))
    trl = fields.Integer(allow_none=True, validate=validate.Range(1, 9))
    published_at = fields.AwareDateTime(format="iso", allow_none=True)
    valid_until = fields.Date()


class Particular(Answer):
    label = fields.String()
    text = fields.String()


class FileAnswer(Answer):
    """A file's facts; the file itself is on the listing's page."""

    file_name = fields.String()
    media_type = fields.String()
    size = fields.Integer(metadata={"description": "Bytes."})
    caption = fields.String(metadata={"description": "What its owner says that it shows."})


class ListingAnswer(ListingCard):
    """A listing; the further fields are empty where ``full`` is false."""

    description = fields.String()
    details = fields.List(fields.Nested(Particular))
    expertise = fields.List(fields.String())
    attachments = fields.List(fields.Nested(FileAnswer))
    source_url = fields.String()
    attribution = fields.String()


class ListingPage(Answer):
    listings = fields.List(fields.Nested(ListingCard))
    total = fields.Integer()
    page = fields.Integer()
    pages = fields.Integer()
    next = fields.String(
        allow_none=True, metadata={"description": "The address of the next page, if there is one."}
    )


def card(listing: ListingView) -> dict[str, Any]:
    """The values of ``ListingCard``, from what the reader may see."""
    return {
        "reference": listing.reference,
        "kind": listing.kind,
        "type": listing.type or None,
        "title": listing.title,
        "teaser": listing.teaser,
        "language": listing.language,
        "state": listing.state,
        "disclosure": "blind" if listing.blind else "open",
        "full": listing.full,
        "mine": listing.mine,
        "organization": _organization(listing),
        "region": pair((listing.region_code, listing.region)),
        "sectors": [pair(one) for one in listing.sectors],
        "technologies": [pair(one) for one in listing.technologies],
        "collaborations": [pair(one) for one in listing.collaborations],
        "trl": listing.trl,
        "published_at": listing.published_at,
        "valid_until": listing.valid_until,
    }


def whole(listing: ListingView) -> dict[str, Any]:
    """The values of ``ListingAnswer``."""
    return {
        **card(listing),
        "description": listing.description,
        "details": [{"label": label, "text": text} for label, text in listing.details],
        "expertise": listing.expertise,
        "attachments": listing.attachments,
        "source_url": listing.source_url,
        "attribution": listing.attribution,
    }


def _organization(listing: ListingView) -> dict[str, Any] | None:
    if listing.organization is None:
        return None
    return {
        "reference": listing.organization_reference,
        "name": listing.organization,
        "type": listing.organization_type_code,
        "country": pair((listing.country_code, listing.country)),
        "fictional": listing.fictional,
    }


def pair(value: tuple[str, str]) -> dict[str, str]:
    """The values of ``Code``."""
    return {"code": value[0], "label": value[1]}
