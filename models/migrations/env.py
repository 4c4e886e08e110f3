"""Alembic's entry: the connection is handed in by ``models.schema``."""

from typing import Any, Literal

from alembic import context

from models import Base
from models.schema import is_ours
from models.types import Codes, UtcDateTime


def _plain(kind: str, item: Any, _context: object) -> str | Literal[False]:
    """A migration names the database's own types, so that it outlives ours."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime()"
    if kind == "type" and isinstance(item, Codes):
        return "sa.JSON()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    include_name=is_ours,
    render_item=_plain,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
