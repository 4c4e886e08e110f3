"""Settings: the one reader of the environment. Every setting is checked before anything starts."""

import difflib
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from matchmaker.errors import ConfigurationError

PREFIX = "MATCHMAKER_"
_MAIL_SCHEMES = ("smtp", "smtps")


@dataclass(frozen=True, slots=True)
class Config:
    """What an installation may set. Field names in upper case with the prefix are the settings."""

    database_url: str = "sqlite:///instance/matchmaker.db"
    secret_key: str = field(default="", repr=False)
    encoder: str = "multilingual"
    index: str = "exact"
    mail_url: str = "outbox:"
    base_url: str = "http://127.0.0.1:8000"
    data_dir: Path = Path("instance")

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> "Config":
        """Read and check; ``ConfigurationError`` names the setting that is wrong."""
        given = {
            name.removeprefix(PREFIX): value
            for name, value in (os.environ if environ is None else environ).items()
            if name.startswith(PREFIX)
        }
        known = {f.name.upper(): f.name for f in fields(cls)}
        for name in given:
            if name not in known:
                raise ConfigurationError(f"{PREFIX}{name} is not a setting{_hint(name, known)}")
        values = {known[name]: value for name, value in given.items()}
        data_dir = Path(values.pop("data_dir", "instance")).absolute()
        values.setdefault("database_url", f"sqlite:///{data_dir / 'matchmaker.db'}")
        config = cls(data_dir=data_dir, **values)
        config._check()
        return config if config.secret_key else config._with_stored_key()

    def _check(self) -> None:
        _check_database(self.database_url)
        if not _is_mail_address(self.mail_url):
            raise ConfigurationError(
                f"{PREFIX}MAIL_URL must be outbox:, smtp://host:port or smtps://host:port"
            )
        base = urlsplit(self.base_url)
        if base.scheme not in ("http", "https") or not base.hostname:
            raise ConfigurationError(f"{PREFIX}BASE_URL must be an http or https address")
        if self.index not in ("exact",):
            raise ConfigurationError(f'{PREFIX}INDEX must be exact, not "{self.index}"')
        if not self.encoder.strip():
            raise ConfigurationError(f"{PREFIX}ENCODER must name a model, a folder or hashing")
        if self.secret_key and len(self.secret_key) < 32:
            raise ConfigurationError(f"{PREFIX}SECRET_KEY must have at least 32 characters")

    def _with_stored_key(self) -> "Config":
        """Make the secret key on the first run and keep it for its owner alone."""
        path = self.data_dir / "secret_key"
        try:
            self.data_dir.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                _write_once(path, secrets.token_hex(32))
            key = path.read_text().strip()
        except OSError as error:
            raise ConfigurationError(
                f"{PREFIX}DATA_DIR: {self.data_dir} cannot be used: {error.strerror}"
            ) from error
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        return Config(**{**values, "secret_key": key})


def let_waiting_threads_sleep() -> None:
    """To be called before torch is loaded; what the environment sets already stays.

    The threads of a model wait for one another many times in each text. By default they spin, which
    takes the processor from whoever they wait for: beside other work on the same two cores a query
    took 2.6 s instead of 0.1 s, and a batch of 32 texts 5.7 s instead of 2.3 s.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")


def _write_once(path: Path, text: str) -> None:
    """For the owner alone; of two processes that start at once the first one's text stays."""
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    try:
        os.link(partial, path)
    except FileExistsError:
        pass
    finally:
        partial.unlink()


def _is_mail_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        server = parts.hostname and parts.port != 0
    except ValueError:  # a port that is no number, or a bracket that does not close
        return False
    return parts.scheme == "outbox" or (parts.scheme in _MAIL_SCHEMES and bool(server))


def _check_database(url: str) -> None:
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise ConfigurationError(f"{PREFIX}DATABASE_URL is not a database address") from error
    backend = address.get_backend_name()
    if backend != "sqlite":
        raise ConfigurationError(f"{PREFIX}DATABASE_URL must begin with sqlite:, not {backend}:")
    if address.host:
        raise ConfigurationError(f"{PREFIX}DATABASE_URL is not sqlite:/// and a path")


def _hint(name: str, known: Mapping[str, str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean {PREFIX}{close[0]}?" if close else f"; known are {', '.join(known)}"
