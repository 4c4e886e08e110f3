"""Hard constraints between a draft and what is published, as matching will apply them."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from matchmaker.ranking.candidate import Limits
from matchmaker.ranking.constraints import barrier
from matchmaker.services.vectors import chunked
from matchmaker.services.writing_texts import Draft
from models import Listing, Need

_LISTINGS, _NEEDS = Listing.__table__.c, Need.__table__.c
_ALWAYS: Final = dt.date.max


def open_to(session: Session, draft: Draft, keys: Sequence[int], *, now: dt.datetime) -> list[int]:
    """Those of ``keys``, in their order, that no hard constraint keeps from the draft.

    ``keys`` are listings that the author may see: whom they are hidden from is settled.
    """
    mine, today = _limits_of_draft(draft), now.date()
    limits = _limits(session, keys)
    if draft.kind == "need":
        return [key for key in keys if barrier(mine, limits[key], today) is None]
    return [key for key in keys if barrier(limits[key], mine, today) is None]


def _limits_of_draft(draft: Draft) -> Limits:
    """What a draft does not say yet keeps nobody away; nor, while blind, what it will not show."""
    values, blind = draft.values, draft.blind
    return Limits(
        organization=draft.organization.id,
        blind=blind,
        valid_until=values.get("valid_until") or _ALWAYS,
        hidden_from=frozenset(organization.id for organization in values.get("hidden_from", ())),
        countries=frozenset() if blind else frozenset(values.get("countries") or ()),
        trl=_trl(draft.kind, values.get("trl"), values.get("lowest_trl"), blind=blind),
        deadline=None if blind else values.get("deadline"),
    )


def _limits(session: Session, keys: Sequence[int]) -> dict[int, Limits]:
    columns = ("id", "kind", "organization_id", "disclosure", "valid_until", "countries", "trl")
    query: Select[Any] = select(
        *(_LISTINGS[name] for name in columns), _NEEDS.lowest_trl, _NEEDS.deadline
    ).outerjoin(Need.__table__, _NEEDS.id == _LISTINGS.id)
    return {
        row.id: _limits_of_row(row)
        for chunk in chunked(keys)
        for row in session.execute(query.where(_LISTINGS.id.in_(chunk)))
    }


def _limits_of_row(row: Row[Any]) -> Limits:
    """Of a blind listing no code that its reader may not see: a count would tell it."""
    blind = row.disclosure == "blind"
    return Limits(
        organization=row.organization_id,
        blind=blind,
        valid_until=row.valid_until,
        countries=frozenset() if blind else frozenset(row.countries),
        trl=_trl(row.kind, row.trl, row.lowest_trl, blind=blind),
        deadline=None if blind else row.deadline,
    )


def _trl(kind: str, reached: int | None, lowest: int | None, *, blind: bool) -> int | None:
    """The lowest that a need accepts, which only an open one tells, or the one of an offer."""
    if kind == "need":
        return None if blind else lowest
    return reached if kind == "offer" else None
