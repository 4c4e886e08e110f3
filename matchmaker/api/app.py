"""The API as an application of its own, mounted beside the pages.

Nothing of the pages reaches it: no cookie, no form token, no sign-in to be led to, no HTML.
"""

from typing import Final

from apiflask import APIFlask
from flask.json.provider import DefaultJSONProvider

from matchmaker.api import consortia, door, edge, listings, matches, me, media, openapi, problems
from matchmaker.api.edge import Edge

MOUNTED_AT: Final = "/api/v1"
MAX_REQUEST_BYTES: Final = 4 * 1024  # an answer is two codes


class _Json(DefaultJSONProvider):
    """Fields in the order of their schema, and every script as it is written."""

    sort_keys = False
    ensure_ascii = False


def create_api(handed_over: Edge) -> APIFlask:
    """The application for everything below ``MOUNTED_AT``."""
    api = APIFlask(
        "matchmaker.api",
        title="LeadIT Matchmaker",
        version="1.0",
        spec_path="/openapi.json",
        docs_path=None,  # its page loads scripts of other sites
        static_folder=None,  # type: ignore[arg-type]  # None means none; the annotation lacks it
        json_errors=False,
    )
    api.config["MAX_CONTENT_LENGTH"] = MAX_REQUEST_BYTES
    door.access(door.PUBLIC)(api.view_functions["openapi.spec"])
    api.json = _Json(api)
    edge.install(api, handed_over)
    for part in (door, media, problems, openapi):
        part.register(api)
    for noun in (listings, matches, consortia, me):
        api.register_blueprint(noun.endpoints)
    return api
