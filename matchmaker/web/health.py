"""For machines: alive, and ready."""

from flask import Blueprint, jsonify
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from werkzeug.wrappers import Response

from matchmaker.services import job_queue
from matchmaker.web.db import db
from matchmaker.web.guards import PUBLIC, access
from matchmaker.web.parts import parts
from models import Match, schema

pages = Blueprint("health", __name__)


@pages.get("/healthz")
@access(PUBLIC)
def alive() -> Response:
    return jsonify(status="ok")


@pages.get("/readyz")
@access(PUBLIC)
def ready() -> tuple[Response, int]:
    """200 when the database answers and has the right version.

    Tells the work that waits or has failed, and which encoder the newest matches were made with;
    empty stands for words alone. The web server holds neither index nor model.
    """
    try:
        db().execute(text("SELECT 1"))
        schema.check(parts().sessions.engine)
    except (DatabaseError, schema.SchemaError) as error:
        return jsonify(status="not ready", reason=str(error).splitlines()[0]), 503
    encoder = db().scalar(select(Match.encoder).order_by(Match.computed_at.desc()).limit(1))
    return jsonify(status="ready", jobs=job_queue.waiting(db()), encoder=encoder), 200
