"""Tokens for links that work without signing in: values under a signature, each for one purpose.

The signature is HMAC with SHA-384: its 48 bytes fill base64 without spare bits, and a token is
taken only in the one form in which it was written, so that no other text passes for it.
"""

import hashlib
import hmac
from collections.abc import Sequence
from typing import Any

from itsdangerous import BadData, URLSafeSerializer


def make(key: str, purpose: str, values: Sequence[Any]) -> str:
    """The token of ``values``; the same values give the same token."""
    return str(_signer(key, purpose).dumps(list(values)))


def read(key: str, purpose: str, token: str) -> list[Any] | None:
    """What was signed; ``None`` for a token that is not ours, of another purpose, or touched."""
    try:
        values = _signer(key, purpose).loads(token)
    except BadData:
        return None
    is_as_written = hmac.compare_digest(make(key, purpose, values).encode(), token.encode())
    return list(values) if is_as_written else None


def _signer(key: str, purpose: str) -> URLSafeSerializer:
    if not key:
        raise ValueError("links are not signed with an empty key")
    options = {"key_derivation": "hmac", "digest_method": hashlib.sha384}
    return URLSafeSerializer(key, salt=purpose, signer_kwargs=options)
