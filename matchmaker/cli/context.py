"""What every command is given: settings, sessions, the clock."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

import click

from embeddings.encoder import Encoder, EncoderUnavailable
from embeddings.factory import make_encoder
from matchmaker.config import Config
from matchmaker.errors import ConfigurationError
from models import schema
from models.session import Sessions, open_engine


@dataclass
class Operator:
    """Built once for a command; the database is opened, and checked, at its first use."""

    config: Config

    @cached_property
    def unchecked_sessions(self) -> Sessions:
        """Sessions of a database that may be absent or old; only for ``db upgrade``."""
        folder = self.config.data_dir
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigurationError(f"{folder} cannot be made: {error.strerror}") from error
        return Sessions(open_engine(self.config.database_url))

    @cached_property
    def sessions(self) -> Sessions:
        """Sessions of a database that has this program's version."""
        schema.check(self.unchecked_sessions.engine)
        return self.unchecked_sessions

    def now(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC)

    def encoder(self) -> Encoder | None:
        """The configured encoder; ``None``, with a word on standard error, when it cannot load."""
        try:
            return make_encoder(self.config.encoder)
        except EncoderUnavailable as error:
            click.echo(f"{error} Matching by words alone until then.", err=True)
            return None
