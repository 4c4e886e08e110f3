"""Comparing organizations with the sanctions list: planned over reads, written in one short step.

An organization is due when it has not been compared, under its present name and country and by
the present method, with the list in use. So a nightly round over everybody costs one query.
"""

import datetime as dt
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from matchmaker.policies.actor import Actor
from matchmaker.ranking.name_matching import ListedNames
from matchmaker.services import audit
from matchmaker.services.sanctions_lists import in_use
from models import Organization, SanctionsCheck, SanctionsEntry, SanctionsHit, SanctionsList

#: What is compared, and how; another one makes everybody due.
METHOD: Final = "names-1"
_EXACT: Final = 100.0
_IDS_AT_ONCE: Final = 1_000


@dataclass(frozen=True, slots=True)
class Met:
    """An organization and an entry that is like it; ``matched`` is the listed name that was met."""

    organization_id: int
    entry_id: int
    score: float
    matched: str


@dataclass(frozen=True, slots=True)
class CheckPlan:
    """What a comparison with one list gave. ``subjects``: organization → what was compared."""

    list_id: int
    label: str
    subjects: dict[int, str]
    met: tuple[Met, ...]


def due(session: Session, organizations: Iterable[Organization]) -> list[Organization]:
    """Those that have not been compared with the list in use as they are now."""
    current = in_use(session)
    if current is None:
        return []
    members = _members(organizations)
    query = select(SanctionsCheck.organization_id, SanctionsCheck.subject)
    query = query.where(SanctionsCheck.list_id == current.id)
    done: dict[int, str] = {}
    for ids in _chunks([row.id for row in members]):
        rows = session.execute(query.where(SanctionsCheck.organization_id.in_(ids)))
        done.update((row[0], row[1]) for row in rows)
    return [row for row in members if done.get(row.id) != subject_of(row)]


def plan(session: Session, organizations: Sequence[Organization]) -> CheckPlan | None:
    """Compare every one of them, whether due or not; ``None`` where there is nothing to do."""
    current, members = in_use(session), _members(organizations)
    if current is None or not members:
        return None
    return CheckPlan(
        list_id=current.id,
        label=current.label,
        subjects={row.id: subject_of(row) for row in members},
        met=tuple(_compare(session, current, members)),
    )


def write(session: Session, found: CheckPlan | None, *, now: dt.datetime) -> int:
    """Keep the hits that are new, and that the comparison was made; returns how many are new.

    Nothing is written of a plan that another list has overtaken.
    """
    current = in_use(session)
    if found is None or current is None or current.id != found.list_id:
        return 0
    known = _known(session, found.subjects)
    entries = _entries(session, (met.entry_id for met in found.met))
    new = 0
    for met in sorted(found.met, key=lambda met: -met.score):
        entry = entries[met.entry_id]
        if (met.organization_id, entry.fingerprint) not in known:
            known.add((met.organization_id, entry.fingerprint))
            _keep(session, met, entry, found.label, now)
            new += 1
    _mark(session, found, now)
    return new


def _members(organizations: Iterable[Organization]) -> list[Organization]:
    return [row for row in organizations if row.type != "secretariat"]


def subject_of(organization: Organization) -> str:
    """A digest of everything about the organization that is compared, and of the method."""
    parts = [METHOD, organization.name, organization.country]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def _compare(
    session: Session, current: SanctionsList, organizations: Sequence[Organization]
) -> Iterator[Met]:
    columns = (SanctionsEntry.id, SanctionsEntry.type, SanctionsEntry.country)
    query = select(*columns, SanctionsEntry.name, SanctionsEntry.aliases)
    names: list[tuple[int, str]] = []
    countries: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for row in session.execute(query.where(SanctionsEntry.list_id == current.id)):
        if row.type == "country":
            countries[row.country].append((row.id, row.name))
        else:
            names += [(row.id, name) for name in (row.name, *row.aliases)]
    yield from _by_name(names, organizations)
    for organization in organizations:
        for entry_id, name in countries.get(organization.country, ()):
            yield Met(organization.id, entry_id, _EXACT, name)


def _by_name(
    names: Sequence[tuple[int, str]], organizations: Sequence[Organization]
) -> Iterator[Met]:
    """Of an entry's names the most alike one; the organization's own name is what is compared."""
    listed = ListedNames([name for _entry, name in names])
    for organization, found in zip(
        organizations, listed.like([row.name for row in organizations]), strict=True
    ):
        best: dict[int, Met] = {}
        for alike in found:
            entry_id, name = names[alike.position]
            best.setdefault(entry_id, Met(organization.id, entry_id, round(alike.score, 1), name))
        yield from best.values()


def _mark(session: Session, found: CheckPlan, now: dt.datetime) -> None:
    """One row for each organization: its last comparison takes the place of the one before."""
    for ids in _chunks(list(found.subjects)):
        session.execute(delete(SanctionsCheck).where(SanctionsCheck.organization_id.in_(ids)))
        rows = [
            {
                "organization_id": organization_id,
                "list_id": found.list_id,
                "subject": found.subjects[organization_id],
                "checked_at": now,
            }
            for organization_id in ids
        ]
        session.execute(insert(SanctionsCheck), rows)


def _known(session: Session, organization_ids: Iterable[int]) -> set[tuple[int, str]]:
    query = select(SanctionsHit.organization_id, SanctionsHit.fingerprint)
    return {
        (row[0], row[1])
        for ids in _chunks(list(organization_ids))
        for row in session.execute(query.where(SanctionsHit.organization_id.in_(ids)))
    }


def _entries(session: Session, ids: Iterable[int]) -> dict[int, SanctionsEntry]:
    return {
        entry.id: entry
        for chunk in _chunks(sorted(set(ids)))
        for entry in session.scalars(select(SanctionsEntry).where(SanctionsEntry.id.in_(chunk)))
    }


def _chunks(ids: list[int]) -> Iterator[list[int]]:
    """A database takes only so many values in one statement."""
    for start in range(0, len(ids), _IDS_AT_ONCE):
        yield ids[start : start + _IDS_AT_ONCE]


def _keep(session: Session, met: Met, entry: SanctionsEntry, label: str, now: dt.datetime) -> None:
    hit = SanctionsHit(
        organization_id=met.organization_id,
        fingerprint=entry.fingerprint,
        name=entry.name,
        aliases=entry.aliases,
        type=entry.type,
        country=entry.country,
        programme=entry.programme,
        remark=entry.remark,
        score=met.score,
        matched=met.matched,
        list_label=label,
        found_at=now,
    )
    session.add(hit)
    session.flush()
    details = {"list": label, "score": met.score}
    audit.record(
        session,
        Actor.worker(),
        "sanctions.found",
        "sanctions_hit",
        hit.reference,
        now=now,
        details=details,
    )
