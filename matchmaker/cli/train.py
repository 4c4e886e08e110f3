"""``matchmaker train``: what is learnt, which of it ranks, and the way back."""

from typing import Final

import click

from matchmaker.cli.lazy import LazyGroup

#: Command → where it is; only what is called for is loaded.
_COMMANDS: Final = {
    "encoder": "matchmaker.cli.train_encoder:encoder",
    "ranker": "matchmaker.cli.train_ranker:ranker",
    "text": "matchmaker.cli.train_text:text",
    "versions": "matchmaker.cli.train_versions:versions",
    "promote": "matchmaker.cli.train_versions:promote",
    "rollback": "matchmaker.cli.train_versions:rollback",
}


@click.group(cls=LazyGroup, places=_COMMANDS)
def train() -> None:
    """Learn, compare, switch and go back."""
