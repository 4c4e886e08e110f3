"""Where a page may send its reader on to, when the address says so."""

from urllib.parse import urlsplit

from flask import url_for


def safe_target(target: str) -> str:
    """Only a path of this site: no other host, no scheme, no protocol-relative address."""
    parts_of = urlsplit(target)
    is_path = target.startswith("/") and not target.startswith("//")
    is_plain = target.isprintable() and "\\" not in target  # browsers read more into the others
    if is_path and is_plain and not parts_of.scheme and not parts_of.netloc:
        return target
    return url_for("dashboard.home")
