"""A form that came without its session is handed back, so that what was typed is not lost.

It goes to the same browser alone, and is kept and logged nowhere.
"""

from typing import Final
from urllib.parse import urlsplit

from flask import render_template, request

from matchmaker.web.parts import parts
from matchmaker.web.targets import safe_target

#: Fields of the forms of passwords; a test knows whether one is missing.
SECRET: Final = frozenset({"password", "again", "current"})
_SENTENCE: Final = 20  # characters: what is shorter is a choice, or soon typed again


def answer() -> tuple[str, int] | None:
    """The page that sends the form again; ``None`` where nothing may be handed back.

    What another site has filled in would be sent with one click, and a password would be written
    into a page: neither is handed back.
    """
    values = [
        (name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"
    ]
    if not values or not _is_from_here() or any(name in SECRET for name, _value in values):
        return None
    page = render_template(
        "errors/send_again.html",
        action=safe_target(request.full_path.rstrip("?")),
        values=values,
        typed=typed(),
        has_files=any(file.filename for file in request.files.values()),
    )
    return page, 400


def typed() -> list[str]:
    """The longer texts that were sent, for a page that has not the fields they came from."""
    if not _is_from_here() or any(name in SECRET for name in request.form):
        return []
    return [value for _name, value in request.form.items(multi=True) if _is_sentence(value)]


def _is_sentence(value: str) -> bool:
    """Keys and codes of a form are long as well, but of one word."""
    return len(value) >= _SENTENCE and len(value.split()) > 1


def _is_from_here() -> bool:
    """Browsers say it in one of two headers; who says nothing is not believed."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = urlsplit(request.headers.get("Origin", "")).netloc
    return origin != "" and origin in (request.host, urlsplit(parts().config.base_url).netloc)
