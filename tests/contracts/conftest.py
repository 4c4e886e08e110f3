"""The contracts of pages are checked on the same application as the stories."""

from tests.functional.conftest import app

__all__ = ["app"]
