"""The shape of who asks."""

from marshmallow import fields

from matchmaker.api.schemas.shapes import Answer, code
from models import vocabulary as v


class RoleAnswer(Answer):
    organization = fields.String()
    organization_type = code(v.ORGANIZATION_TYPES, "Type of organization.")
    role = code(v.ROLES, "What you may do there.")


class TokenAnswer(Answer):
    name = fields.String()
    expires_at = fields.AwareDateTime(format="iso")


class MeAnswer(Answer):
    name = fields.String()
    email = fields.String()
    roles = fields.List(fields.Nested(RoleAnswer))
    token = fields.Nested(TokenAnswer)
