"""The operator's entry: the ``matchmaker`` command.

Beside ``wsgi.py`` the second edge above ``app.py``: it alone brings the commands and the worker
in, so that the web server never loads what only they need.
"""

import logging
import sys
from typing import Final

import click
from sqlalchemy.exc import DatabaseError, OperationalError

from embeddings.encoder import EncoderUnavailable
from matchmaker.cli.context import Operator
from matchmaker.cli.lazy import LazyGroup
from matchmaker.config import Config, let_waiting_threads_sleep
from matchmaker.errors import MatchmakerError
from models.schema import SchemaError

#: Absent, locked, read-only or full; and a file that is damaged or no database at all.
_UNUSABLE: Final = (OperationalError, DatabaseError)


#: Command → where it is; loaded when it is called for. ``work`` is made of a room that no other
#: command may know.
_COMMANDS: Final = {
    "audit": "matchmaker.cli.audit:audit",
    "bench": "matchmaker.cli.bench:bench",
    "consortia": "matchmaker.cli.consortia:consortia",
    "db": "matchmaker.cli.database:database",
    "demo": "matchmaker.cli.demo:demo",
    "evaluate": "matchmaker.cli.evaluate:evaluate",
    "evaluate-search": "matchmaker.cli.evaluate_search:evaluate_search",
    "fairness": "matchmaker.cli.fairness:fairness",
    "import": "matchmaker.cli.import_:import_",
    "match": "matchmaker.cli.match:match",
    "report": "matchmaker.cli.report:report",
    "sanctions": "matchmaker.cli.sanctions:sanctions",
    "train": "matchmaker.cli.train:train",
    "translations": "matchmaker.cli.translations:translations",
    "users": "matchmaker.cli.users:users",
    "work": "matchmaker.working:work",
    "workflow": "matchmaker.cli.workflow:workflow",
}


@click.group(cls=LazyGroup, places=_COMMANDS)
@click.version_option(package_name="matchmaker")
@click.pass_context
def commands(context: click.Context) -> None:
    """Technology-transfer matchmaking for industry transition."""
    context.obj = Operator(Config.from_env())


def main() -> None:
    """Run a command; whatever the operator can mend is one sentence, exit status 1."""
    let_waiting_threads_sleep()
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s")
    try:
        commands(prog_name="matchmaker")
    except (MatchmakerError, SchemaError, EncoderUnavailable) as error:
        sys.exit(f"matchmaker: {error}")
    except DatabaseError as error:
        if type(error) not in _UNUSABLE:  # a statement that is wrong is ours to mend
            raise
        sys.exit(f"matchmaker: the database cannot be used: {error.orig}")


if __name__ == "__main__":
    main()
