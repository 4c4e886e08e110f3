"""``matchmaker consortia``: bring the stored consortia up to date, and show them."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Final

import click
from sqlalchemy.orm import Session

from matchmaker.cli.context import Operator
from matchmaker.cli.match import Progress
from matchmaker.errors import NotFound
from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.services.consortia import SHOWN, MemberView, ProposalView, proposal, proposals
from matchmaker.services.consortium_planning import plan_consortia
from matchmaker.services.consortium_storage import write_consortia
from matchmaker.services.lookup import by_reference
from matchmaker.services.matching_engine import MatchingEngine
from models import Listing

_PREFIX: Final = "CO-"  # of a consortium's reference
_WIDTH: Final = 96


@click.group()
def consortia() -> None:
    """Sets of offers and a capability that complement one another around a need."""


@consortia.command()
@click.argument("references", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def run(operator: Operator, references: tuple[str, ...], as_json: bool) -> None:
    """Find the consortia of the needs REFERENCES afresh; of all needs without any."""
    encoder, progress = operator.encoder(), Progress()
    engine = MatchingEngine(encoder.info if encoder else None)
    now = operator.now()
    with operator.sessions.reading() as session:
        ids = [_listing(session, r).id for r in references] or None
        plan = plan_consortia(session, engine, encoder, ids, now=now, progress=progress)
    progress.close()
    with operator.sessions.writing() as session:
        written = write_consortia(session, plan)
    counts = {"needs": len(plan.proposals), "consortia": written, "valued": plan.evaluations}
    if as_json:
        click.echo(json.dumps({**counts, "encoder": engine.encoder_key}))
    else:
        click.echo(
            f"{written} consortia for {len(plan.proposals)} needs; "
            f"{plan.evaluations:,} sets valued."
        )


@consortia.command()
@click.argument("reference")
@click.option("--limit", type=click.IntRange(min=1), default=SHOWN, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def show(operator: Operator, reference: str, limit: int, as_json: bool) -> None:
    """The consortia around a need, those of an offer or a capability, or one consortium.

    REFERENCE is that of the listing or of the consortium; everything is shown as the secretariat
    sees it.
    """
    actor = Actor.operator()
    with operator.sessions.reading() as session:
        if reference.upper().startswith(_PREFIX):
            found = [proposal(session, actor, reference)]
        else:
            found = proposals(session, actor, _listing(session, reference), limit=limit)
    if as_json:
        rows = [asdict(view) for view in found]
        click.echo(json.dumps(rows, ensure_ascii=False, default=str))
    elif found:
        click.echo("\n\n".join("\n".join(_lines(view)) for view in found))
    else:
        click.echo(f"{reference.upper()} has no consortia.")


def _listing(session: Session, reference: str) -> Listing:
    operator = Actor.operator()
    found = by_reference(session, operator, Listing, reference.upper(), Permission.LISTING_READ)
    if found is None:
        raise NotFound(f'There is no listing "{reference}".')
    return found


def _lines(view: ProposalView) -> Iterator[str]:
    countries = ", ".join(label for _code, label in view.countries)
    yield f"{view.rank}. {view.reference}  {view.band_label} · value {view.score:.2f} · {countries}"
    own = view.own_role[1] if view.own_role else "Need"
    yield f"   {own}: {view.need.organization} – {view.need.title}"
    for member in view.members:
        yield from _member_lines(member)
    for reason in view.reasons:
        yield f"   {reason['verdict']:8}{reason['phrase']}"


def _member_lines(member: MemberView) -> Iterator[str]:
    blind = " (blind)" if member.listing.blind else ""
    yield f"   {member.role[1]}: {member.listing.organization}{blind} – {member.listing.title}"
    for cover in member.covers:
        yield f"      {cover.score:.2f}  {_cut(cover.part)}"
        yield f"            {_cut(cover.by)}"


def _cut(text: str) -> str:
    return text if len(text) <= _WIDTH else text[: _WIDTH - 1].rstrip() + "…"
