"""The operator's entry: the ``matchmaker`` command.

Beside ``wsgi.py`` the second edge above ``app.py``: it alone brings the commands and the worker
in, so that the web server never loads what only they need.
"""

import logging
import sys

import click
from sqlalchemy.exc import OperationalError

from embeddings.encoder import EncoderUnavailable
from matchmaker.cli.audit import audit
from matchmaker.cli.bench import bench
from matchmaker.cli.context import Operator
from matchmaker.cli.database import database
from matchmaker.cli.demo import demo
from matchmaker.cli.evaluate import evaluate
from matchmaker.cli.import_ import import_
from matchmaker.cli.match import match
from matchmaker.cli.users import users
from matchmaker.cli.work import make_work
from matchmaker.config import Config
from matchmaker.errors import MatchmakerError
from matchmaker.jobs.registry import build_worker
from models.schema import SchemaError


@click.group()
@click.version_option(package_name="matchmaker")
@click.pass_context
def commands(context: click.Context) -> None:
    """Technology-transfer matchmaking for industry transition."""
    context.obj = Operator(Config.from_env())


work = make_work(lambda o: build_worker(o.config, o.sessions, o.encoder(), clock=o.now))
for command in (audit, bench, database, demo, evaluate, import_, match, users, work):
    commands.add_command(command)


def main() -> None:
    """Run a command; whatever the operator can mend is one sentence, exit status 1."""
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s")
    try:
        commands(prog_name="matchmaker")
    except (MatchmakerError, SchemaError, EncoderUnavailable) as error:
        sys.exit(f"matchmaker: {error}")
    except OperationalError as error:
        sys.exit(f"matchmaker: the database cannot be used: {error.orig}")


if __name__ == "__main__":
    main()
