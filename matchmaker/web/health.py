"""For machines: alive, and ready."""

from flask import Blueprint, jsonify
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response

from matchmaker.services import job_queue
from matchmaker.web.db import db
from matchmaker.web.guards import PUBLIC, access
from matchmaker.web.parts import parts
from models import schema

pages = Blueprint("health", __name__)


@pages.get("/healthz")
@access(PUBLIC)
def alive() -> Response:
    return jsonify(status="ok")


@pages.get("/readyz")
@access(PUBLIC)
def ready() -> tuple[Response, int]:
    """200 when the database answers and has the right version; counts of waiting work."""
    try:
        db().execute(text("SELECT 1"))
        schema.check(parts().sessions.engine)
    except (OperationalError, schema.SchemaError) as error:
        return jsonify(status="not ready", reason=str(error).splitlines()[0]), 503
    return jsonify(status="ready", jobs=job_queue.waiting(db())), 200
