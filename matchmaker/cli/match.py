"""``matchmaker match``: bring the stored matches up to date, and show them."""

import json
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict

import click

from embeddings.encoder import Encoder
from matchmaker.cli.context import Operator
from matchmaker.cli.languages import languages
from matchmaker.services.indexing import plan_index, unindexed, write_index
from matchmaker.services.market import live_ids
from matchmaker.services.match_report import MatchRow, match_rows
from matchmaker.services.matching import MatchingEngine, plan_matches, write_matches
from models import vocabulary as v


@click.group()
def match() -> None:
    """Stored matches of needs with offers and capabilities."""


match.add_command(languages)


@match.command()
@click.option("--all", "everything", is_flag=True, help="Every published listing, changed or not.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def run(operator: Operator, everything: bool, as_json: bool) -> None:
    """Bring the stored matches up to date."""
    encoder, progress = operator.encoder(), Progress()
    indexed = _index(operator, encoder, progress)
    engine = MatchingEngine(encoder.info if encoder else None)
    now = operator.now()
    with operator.sessions.reading() as session:
        ids = live_ids(session, now=now) if everything else None
        plan = plan_matches(session, engine, encoder, ids, now=now, progress=progress)
    progress.close()
    with operator.sessions.writing() as session:
        write_matches(session, plan)
    rows = sum(len(entries) for entries in plan.lists.values())
    if as_json:
        counts = {"indexed": indexed, "matched": len(plan.matched), "lists": len(plan.lists)}
        click.echo(json.dumps({**counts, "rows": rows, "encoder": engine.encoder_key}))
    else:
        click.echo(
            f"{indexed} listings indexed, {len(plan.matched)} matched; "
            f"{len(plan.lists)} lists written with {rows} matches."
        )


@match.command()
@click.argument("reference")
@click.option("--limit", type=click.IntRange(min=1), default=10, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def show(operator: Operator, reference: str, limit: int, as_json: bool) -> None:
    """The matches of the listing REFERENCE, as the secretariat sees them."""
    with operator.sessions.reading() as session:
        rows = match_rows(session, reference, limit=limit)
    if as_json:
        click.echo(json.dumps([asdict(row) for row in rows], ensure_ascii=False))
    elif rows:
        click.echo("\n\n".join(_as_text(row) for row in rows))
    else:
        click.echo(f"{reference.upper()} has no matches.")


class Progress:
    """A bar for each phase, on standard error and on a terminal only."""

    def __init__(self) -> None:
        self._phase = ""
        self._done = 0
        self._bars = ExitStack()
        self._update: Callable[[int], object] = int

    def __call__(self, phase: str, done: int, total: int) -> None:
        if phase != self._phase:
            self.close()
            hidden = not sys.stderr.isatty()
            bar = click.progressbar(length=total, label=phase, file=sys.stderr, hidden=hidden)
            self._update = self._bars.enter_context(bar).update
            self._phase = phase
        self._update(done - self._done)
        self._done = done

    def close(self) -> None:
        self._bars.close()
        self._phase, self._done = "", 0


def _index(operator: Operator, encoder: Encoder | None, progress: Progress) -> int:
    """Index what the worker has not come to yet, or what another encoder has indexed."""
    now = operator.now()
    with operator.sessions.reading() as session:
        ids = unindexed(session, encoder, now=now)
        plan = plan_index(session, encoder, ids, now=now, progress=progress)
    with operator.sessions.writing() as session:
        write_index(session, plan)
    return len(plan.indexed)


def _as_text(row: MatchRow) -> str:
    head = f"{row.rank}. {row.reference}  {row.title}"
    lines = [head, f"   {row.organization} · {v.BANDS.label(row.band)} · {row.score:.2f}"]
    found = row.argument
    said = (*found.conditions, *found.fits, *found.misses, *found.unknown)
    lines += [
        "   " + " · ".join(filter(None, (f"{line.status:8}{line.said}", line.weight)))
        for line in said
    ]
    evidence = row.evidence
    if evidence.get("ours"):
        lines += [f"   ours:   {evidence['ours']}", f"   theirs: {evidence['theirs']}"]
    if evidence.get("words"):
        lines.append(f"   words:  {', '.join(evidence['words'])}")
    return "\n".join(lines)
