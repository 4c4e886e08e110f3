"""What machines ask: alive, and ready."""

from matchmaker.services import job_queue
from models import schema
from tests.factories.listings import NOW


def test_the_server_is_alive_without_a_database(app, database):
    database.unlink()
    assert app.test_client().get("/healthz").get_json() == {"status": "ok"}


def test_a_ready_site_tells_its_waiting_work_and_its_encoder(app, cast, sessions):
    with sessions.writing() as session:
        job_queue.enqueue(session, "send_mail", payload={}, now=NOW)

    answer = app.test_client().get("/readyz")

    assert answer.status_code == 200
    assert answer.get_json() == {
        "status": "ready",
        "jobs": {"waiting": 1},
        "encoder": "all-MiniLM-L6-v2@1",
    }


def test_a_database_of_another_version_is_not_ready(app, sessions):
    schema.downgrade(sessions.engine, "0001")
    answer = app.test_client().get("/readyz")

    assert answer.status_code == 503
    assert "matchmaker db upgrade" in answer.get_json()["reason"]


def test_a_file_that_is_no_database_is_not_ready(app, database):
    for path in (database, database.with_name("matchmaker.db-wal")):
        path.write_bytes(b"not a database at all" * 100)
    answer = app.test_client().get("/readyz")

    assert answer.status_code == 503
    assert "not a database" in answer.get_json()["reason"]
