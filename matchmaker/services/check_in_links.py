"""Signed links of a check-in: who may answer for which party on which day, until when.

The signature is HMAC with SHA-384: its 48 bytes fill base64 without spare bits, and a token is
taken only in the one form in which it was written, so that no other text passes for it.
"""

import datetime as dt
import hashlib
import hmac
from dataclasses import dataclass
from typing import Final

from itsdangerous import BadData, URLSafeSerializer

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
    return str(_signer(key).dumps(values))


def read(key: str, token: str, *, now: dt.datetime) -> Link | None:
    """What was signed; ``None`` for a token that is not ours, was touched or is too old."""
    try:
        reference, position, user_id, day, expires = _signer(key).loads(token)
    except BadData:
        return None
    link = Link(reference, position, user_id, day, dt.datetime.fromtimestamp(expires, dt.UTC))
    is_as_written = hmac.compare_digest(make(key, link).encode(), token.encode())
    return link if is_as_written and now < link.expires_at else None


def _signer(key: str) -> URLSafeSerializer:
    if not key:
        raise ValueError("links are not signed with an empty key")
    options = {"key_derivation": "hmac", "digest_method": hashlib.sha384}
    return URLSafeSerializer(key, salt=_PURPOSE, signer_kwargs=options)
