"""``matchmaker demo``: the demonstration network."""

import sys

import click

from matchmaker.cli.context import Operator
from matchmaker.importers import demonstration
from matchmaker.services import demo as service
from matchmaker.services import demo_files, stored_files


@click.group()
def demo() -> None:
    """The demonstration network: fictional organizations, real technologies."""


@demo.command()
@click.option("--if-empty", is_flag=True, help="Do nothing when it is loaded already.")
@click.option("--password-stdin", is_flag=True, help="Everybody's password, from standard input.")
@click.pass_obj
def load(operator: Operator, if_empty: bool, password_stdin: bool) -> None:
    """Load it: organizations, users of every role, listings, introductions, outcomes.

    Everybody signs in with the password given on standard input; without one nobody can.
    """
    with operator.sessions.reading() as session:
        if if_empty and service.is_loaded(session):
            return
    password = _from_stdin() if password_stdin else None
    with operator.sessions.writing() as session:
        written, now = demonstration.read(), operator.now()
        network = service.load(session, written, password=password, now=now)
        folder = operator.config.data_dir / stored_files.FOLDER
        demo_files.attach(network, written.files, folder, now=now)
    click.echo(
        f"{len(network.organizations)} organizations, {len(network.people)} users and "
        f"{len(network.listings)} listings are loaded."
    )


def _from_stdin() -> str:
    password = sys.stdin.readline().rstrip("\n")
    if not password:
        raise click.ClickException("standard input holds no password; give it on one line")
    return password


@demo.command("sign-ins")
def sign_ins() -> None:
    """Print who can sign in for a first walk."""
    for who, email in demonstration.SIGN_INS:
        click.echo(f"  {email:<44} {who}")
