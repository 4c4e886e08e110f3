"""The description of the API: what the framework cannot know of it."""

from typing import Any, Final

from apiflask import APIFlask

from matchmaker.api.problems import MEDIA_TYPE

DESCRIPTION: Final = (
    "Listings, matches and consortia as the pages show them, for programs. Make a token on the "
    "page /account/tokens and send it with every request as Authorization: Bearer. What you may "
    "not see is answered like what is not there."
)
_REFERENCE: Final = r"^[A-Z]{2}-[0-9A-Z]{8}$"
_OPERATIONS: Final = ("get", "post")
_PROBLEM: Final[dict[str, Any]] = {
    "type": "object",
    "description": "RFC 9457 problem details.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "One sentence; it names the wrong field."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "detail": {"type": "string"}},
                "required": ["field", "detail"],
                "additionalProperties": False,
            },
        },
    },
    "required": ["type", "title", "status", "detail"],
    "additionalProperties": False,
}
#: Status → what it means, on every operation.
_PROBLEMS: Final = {
    "401": "No token, or one that is unknown, expired or revoked.",
    "404": "Absent, or not for you to see.",
    "406": "The Accept header does not take application/json.",
    "422": "A parameter or field cannot be taken; the sentence names it.",
    "429": "Too many wrong tokens from your address.",
    "503": "The database does not answer at present.",
}
#: The same, on operations that take a body.
_BODY_PROBLEMS: Final = {
    "400": "The body is not JSON.",
    "409": "Somebody else was faster.",
    "413": "The body is too large.",
    "415": "The body is not application/json.",
}


def register(app: APIFlask) -> None:
    app.description = DESCRIPTION
    app.config.update(
        SERVERS=[{"url": "/api/v1"}],
        AUTO_OPERATION_ID=True,
        AUTO_404_RESPONSE=False,
        AUTO_VALIDATION_ERROR_RESPONSE=False,
        SECURITY_SCHEMES={"token": {"type": "http", "scheme": "bearer"}},
    )
    app.spec_processor(_complete)


def _complete(spec: Any) -> Any:
    """``spec`` is OpenAPI as nested dicts."""
    spec["security"] = [{"token": []}]
    components = spec["components"]
    components["schemas"]["Problem"] = _PROBLEM
    components["responses"] = {
        _name(status): _response(text) for status, text in (_PROBLEMS | _BODY_PROBLEMS).items()
    }
    for path in spec["paths"].values():
        for method in _OPERATIONS:
            if method in path:
                _complete_operation(path[method], with_body=method == "post")
    return spec


def _complete_operation(operation: dict[str, Any], *, with_body: bool) -> None:
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path":
            parameter["schema"]["pattern"] = _REFERENCE
    for status in sorted({*_PROBLEMS, *(_BODY_PROBLEMS if with_body else ())}):
        operation["responses"][status] = {"$ref": f"#/components/responses/{_name(status)}"}


def _name(status: str) -> str:
    return f"Problem{status}"


def _response(description: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": description, "content": {MEDIA_TYPE: {"schema": schema}}}
