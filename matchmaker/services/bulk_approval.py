"""Several requests approved at once: only those on which nothing has to be thought twice."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.errors import MatchmakerError
from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import visible
from matchmaker.services import introductions, screening
from matchmaker.services.introduction_lists import WITH_PARTIES
from matchmaker.services.screening import Checklist
from matchmaker.services.screening_points import Point
from models import Introduction
from models import vocabulary as v

MOST = 50


@dataclass(frozen=True, slots=True)
class Bulk:
    """``skipped`` is reference → why this one has to be opened."""

    approved: tuple[str, ...]
    skipped: dict[str, str]


def is_plain(introduction: Introduction, points: Sequence[Point]) -> bool:
    """Whether a case can be approved with others: undecided, and every point is clear."""
    is_new = introduction.state == "requested" and introduction.appealed_at is None
    return is_new and all(point.status == "clear" for point in points)


def approve_all(
    session: Session, actor: Actor, references: Sequence[str], *, now: dt.datetime
) -> Bulk:
    """Approve each by itself, with an entry of its own in the log; leave what is not plain."""
    asked = list(dict.fromkeys(references))[:MOST]
    query = select(Introduction).where(Introduction.reference.in_(asked)).options(*WITH_PARTIES)
    rows = session.scalars(visible(query, actor, Permission.INTRODUCTION_DECIDE))
    found = {row.reference: row for row in rows}
    approved, skipped = [], {}
    for reference in asked:
        problem = _approve(session, actor, found.get(reference), now)
        if problem:
            skipped[reference] = problem
        else:
            approved.append(reference)
    return Bulk(tuple(approved), skipped)


def _approve(
    session: Session, actor: Actor, introduction: Introduction | None, now: dt.datetime
) -> str:
    if introduction is None:
        return "it is not for you to decide"
    if not is_plain(introduction, screening.points(session, introduction)):
        return "it has to be looked at by itself"
    ticked = Checklist(frozenset(v.SCREENING_POINTS))
    try:
        with session.begin_nested():
            introductions.decide(session, actor, introduction, "approve", checklist=ticked, now=now)
    except MatchmakerError as error:
        return str(error)
    return ""
