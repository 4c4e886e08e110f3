"""``matchmaker users``: add people."""

import json
import sys

import click
from sqlalchemy import or_, select

from matchmaker.cli.context import Operator
from matchmaker.errors import NotFound
from matchmaker.policies.actor import Actor
from matchmaker.services import users as service
from models import Organization
from models import vocabulary as v


@click.group()
def users() -> None:
    """People who sign in."""


@users.command()
@click.option("--email", required=True, help="The address to sign in with.")
@click.option("--name", required=True, help="The person's name.")
@click.option("--organization", required=True, help="Reference or exact name.")
@click.option("--role", required=True, type=click.Choice(list(v.ROLES)))
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def add(
    operator: Operator,
    email: str,
    name: str,
    organization: str,
    role: str,
    password_stdin: bool,
    as_json: bool,
) -> None:
    """Add a user, or a further role for one.

    Without a password, a link is printed that sets one; it works once, for seven days.
    """
    password = sys.stdin.readline().rstrip("\n") if password_stdin else None
    with operator.sessions.writing() as session:
        owner = session.scalars(
            select(Organization).where(
                or_(Organization.reference == organization, Organization.name == organization)
            )
        ).first()
        if owner is None:
            raise NotFound(f'There is no organization "{organization}".')
        user = service.add(
            session,
            Actor.operator(),
            email=email,
            name=name,
            organization=owner,
            role=role,
            now=operator.now(),
            password=password,
        )
        token = service.password_token(user, operator.config.secret_key)
    link = "" if user.password_hash else _link(operator, token)
    if as_json:
        click.echo(json.dumps({"email": user.email, "role": role, "set_password_link": link}))
        return
    click.echo(f"{user.email} is {v.ROLES.label(role)} of {owner.name}.")
    if link:
        click.echo(f"To set the password, open within 7 days: {link}")


def _link(operator: Operator, token: str) -> str:
    return f"{operator.config.base_url}/account/set-password/{token}"
