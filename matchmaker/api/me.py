"""Who asks, and until when."""

from typing import Any

from apiflask import APIBlueprint

from matchmaker.api.door import SIGNED_IN, access, bearer
from matchmaker.api.schemas.me import MeAnswer

endpoints = APIBlueprint("me", __name__, tag="Account")


@endpoints.get("/me")
@endpoints.output(MeAnswer)
@access(SIGNED_IN)
def show() -> dict[str, Any]:
    """The person for whom the token speaks, and the token itself."""
    token = bearer()
    roles = [
        {
            "organization": role.organization_name,
            "organization_type": role.organization_type,
            "role": role.role,
        }
        for role in token.actor.roles
    ]
    return {
        "name": token.actor.name,
        "email": token.actor.email,
        "roles": roles,
        "token": {"name": token.token_name, "expires_at": token.expires_at},
    }
