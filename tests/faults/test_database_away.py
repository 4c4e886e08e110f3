"""A worker outlives a database that does not answer for a while."""

import threading

from matchmaker.jobs import worker as worker_module
from matchmaker.jobs.context import Context, Handler
from matchmaker.jobs.worker import Worker
from matchmaker.services import job_queue
from models import schema
from models.session import Sessions, open_engine
from tests.factories.listings import NOW


def test_a_worker_goes_on_when_the_database_is_back(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(worker_module, "POLL_SECONDS", 0.01)
    engine = open_engine(f"sqlite:///{tmp_path / 'matchmaker.db'}")
    sessions, stop, away = Sessions(engine), threading.Event(), threading.Event()
    monkeypatch.setattr(worker_module.log, "error", lambda *_words: away.set())
    handler = Handler(lambda _session, _context, _works, _prepared: stop.set())
    context = Context(lambda: NOW, None, None, "", None, None)
    thread = threading.Thread(target=Worker(sessions, context, {"work": handler}).run, args=(stop,))
    thread.start()
    assert away.wait(10), "the worker has met a database without tables"

    schema.upgrade(engine)
    with sessions.writing() as session:
        job_queue.enqueue(session, "work", payload={}, now=NOW)
    thread.join(10)

    assert not thread.is_alive()
    engine.dispose()
