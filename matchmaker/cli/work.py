"""``matchmaker work``: the worker, handed in by the entry so that no edge knows another."""

import signal
import threading
from collections.abc import Callable
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
            with click.progressbar(length=worker.waiting(), label="Working") as bar:
                done = worker.drain(bar.update)
            click.echo(f"{done} jobs done.")
            return
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_signal: stop.set())
        worker.run(stop)

    return work
