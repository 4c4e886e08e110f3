"""Faults are tried on the same cast and application as the stories."""

from tests.functional.conftest import app, cast, password_hash, sign_in

__all__ = ["app", "cast", "password_hash", "sign_in"]
