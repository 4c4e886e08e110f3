"""``matchmaker translations``: the catalogues of the interface's languages, kept and compiled."""

import sys

import click

from matchmaker.importers.messages import messages
from matchmaker.locales import ENGLISH, OFFERED
from matchmaker.services import catalogues


@click.group()
def translations() -> None:
    """The translations of the interface (docs/translating.md)."""


@translations.command()
def update() -> None:
    """Give every catalogue the messages that the program has now."""
    found = messages()
    for language in catalogues.LANGUAGES:
        catalogues.update(found, language)
        left = len(catalogues.gaps(catalogues.read(language)))
        click.echo(f"{language}: {left} to translate")


@translations.command()
def check() -> None:
    """Say what catalogues lack; exit status 1 where something does that is offered."""
    problems = _problems()
    for problem in problems:
        click.echo(problem)
    if problems:
        sys.exit(1)


@translations.command(name="compile")
def compile_() -> None:
    """Compile the catalogues that have changed since."""
    for language in catalogues.compile_all():
        click.echo(f"{language} compiled")


def _problems() -> list[str]:
    found, problems = messages(), []
    for language in catalogues.LANGUAGES:
        held = catalogues.read(language)
        told = catalogues.differences(found, held)
        told += [f"other placeholders: {text}" for text in catalogues.misfits(held)]
        if language in OFFERED and language != ENGLISH:
            told += [f"not translated: {text}" for text in catalogues.gaps(held)]
        problems += [f"{language}: {problem}" for problem in told]
    return problems
