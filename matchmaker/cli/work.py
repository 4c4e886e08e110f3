"""``matchmaker work``: the worker, handed in by the entry so that no edge knows another."""

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

import click

from matchmaker.cli.context import Operator


class Worker(Protocol):
    """What this command needs of a worker."""

    def drain(self, progress: Callable[[int], None] = ...) -> int: ...
    def run(self, stop: threading.Event) -> None: ...
    def waiting(self) -> int: ...


def make_work(build: Callable[[Operator], Worker]) -> click.Command:
    """The command, over a way to build the worker."""

    @click.command("work")
    @click.option("--once", is_flag=True, help="Empty the queue and end.")
    @click.pass_obj
    def work(operator: Operator, once: bool) -> None:
        """Do what waits: index, match, send mail, remind, expire."""
        worker = build(operator)
        if once:
            with _progress(worker.waiting()) as advance:
                done = worker.drain(advance)
            click.echo(f"{done} jobs done.")
            return
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_signal: stop.set())
        worker.run(stop)

    return work


@contextmanager
def _progress(jobs: int) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal, on standard error, so that it is never among the results."""
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=jobs, label="Working", file=sys.stderr, hidden=hidden) as bar:
        yield bar.update
