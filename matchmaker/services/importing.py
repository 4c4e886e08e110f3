"""Drafts become listings, one transaction a chunk; the same draft again changes nothing."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Final

from sqlalchemy.orm import Session

from matchmaker.importers.drafts import Draft, ListingDraft, OrganizationDraft, Refusal
from matchmaker.importers.formats import is_row
from matchmaker.policies.actor import Actor
from matchmaker.services import audit, job_queue, listing_versions, sanctions_lists
from matchmaker.services.import_checks import (
    Chunk,
    ImportReport,
    ImportRun,
    check,
    take_organization,
)
from matchmaker.services.import_owners import known_organizations
from matchmaker.services.import_rows import write_listings
from models.session import Sessions

CHUNK: Final = 200

__all__ = ["CHUNK", "ImportReport", "import_drafts"]


def import_drafts(
    sessions: Sessions,
    drafts: Iterable[Draft],
    *,
    source: str,
    organization_id: int | None = None,
    actor: Actor,
    now: dt.datetime,
    dry_run: bool = False,
    chunk: int = CHUNK,
    progress: Callable[[int], None] | None = None,
) -> ImportReport:
    """Write the drafts of ``source``, published at once, and queue them for indexing.

    A row's owner is the organization that it names, else ``organization_id``, else the one that
    comes with it. Reading happens between the transactions, so a slow file holds no lock.
    ``progress`` is told how many rows each chunk held. A dry run reports the same, keeping nothing.
    """
    run = ImportRun(source, organization_id, actor, now)
    stream = iter(drafts)
    while batch := list(islice(stream, chunk)):
        with _transaction(sessions, keep=not dry_run) as session:
            _import_chunk(session, run, batch)
        rows = sum(map(is_row, batch))
        run.report.rows_read += rows
        if progress is not None:
            progress(rows)
    return run.report


@contextmanager
def _transaction(sessions: Sessions, *, keep: bool) -> Iterator[Session]:
    if keep:
        with sessions.writing() as session:
            yield session
    else:
        with sessions.writer() as session:
            yield session
            session.rollback()


def _import_chunk(session: Session, run: ImportRun, batch: Sequence[Draft]) -> None:
    named = [d.organization if isinstance(d, ListingDraft) else d for d in batch]
    ids = [draft.source_id for draft in named if isinstance(draft, OrganizationDraft)]
    chunk = Chunk(known_organizations(session, run.source, ids))
    checked = []
    for draft in batch:
        if isinstance(draft, Refusal):
            run.report.refused.append(draft)
        elif isinstance(draft, OrganizationDraft):
            take_organization(session, run, chunk, draft, row=0)
        elif (row := check(session, run, chunk, draft)) is not None:
            checked.append(row)
    session.flush()
    write_listings(session, run, chunk, checked)
    _trace(session, run, chunk)


def _trace(session: Session, run: ImportRun, chunk: Chunk) -> None:
    """Count, queue the indexing, and log: all in the transaction of the listings themselves."""
    run.report.added += len(chunk.added)
    run.report.updated += len(chunk.updated)
    run.report.organizations_added = len(run.new_organizations)
    for listing in chunk.added + chunk.updated:
        job_queue.enqueue(
            session,
            "index_listing",
            key=f"index_listing:{listing.id}",
            payload={"listing_id": listing.id},
            now=run.now,
        )
        listing_versions.record(session, run.actor, listing, "imported", now=run.now)
    if chunk.new_organizations:
        sanctions_lists.queue_check(session, now=run.now)
    details = {
        "added": [listing.reference for listing in chunk.added],
        "updated": [listing.reference for listing in chunk.updated],
        "organizations": [organization.reference for organization in chunk.new_organizations],
    }
    if any(details.values()):
        audit.record(
            session,
            run.actor,
            "listings.imported",
            "import",
            run.source,
            now=run.now,
            details=details,
        )
