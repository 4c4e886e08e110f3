"""Bars on a terminal for what takes long."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import click

from matchmaker.services.evaluation import Progress


@contextmanager
def encoding_progress() -> Iterator[Progress]:
    """A bar on standard error for each system that encodes; hidden where that is no terminal."""
    with ExitStack() as stack:
        bars: dict[str, Any] = {}

        def advance(system: str, done: int, total: int) -> None:
            if system not in bars:
                bar = click.progressbar(
                    length=total,
                    label=f"Encoding for {system}",
                    file=sys.stderr,
                    hidden=not sys.stderr.isatty(),
                )
                bars[system] = stack.enter_context(bar)
            bars[system].update(done - bars[system].pos)

        yield advance
