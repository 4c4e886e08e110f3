"""Units, facilities and people of a research institute: written by its representatives.

Units and facilities are read by every member. People are read by the own organization and by those
it was introduced to; each agreed to that, which the representative says with every save.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.errors import Conflict, InvalidFields, NotFound
from matchmaker.phrases import phrase
from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import require
from matchmaker.services import audit
from models import Facility, ListedPerson, Organization, Unit
from models.identifiers import clean_identifiers
from models.institute import PART_NAME_MAX, PART_TEXT_MAX

Part = Unit | Facility | ListedPerson
Values = Mapping[str, Any]
MOST: Final = 100


@dataclass(frozen=True, slots=True)
class PartKind:
    """``texts``: field → most characters. ``check`` mends the values, or adds to the problems."""

    model: type[Unit] | type[Facility] | type[ListedPerson]
    texts: Mapping[str, int]
    check: Callable[[dict[str, Any], dict[str, str]], None]


def _nothing_more(clean: dict[str, Any], problems: dict[str, str]) -> None:
    """A unit is its texts alone."""


def _check_trl(clean: dict[str, Any], problems: dict[str, str]) -> None:
    lowest, highest = clean["trl_min"], clean["trl_max"]
    if (lowest is None) != (highest is None):
        problems["trl_max" if highest is None else "trl_min"] = "give both ends of the range"
    elif lowest is not None and not 1 <= lowest <= highest <= 9:
        problems["trl_max"] = "must be a level from the lowest one to 9"


def _check_person(clean: dict[str, Any], problems: dict[str, str]) -> None:
    found, wrong = clean_identifiers({"orcid": clean["orcid"]})
    clean.update(found)
    problems.update(wrong)
    if not clean.pop("agrees"):
        problems["agrees"] = "a person is listed only who has agreed to it"


KINDS: Final[Mapping[str, PartKind]] = {
    "units": PartKind(Unit, {"name": PART_NAME_MAX, "does": PART_TEXT_MAX}, _nothing_more),
    "facilities": PartKind(Facility, {"name": PART_NAME_MAX, "access": PART_TEXT_MAX}, _check_trl),
    "people": PartKind(
        ListedPerson,
        {"name": PART_NAME_MAX, "role": PART_NAME_MAX, "orcid": 60},
        _check_person,
    ),
}
_MORE: Final = {Unit: (), Facility: ("trl_min", "trl_max"), ListedPerson: ("agrees",)}


def kind_of(name: str) -> PartKind:
    """The kind that an address names; ``NotFound`` for another word."""
    if name not in KINDS:
        raise NotFound("There is no such page, or it is not for you to see.")
    return KINDS[name]


def part_of(session: Session, organization: Organization, kind: PartKind, reference: str) -> Part:
    """One part of this organization; ``NotFound`` for another's, as for none."""
    model: Any = kind.model
    query = select(model).where(
        model.organization_id == organization.id, model.reference == reference
    )
    part: Part | None = session.scalars(query).one_or_none()
    if part is None:
        raise NotFound("There is no such page, or it is not for you to see.")
    return part


def add(
    session: Session,
    actor: Actor,
    organization: Organization,
    kind: PartKind,
    values: Values,
    *,
    now: dt.datetime,
) -> Part:
    """A new part; ``InvalidFields`` names each field that cannot be taken, and why."""
    require(actor, Permission.INSTITUTE_EDIT, organization)
    clean = _clean(organization, kind, values)
    query = select(kind.model.id).where(kind.model.organization_id == organization.id)
    if len(session.scalars(query).all()) >= MOST:
        raise Conflict(
            phrase("There are %(most)s of them. Remove one that is out of date first.", most=MOST)
        )
    if kind.model is ListedPerson:
        clean["agreed_at"] = now
    part = kind.model(organization=organization, updated_at=now, **clean)
    session.add(part)
    session.flush()
    _log(session, actor, organization, "institute.added", now, part=part.reference)
    return part


def change(
    session: Session,
    actor: Actor,
    kind: PartKind,
    part: Part,
    values: Values,
    *,
    version: int | None,
    now: dt.datetime,
) -> None:
    """Take new values; ``Conflict`` when somebody changed the part since ``version`` was read."""
    require(actor, Permission.INSTITUTE_EDIT, part.organization)
    if version != part.version:
        raise Conflict(
            "Somebody else has changed this meanwhile. What you typed is still here: compare it"
            " with the page of your organization, and save again."
        )
    clean = _clean(part.organization, kind, values)
    changed = sorted(name for name in clean if getattr(part, name) != clean[name])
    for name in changed:
        setattr(part, name, clean[name])
    if isinstance(part, ListedPerson):
        part.agreed_at = now
    elif not changed:
        return
    part.updated_at = now
    session.flush()
    log = {"part": part.reference, "fields": changed}
    _log(session, actor, part.organization, "institute.changed", now, **log)


def remove(session: Session, actor: Actor, kind: PartKind, part: Part, *, now: dt.datetime) -> None:
    """Take the part off the page. The log keeps its reference and none of its texts."""
    organization = part.organization
    require(actor, Permission.INSTITUTE_EDIT, organization)
    _log(session, actor, organization, "institute.removed", now, part=part.reference)
    session.delete(part)
    session.flush()


def _clean(organization: Organization, kind: PartKind, values: Values) -> dict[str, Any]:
    clean: dict[str, Any] = {name: str(values.get(name) or "").strip() for name in kind.texts}
    clean |= {name: values.get(name) for name in _MORE[kind.model]}
    problems = {
        name: f"use at most {most:,} characters"
        for name, most in kind.texts.items()
        if len(clean[name]) > most
    }
    if not clean["name"]:
        problems["name"] = "give it a name"
    if kind.model is not Unit:
        clean["unit"] = _unit(organization, str(values.get("unit") or ""), problems)
    kind.check(clean, problems)
    if problems:
        raise InvalidFields(problems)
    return clean


def _unit(organization: Organization, reference: str, problems: dict[str, str]) -> Unit | None:
    for unit in organization.units:
        if unit.reference == reference:
            return unit
    if reference:
        problems["unit"] = "choose a unit of your organization"
    return None


def _log(
    session: Session,
    actor: Actor,
    organization: Organization,
    action: str,
    now: dt.datetime,
    **details: object,
) -> None:
    audit.record(
        session,
        actor,
        action,
        "organization",
        organization.reference,
        now=now,
        details=details,
    )
