"""Listings: write, submit, check, publish, withdraw, renew. Each change leaves a trace."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.errors import Conflict, InvalidFields, NotPermitted
from matchmaker.phrases import phrase
from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import require
from matchmaker.services import (
    audit,
    indexing,
    introduction_lapse,
    job_queue,
    listing_changes,
    listing_search,
    listing_versions,
    notices,
    questions,
)
from matchmaker.services.language_detection import with_language
from matchmaker.services.listing_fields import missing_fields
from matchmaker.workflow import listings as workflow
from matchmaker.workflow.transitions import next_state
from models import KINDS, Listing, Organization
from models.base import new_reference

VALID_FOR = dt.timedelta(days=365)
#: A change of these may mean that fewer see the listing.
_NARROWING = frozenset({"disclosure", "hidden_from"})
#: What a listing is: a change voids the consents to an introduction, one of wording does not.
_SUBSTANCE = _NARROWING | {
    "type",
    "sectors",
    "technologies",
    "trl",
    "collaborations",
    "countries",
}


def create(
    session: Session,
    actor: Actor,
    kind: str,
    organization: Organization,
    values: Mapping[str, Any],
    *,
    now: dt.datetime,
) -> Listing:
    """A new draft of ``kind`` with cleaned ``values`` (see ``listing_fields.clean_fields``).

    ``values`` may also hold ``hidden_from``: the organizations that are not to see it. A language
    that is not given is found in the texts.
    """
    require(actor, Permission.LISTING_CREATE, organization)
    model = KINDS[kind]
    listing = model(
        **{"valid_until": (now + VALID_FOR).date(), **with_language(values)},
        reference=new_reference(model.reference_prefix),
        organization=organization,
        created_by_id=actor.user_id,
        created_at=now,
        updated_at=now,
    )
    session.add(listing)
    session.flush()
    audit.record(session, actor, "listing.created", "listing", listing.reference, now=now)
    listing_versions.record(session, actor, listing, "created", now=now)
    return listing


def update(
    session: Session,
    actor: Actor,
    listing: Listing,
    values: Mapping[str, Any],
    *,
    version: int,
    now: dt.datetime,
    while_writing: bool = False,
) -> Listing:
    """Change fields. ``Conflict`` when somebody saved since ``version`` was read.

    What members read of a published blind listing changes only when the secretariat has looked, and
    a published one that becomes blind is read by nobody else until then.
    ``while_writing``: a draft's script saves every few seconds, which the log need not tell.
    """
    published = listing.state == "published"
    require(actor, Permission.LISTING_PUBLISH if published else Permission.LISTING_EDIT, listing)
    if listing.version != version:
        raise Conflict("Somebody else changed this listing while you were writing.")
    becomes_blind = listing_changes.becomes_blind(listing, values)
    if becomes_blind:  # before the new text is there: no version says that members read it
        perform(session, actor, listing, "make_blind", now=now)
    at_once, to_check = listing_changes.parted(session, listing, values)
    change(session, actor, listing, at_once, now=now, while_writing=while_writing)
    listing_changes.propose(session, actor, listing, to_check, now=now)
    if becomes_blind:
        notices.to_officers(session, "listing_submitted", {"listing_id": listing.id}, now=now)
    return listing


def change(
    session: Session,
    actor: Actor,
    listing: Listing,
    values: Mapping[str, Any],
    *,
    action: str = "changed",
    now: dt.datetime,
    while_writing: bool = False,
) -> None:
    """Save the fields that differ; ``action`` is what the history calls it."""
    changed = sorted(name for name, value in values.items() if getattr(listing, name) != value)
    if not changed:
        return
    for name in changed:
        setattr(listing, name, values[name])
    listing.updated_at = now
    session.flush()
    if not while_writing:
        details = {"fields": changed}
        audit.record(
            session,
            actor,
            "listing.changed",
            "listing",
            listing.reference,
            now=now,
            details=details,
        )
    listing_versions.record(session, actor, listing, action, now=now)
    if listing.state == "published":
        if not _SUBSTANCE.isdisjoint(changed):
            introduction_lapse.after_change(session, actor, listing, now=now)
        text_changed(session, listing, narrower=not _NARROWING.isdisjoint(changed), now=now)


def submit(session: Session, actor: Actor, listing: Listing, *, now: dt.datetime) -> Listing:
    """Hand the listing in: it is published at once unless the secretariat has to check it.

    ``InvalidFields`` when something is missing that a draft may lack.
    """
    require(actor, Permission.LISTING_PUBLISH, listing)
    _check_complete(listing)
    perform(session, actor, listing, "submit", now=now)
    if workflow.needs_check(
        listing.disclosure, has_published_before=has_published(session, listing)
    ):
        notices.to_officers(session, "listing_submitted", {"listing_id": listing.id}, now=now)
        return listing
    return perform(session, actor, listing, "publish", now=now, reason="no check needed")


def review(
    session: Session,
    actor: Actor,
    listing: Listing,
    action: str,
    *,
    version: int,
    note: str = "",
    now: dt.datetime,
) -> Listing:
    """The secretariat publishes a submitted listing or asks for changes, with a note.

    ``Conflict`` when the owner has changed it, or one of its files, since ``version`` was read.
    """
    require(actor, Permission.LISTING_REVIEW, listing)
    if action not in ("publish", "request_changes"):
        raise NotPermitted(
            phrase("%(action)s is not a decision of the secretariat.", action=action)
        )
    if version != listing.version:
        raise Conflict("The owner has changed this listing since you opened it. Read it again.")
    listing.reviewer_note = note
    perform(session, actor, listing, action, now=now, reason=note)
    notices.to_owners(session, listing, f"listing_{listing.state}", now=now)
    return listing


def withdraw(session: Session, actor: Actor, listing: Listing, *, now: dt.datetime) -> Listing:
    """Take the listing back; its matches and its open introductions go with it."""
    require(actor, Permission.LISTING_PUBLISH, listing)
    return perform(session, actor, listing, "withdraw", now=now)


def renew(
    session: Session,
    actor: Actor,
    listing: Listing,
    *,
    version: int | None = None,
    now: dt.datetime,
) -> Listing:
    """Twelve more months from today; an expired listing is published again at once.

    A blind one whose public text was changed meanwhile is handed in: what members read is checked.
    ``version``: the one whose changes since it expired the actor has read. ``Conflict`` where there
    are others, which a contributor may have made; ``InvalidFields`` when they left something out.
    """
    require(actor, Permission.LISTING_PUBLISH, listing)
    if version != listing.version and listing_changes.since_published(session, listing):
        raise Conflict(
            "This listing was changed since it expired. Please read what, then renew it."
        )
    if listing.state == "expired":
        _check_complete(listing)
    needs_check = listing.state == "expired" and listing_changes.is_unchecked(session, listing)
    listing.valid_until = (now + VALID_FOR).date()
    if needs_check:
        return submit(session, actor, listing, now=now)
    return perform(session, actor, listing, "renew", now=now)


def expire_due(session: Session, *, now: dt.datetime) -> int:
    """Expire what is past its date; the clock's part. Returns how many."""
    due = select(Listing).where(Listing.state == "published", Listing.valid_until < now.date())
    listings = list(session.scalars(due))
    for listing in listings:
        perform(session, Actor.worker(), listing, "expire", now=now)
        notices.to_owners(session, listing, "listing_expired", now=now)
    return len(listings)


def perform(
    session: Session,
    actor: Actor,
    listing: Listing,
    action: str,
    *,
    now: dt.datetime,
    reason: str = "",
) -> Listing:
    """The one door: change the state by the table, log it, and bring index and matches along."""
    before = listing.state
    listing.state = next_state(workflow.TABLE, action, before)
    if action == "publish":
        listing.published_at = now
        listing.valid_until = max(listing.valid_until, now.date())
    listing.updated_at = now
    session.flush()
    details = {"from": before, "to": listing.state, **({"reason": reason} if reason else {})}
    audit.record(
        session, actor, f"listing.{action}", "listing", listing.reference, now=now, details=details
    )
    listing_versions.record(session, actor, listing, action, note=reason, now=now)
    if before == "published" != listing.state:
        listing_changes.lapse(session, actor, listing, now=now)
        introduction_lapse.after_departure(session, actor, listing, now=now)
        questions.after_departure(session, actor, listing, now=now)
    if "published" in (before, listing.state):
        text_changed(session, listing, narrower=listing.state != "published", now=now)
    return listing


def text_changed(session: Session, listing: Listing, *, narrower: bool, now: dt.datetime) -> None:
    """Out of the word search at once; the worker puts back what may be seen, and matches it.

    When fewer may see it than before, vectors, quotes and matches go in this transaction too.
    """
    listing_search.remove(session, listing.id)
    if narrower:
        indexing.forget(session, [listing.id])
    job_queue.enqueue(
        session,
        "index_listing",
        key=f"index_listing:{listing.id}",
        payload={"listing_id": listing.id},
        now=now,
    )


def _check_complete(listing: Listing) -> None:
    if missing := missing_fields(listing):
        raise InvalidFields({problem.field: problem.reason for problem in missing})


def has_published(session: Session, listing: Listing) -> bool:
    """Whether the listing's organization has published anything before."""
    query = select(Listing.id).where(
        Listing.organization_id == listing.organization_id, Listing.published_at.is_not(None)
    )
    return session.scalar(query.limit(1)) is not None
