"""A list of matches as a file that takes longer than a page may: asked for, made, fetched, gone.

It is for the member alone who has asked. What is in it is read when it is made, by the rules of
that moment; who has left the organization meanwhile does not get it, and nobody once a listing in
it has changed: it may be blind by now, or hidden from the reader.
"""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.errors import Conflict, NotFound
from matchmaker.phrases import N_
from matchmaker.policies.actor import Actor
from matchmaker.services import job_queue, listing_touches, stored_files
from matchmaker.services.match_export import MOST_ROWS, MatchTable, match_table
from matchmaker.services.match_inbox import Wanted
from matchmaker.services.match_places import own_organizations
from matchmaker.services.sign_in import actor_of
from matchmaker.services.stored_files import CheckedFile
from models import Listing, MatchFile

KEPT_FOR: Final = dt.timedelta(days=1)
#: Beyond the pauses after which the worker tries again.
LOST_AFTER: Final = dt.timedelta(minutes=15)
_CHANGED: Final = N_(
    "A listing in this file has changed since it was made. Ask for the file again."
)
_PDF: Final = "application/pdf"


def ask(
    session: Session,
    actor: Actor,
    wanted: Wanted,
    *,
    told: Sequence[tuple[str, str]],
    language: str,
    now: dt.datetime,
) -> MatchFile:
    """Have the tab made into a file, instead of what the person has asked for before.

    ``told`` says in ``language`` what was chosen. Asking for the same once more while it is being
    made changes nothing. ``NotFound`` for who answers for nobody.
    """
    organizations = own_organizations(actor)
    for row in session.scalars(select(MatchFile).where(MatchFile.user_id == actor.user_id)):
        same = (row.wanted, row.organizations) == (asdict(wanted), organizations)
        if same and row.language == language and row.state == "waiting" and not is_lost(row, now):
            return row
        _remove(session, row, now=now)
    made = MatchFile(
        user_id=actor.user_id,
        organizations=organizations,
        wanted=asdict(wanted),
        told=[list(pair) for pair in told],
        language=language,
        ends_at=now + KEPT_FOR,
        file_name=f"matches-{wanted.place}-{now:%Y-%m-%d}.pdf",
        media_type=_PDF,
        size=0,
        sha256="",
        created_at=now,
    )
    session.add(made)
    session.flush()
    payload = {"reference": made.reference}  # an id is given again once its row is gone
    job_queue.enqueue(session, "make_match_file", payload=payload, now=now)
    job_queue.enqueue(session, "end_match_file", payload=payload, now=now, run_at=made.ends_at)
    return made


def find(session: Session, actor: Actor, reference: str, *, now: dt.datetime) -> MatchFile:
    """The actor's own file while it is kept; ``NotFound`` for all others, and after leaving."""
    query = select(MatchFile).where(
        MatchFile.reference == reference,
        MatchFile.user_id == actor.user_id,
        MatchFile.ends_at > now,
    )
    found = session.scalars(query).one_or_none()
    if found is None or found.organizations != own_organizations(actor):
        raise NotFound("There is no such file, or it is not for you to see.")
    return found


def is_lost(row: MatchFile, now: dt.datetime) -> bool:
    """Whether it waits for longer than the worker tries."""
    return row.state == "waiting" and now - row.created_at > LOST_AFTER


def check_unchanged(session: Session, row: MatchFile) -> None:
    """``Conflict`` once a listing of the file has changed, or is shown to others, since."""
    changed = listing_touches.changed_since(session, row.version)
    if changed is None or not set(changed).isdisjoint(row.listings):
        raise Conflict(_CHANGED)


def waiting(session: Session, reference: str) -> MatchFile | None:
    """The file that is still to be made; ``None`` when nobody waits for it any more."""
    query = select(MatchFile).where(MatchFile.reference == reference, MatchFile.state == "waiting")
    return session.scalars(query).one_or_none()


def table_of(session: Session, row: MatchFile, *, now: dt.datetime) -> MatchTable | None:
    """What is to be printed, as its reader may see it now; ``None`` for who may not any more."""
    if not row.user.is_active:
        return None
    actor = actor_of(row.user)
    try:
        if own_organizations(actor) != row.organizations:
            return None
        return match_table(session, actor, Wanted(**row.wanted), now=now, limit=MOST_ROWS)
    except NotFound:  # the person answers for nobody any more
        return None


def printed(session: Session, table: MatchTable) -> tuple[list[int], int]:
    """Ids of the listings in the table, and the version of all listings as the session sees it."""
    named = {ref for row in table.rows for ref in (row.own.reference, row.card.other.reference)}
    found = session.scalars(select(Listing.id).where(Listing.reference.in_(named)))
    return sorted(found), listing_touches.version(session)


def put(
    session: Session,
    reference: str,
    folder: Path,
    content: bytes,
    *,
    listings: Sequence[int],
    version: int,
    rows: int,
    total: int,
) -> None:
    """Keep what was made, unless the person has asked for something else meanwhile."""
    row = waiting(session, reference)
    if row is None:
        return
    digest = hashlib.sha256(content).hexdigest()
    stored_files.keep(folder, CheckedFile(row.file_name, row.media_type, content, digest))
    row.state, row.sha256, row.size = "ready", digest, len(content)
    row.rows, row.total = rows, total
    row.listings, row.version = list(listings), version
    session.flush()


def give_up(session: Session, reference: str, *, now: dt.datetime) -> None:
    """Take a request away for which nothing can be made; a file that is there stays."""
    row = waiting(session, reference)
    if row is not None:
        _remove(session, row, now=now)


def end(session: Session, reference: str, *, now: dt.datetime) -> None:
    """Its time is over: the row goes, and the bytes with it."""
    query = select(MatchFile).where(MatchFile.reference == reference)
    for row in session.scalars(query):
        _remove(session, row, now=now)


def _remove(session: Session, row: MatchFile, *, now: dt.datetime) -> None:
    if row.sha256:
        stored_files.release(session, row.sha256, now=now)
    session.delete(row)
    session.flush()
