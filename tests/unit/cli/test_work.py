"""The worker's command: it ends when it is asked to, by either signal."""

import os
import signal
import threading
from collections.abc import Callable, Iterator

import pytest
from click.testing import CliRunner

from matchmaker.cli.context import Operator
from matchmaker.cli.work import make_work
from matchmaker.config import Config


@pytest.fixture(autouse=True)
def _signals_as_before() -> Iterator[None]:
    before = {name: signal.getsignal(name) for name in (signal.SIGINT, signal.SIGTERM)}
    yield
    for name, handler in before.items():
        signal.signal(name, handler)


class Signalled:
    """A worker that is sent a signal as soon as it runs."""

    def __init__(self, name: signal.Signals) -> None:
        self._name = name
        self.stopped = False

    def waiting(self) -> int:
        return 0

    def drain(self, progress: Callable[[int], None] = lambda _done: None) -> int:
        return 0

    def run(self, stop: threading.Event) -> None:
        os.kill(os.getpid(), self._name)
        self.stopped = stop.wait(10)


@pytest.mark.parametrize("name", [signal.SIGINT, signal.SIGTERM], ids=lambda name: name.name)
def test_a_signal_stops_the_worker_after_what_it_is_at(name: signal.Signals) -> None:
    worker = Signalled(name)
    command = make_work(lambda _operator: worker)
    result = CliRunner().invoke(command, obj=Operator(Config()))
    assert result.exit_code == 0
    assert worker.stopped
