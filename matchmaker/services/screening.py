"""The secretariat's checklist: what each point rests on, and what an officer found.

The facts are gathered by the machine, the judgement is a person's: nothing is refused by itself.
A flag asks for a note, and for a second officer who is another person.
"""

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from matchmaker.errors import Conflict, InvalidFields
from matchmaker.policies.actor import Actor
from matchmaker.services.introduction_facts import case_facts
from matchmaker.services.listing_text import too_long
from matchmaker.services.screening_points import Point, points_of
from models import Introduction, Screening
from models import vocabulary as v

#: Changes with every change of what is looked at, or of what is flagged.
RULES: Final = "2026-11"
NOTE_MAX: Final = 500
Step = Literal["pass_on", "approve"]


@dataclass(frozen=True, slots=True)
class Checklist:
    """What the officer has ticked and noted.

    ``seen`` is the digest of the facts on the screen; ``None`` where they are read at the decision.
    """

    checked: frozenset[str] = frozenset()
    notes: Mapping[str, str] = field(default_factory=dict)
    seen: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What follows from a look at a case."""

    step: Step
    flags: tuple[str, ...]
    sanctions_list: str


@dataclass(frozen=True, slots=True)
class Look:
    """What an officer found earlier: ``(point, status, note)`` for each."""

    officer: str
    at: dt.datetime
    step: str
    rules: str
    sanctions_list: str
    findings: tuple[tuple[str, str, str], ...]


def points(session: Session, introduction: Introduction) -> tuple[Point, ...]:
    """Every point of the checklist with the facts that it needs, for the secretariat's eyes."""
    return points_for_each(session, [introduction])[0]


def points_for_each(
    session: Session, introductions: Sequence[Introduction]
) -> list[tuple[Point, ...]]:
    """The same for several cases, in a fixed number of statements."""
    facts = case_facts(session, introductions)
    return [points_of(case, told) for case, told in zip(introductions, facts, strict=True)]


def flags(found: Sequence[Point]) -> tuple[str, ...]:
    """The points that ask for a second officer."""
    return tuple(point.code for point in found if point.status == "flag")


def digest(found: Sequence[Point]) -> str:
    """The same for the same facts: shows that they changed while an officer read them."""
    told = repr([(point.code, point.status, point.facts) for point in found])
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def screen(
    session: Session,
    actor: Actor,
    introduction: Introduction,
    checklist: Checklist,
    *,
    now: dt.datetime,
) -> Found:
    """Keep what the officer found; ``InvalidFields`` names each point that is left open."""
    found = points(session, introduction)
    if checklist.seen is not None and checklist.seen != digest(found):
        raise Conflict("The facts have changed since you opened the case. Please look again.")
    _check(found, checklist)
    if any(point.bars for point in found):
        raise Conflict("A party stands on the sanctions list, as was confirmed. Please refuse.")
    flagged = flags(found)
    step: Step = "pass_on" if flagged and introduction.state == "requested" else "approve"
    label = next((point.source for point in found if point.code == "sanctions"), "")
    session.add(
        Screening(
            introduction_id=introduction.id,
            officer_id=actor.user_id,
            at=now,
            step=step,
            findings={point.code: _finding(point, checklist) for point in found},
            rules=RULES,
            sanctions_list=label,
        )
    )
    session.flush()
    return Found(step, flagged, label)


def looks(session: Session, introduction: Introduction) -> list[Look]:
    """What officers have found on the case so far, oldest first."""
    query = (
        select(Screening)
        .where(Screening.introduction_id == introduction.id)
        .order_by(Screening.id)
        .options(joinedload(Screening.officer))
    )
    return [
        Look(
            officer=row.officer.name if row.officer else "An officer",
            at=row.at,
            step=row.step,
            rules=row.rules,
            sanctions_list=row.sanctions_list,
            findings=tuple(
                (v.SCREENING_POINTS.label(code), str(found["status"]), str(found["note"]))
                for code, found in row.findings.items()
            ),
        )
        for row in session.scalars(query)
    ]


def _finding(point: Point, checklist: Checklist) -> dict[str, object]:
    note = checklist.notes.get(point.code, "").strip()
    return {"status": point.status, "facts": list(point.facts), "note": note}


def _check(found: Sequence[Point], checklist: Checklist) -> None:
    problems = {}
    for point in found:
        note = checklist.notes.get(point.code, "").strip()
        if point.code not in checklist.checked:
            problems[point.code] = "tick this point, or ask for information, or refuse"
        if point.status == "flag" and not note:
            problems[f"{point.code}_note"] = "say why this does not stand in the way"
        if len(note) > NOTE_MAX:
            problems[f"{point.code}_note"] = too_long(note, NOTE_MAX)
    if problems:
        raise InvalidFields(problems)
