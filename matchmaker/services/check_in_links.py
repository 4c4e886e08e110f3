"""Signed links of a check-in: who may answer for which party on which day, until when."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from matchmaker.services import signed_links

VALID_FOR: Final = dt.timedelta(days=30)
_PURPOSE: Final = "matchmaker.check-in"


@dataclass(frozen=True, slots=True)
class Link:
    """``reference`` is the introduction's, ``position`` the party's place in it."""

    reference: str
    position: int
    user_id: int
    day: int
    expires_at: dt.datetime


def make(key: str, link: Link) -> str:
    """The token of ``link``; the same link gives the same token."""
    expires = int(link.expires_at.timestamp())
    values = [link.reference, link.position, link.user_id, link.day, expires]
    return signed_links.make(key, _PURPOSE, values)


def read(key: str, token: str, *, now: dt.datetime) -> Link | None:
    """What was signed; ``None`` for a token that is not ours, was touched or is too old."""
    values = signed_links.read(key, _PURPOSE, token)
    if values is None:
        return None
    reference, position, user_id, day, expires = values
    link = Link(reference, position, user_id, day, dt.datetime.fromtimestamp(expires, dt.UTC))
    return link if now < link.expires_at else None
