"""The worker: claims due jobs under a lease, does them, and marks them in the same transaction."""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from sqlalchemy.exc import OperationalError

from matchmaker.jobs.context import Context, Handler, Work
from matchmaker.services import job_queue
from models.session import Sessions

POLL_SECONDS: Final = 1.0
log = logging.getLogger(__name__)


class Worker:
    """Runs the handlers of a registry over the job table until it is told to stop."""

    def __init__(
        self,
        sessions: Sessions,
        context: Context,
        handlers: Mapping[str, Handler],
        beside: Sequence[Callable[[threading.Event], None]] = (),
    ) -> None:
        """``beside`` runs in threads of its own as long as ``run`` does."""
        self._beside = beside
        self._sessions = sessions
        self._context = context
        self._handlers = handlers

    def step(self) -> int:
        """Do one batch; returns how many jobs were taken, 0 when nothing is due."""
        limits = {kind: handler.batch for kind, handler in self._handlers.items()}
        with self._sessions.reading() as session:
            if not job_queue.count_due(session, now=self._context.clock(), kinds=limits):
                return 0
        with self._sessions.writing() as session:
            jobs = job_queue.claim(session, now=self._context.clock(), limits=limits)
            kind = jobs[0].kind if jobs else ""
            works = [Work(job.id, job.payload) for job in jobs]
        if works:
            self._do(kind, works)
        return len(works)

    def waiting(self) -> int:
        """How many jobs wait now; those of a later hour and those to come not counted."""
        with self._sessions.reading() as session:
            return job_queue.count_due(session, now=self._context.clock(), kinds=self._handlers)

    def drain(self, progress: Callable[[int], None] = lambda _done: None) -> int:
        """Work until nothing is due; returns how many jobs were done or put back."""
        total = 0
        while done := self.step():
            total += done
            progress(done)
        return total

    def run(self, stop: threading.Event) -> None:
        """Work until ``stop`` is set; look for new work every second when there is none.

        A database that does not answer is tried again: leases bring back what was claimed.
        """
        threads = [threading.Thread(target=each, args=[stop]) for each in self._beside]
        for thread in threads:
            thread.start()
        self._run(stop)
        for thread in threads:
            thread.join()

    def _run(self, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                done = self.step()
            except OperationalError as error:
                log.error("database: %s", error.orig)
                done = 0
            if not done:
                stop.wait(POLL_SECONDS)

    def _do(self, kind: str, works: list[Work]) -> None:
        handler, ids = self._handlers[kind], [work.id for work in works]
        try:
            with self._sessions.reading() as session:
                prepared = handler.prepare(session, self._context, works)
            with self._sessions.writing() as session:
                handler.run(session, self._context, works, prepared)
                job_queue.finish(session, ids, now=self._context.clock())
        except Exception as error:  # whatever a handler raises is the job's, not the worker's
            log.exception("job %s %s failed", kind, ids)
            if len(works) > 1:
                self._do_singly(kind, works)
                return
            reason = f"{type(error).__name__}: {error}"
            with self._sessions.writing() as session:
                job_queue.fail(session, ids, error=reason, now=self._context.clock())

    def _do_singly(self, kind: str, works: list[Work]) -> None:
        """One bad job of a batch must not keep the others from being done."""
        for work in works:
            self._do(kind, [work])
