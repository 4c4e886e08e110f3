"""How long a text may be. The browser does not cut it: what is too long comes in and is named."""

from typing import Any

from wtforms import Field, PasswordField


def limit_of(field: Field) -> int:
    """The most characters that a field takes; 0 for any number."""
    most: Any = (field.render_kw or {}).get("maxlength") or getattr(field.flags, "maxlength", None)
    return int(most or 0)


def counts(field: Field) -> bool:
    """Whether the page says how much is left; of a password it would tell who looks on."""
    return limit_of(field) > 0 and not isinstance(field, PasswordField)


def unbroken(text: Any) -> Any:
    """Line ends as one character each, as the page counts them; browsers send two."""
    return text.replace("\r\n", "\n") if isinstance(text, str) else text
