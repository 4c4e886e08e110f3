"""Creating and migrating the database, and refusing one that a newer version has written."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from models.base import Base

_MIGRATIONS = Path(__file__).parent / "migrations"


class SchemaError(Exception):
    """The database's version does not fit this program; the text says what to do."""


def upgrade(engine: Engine) -> tuple[str | None, str]:
    """Bring the database to the newest version; returns the versions before and after."""
    before = current(engine)
    _refuse_newer(before)
    with engine.begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return before, head()


def downgrade(engine: Engine, version: str) -> None:
    """Take the database back to ``version``; ``base`` empties it."""
    with engine.begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.downgrade(config, version)


def differences(engine: Engine) -> list[Any]:
    """What Alembic would change to make the database equal the models; empty when it is."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": is_ours})
        return list(compare_metadata(context, Base.metadata))


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """The full-text indexes keep tables of their own, which no model describes."""
    return not (kind == "table" and (name or "").startswith(("listing_search", "cpc_search")))


def check(engine: Engine) -> None:
    """``SchemaError`` unless the database has exactly the version of this program."""
    found = current(engine)
    _refuse_newer(found)
    if found != head():
        raise SchemaError("The database is not up to date; run: matchmaker db upgrade")


def current(engine: Engine) -> str | None:
    """The database's version; ``None`` for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str:
    """The version of this program."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def _refuse_newer(found: str | None) -> None:
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if found is not None and found not in known:
        raise SchemaError(
            f"The database was written by a newer version of matchmaker (schema {found}); "
            "update the program or restore a backup"
        )


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    return config
