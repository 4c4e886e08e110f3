"""``python -m tests.faults.dying_worker DATA_DIR MOMENT``: a worker that is killed at work.

The moments: ``claimed``, before the first job is done; ``sent``, when the first mail is out and
its job is not marked yet; ``written``, when a job has written and not committed.
"""

import os
import signal
import sys
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from matchmaker.config import Config
from matchmaker.jobs import registry
from matchmaker.jobs.mail import OutboxMailer
from models.session import Sessions, open_engine
from tests.factories.listings import NOW
from tests.faults.test_worker_killed import AT, SECRET


def die(*_args: Any, **_more: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class DyingMailer(OutboxMailer):
    def send(self, *message: Any) -> None:
        super().send(*message)
        die()


def main(folder: Path, moment: str) -> None:
    url = f"sqlite:///{folder / 'matchmaker.db'}"
    config = Config(database_url=url, data_dir=folder, secret_key=SECRET)
    sessions = Sessions(open_engine(config.database_url))
    worker = registry.build_worker(config, sessions, None, clock=lambda: AT.get(moment, NOW))
    if moment == "sent":
        worker._context.mailer = DyingMailer(folder / "outbox")
    elif moment == "claimed":
        worker._do = die  # type: ignore[method-assign]
    else:
        Session.commit = _dying_commit(Session.commit)  # type: ignore[method-assign]
    worker.drain()


def _dying_commit(commit: Any) -> Any:
    """Dies at the first commit that would mark a job as done."""

    def die_or_commit(session: Session) -> None:
        statement = "SELECT count(*) FROM jobs WHERE state = 'done'"
        if session.connection().exec_driver_sql(statement).scalar():
            die()
        commit(session)

    return die_or_commit


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
