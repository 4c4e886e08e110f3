"""Everything that can be wrong with a draft, found before anything of it is written."""

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy.orm import Session

from matchmaker.errors import MatchmakerError
from matchmaker.importers.drafts import ListingDraft, OrganizationDraft, Refusal
from matchmaker.policies.actor import Actor
from matchmaker.services.import_owners import find_organization, new_organization
from matchmaker.services.listing_fields import UNKNOWN_TO_PUBLIC_SOURCES, clean_fields
from matchmaker.services.listing_text import clean_line
from models import Listing, Organization

_SOURCE_ID_MAX: Final = 300


@dataclass(slots=True)
class ImportReport:
    """What came of a file. A row may be refused for several reasons, one ``Refusal`` each."""

    rows_read: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    organizations_added: int = 0
    refused: list[Refusal] = field(default_factory=list)

    @property
    def rows_refused(self) -> int:
        return self.rows_read - self.rows_taken

    @property
    def rows_taken(self) -> int:
        return self.added + self.updated + self.unchanged


@dataclass(slots=True)
class ImportRun:
    """What an import remembers from chunk to chunk; plain values, since a dry run keeps no row."""

    source: str
    organization_id: int | None
    actor: Actor
    now: dt.datetime
    report: ImportReport = field(default_factory=ImportReport)
    row_of: dict[str, int] = field(default_factory=dict)  # source id → its first row
    new_organizations: set[str] = field(default_factory=set)  # their source ids

    def refuse(self, row: int, field: str, reason: str) -> None:
        self.report.refused.append(Refusal(row, field, reason))


@dataclass(slots=True)
class Chunk:
    """The rows that one transaction works with and writes."""

    organizations: dict[str, Organization]
    added: list[Listing] = field(default_factory=list)
    updated: list[Listing] = field(default_factory=list)
    new_organizations: list[Organization] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft that can be written."""

    draft: ListingDraft
    source_id: str
    owner: Organization
    values: dict[str, Any]


def check(session: Session, run: ImportRun, chunk: Chunk, draft: ListingDraft) -> Checked | None:
    """Everything that can be wrong with a draft, before anything of it is written."""
    owner = _member(session, run, draft)
    if owner is None and (draft.organization is None or draft.owner):
        return None
    source_id = _source_id(draft, owner)
    if not _is_first(run, draft, source_id):
        return None
    optional = UNKNOWN_TO_PUBLIC_SOURCES if draft.organization else frozenset[str]()
    values, problems = clean_fields(
        draft.kind, draft.fields, today=run.now.date(), optional=optional
    )
    for problem in problems:
        run.refuse(draft.row, problem.field, problem.reason)
    if problems:
        return None
    if owner is None and draft.organization is not None:
        owner = take_organization(session, run, chunk, draft.organization, row=draft.row)
    return Checked(draft, source_id, owner, values) if owner else None


def _member(session: Session, run: ImportRun, draft: ListingDraft) -> Organization | None:
    """The owner that must exist already; ``None`` where there is none, refused where it is due."""
    if draft.owner:
        try:
            return find_organization(session, draft.owner)
        except MatchmakerError as reason:
            run.refuse(draft.row, "organization", str(reason))
            return None
    if run.organization_id is not None:
        return session.get_one(Organization, run.organization_id)
    if draft.organization is None:
        run.refuse(draft.row, "organization", "is required: whose listing is it?")
    return None


def _source_id(draft: ListingDraft, owner: Organization | None) -> str:
    """Public sources number the world; a member's file only that member's own listings."""
    if draft.organization is not None or owner is None:
        return draft.source_id
    own_id = draft.source_id
    if not own_id:
        title = clean_line(str(draft.fields.get("title", "")))
        own_id = hashlib.sha256(title.encode()).hexdigest()[:32]
    return f"{owner.reference}:{draft.kind}:{own_id}"


def _is_first(run: ImportRun, draft: ListingDraft, source_id: str) -> bool:
    """Whether no earlier row has this id; refused otherwise, or when the id is too long."""
    if len(source_id) > _SOURCE_ID_MAX:
        run.refuse(draft.row, "id", f"has {len(source_id)} characters, which is too many")
        return False
    first = run.row_of.setdefault(source_id, draft.row)
    if first == draft.row:
        return True
    if draft.source_id:
        reason = f'rows {first} and {draft.row} have the same id "{draft.source_id}"'
        run.refuse(draft.row, "id", reason)
    else:
        reason = f"rows {first} and {draft.row} have the same kind and title, and no id"
        run.refuse(draft.row, "title", reason)
    return False


def take_organization(
    session: Session, run: ImportRun, chunk: Chunk, draft: OrganizationDraft, *, row: int
) -> Organization | None:
    """The organization that a public source names, made when it is new; known ones stay as is."""
    known = chunk.organizations.get(draft.source_id)
    if known is not None:
        return known
    try:
        organization = new_organization(draft, source=run.source, now=run.now)
    except MatchmakerError as reason:
        run.report.refused.append(
            Refusal(row, "organization", f"{draft.name}: {reason}", "" if row else run.source)
        )
        return None
    session.add(organization)
    chunk.organizations[draft.source_id] = organization
    chunk.new_organizations.append(organization)
    run.new_organizations.add(draft.source_id)
    return organization
