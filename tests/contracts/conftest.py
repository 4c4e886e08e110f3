"""The contracts of pages are checked on the same application as the stories."""

from tests.functional.conftest import app, cast, password_hash

__all__ = ["app", "cast", "password_hash"]
