"""Settings are checked before anything starts, and an error names the setting."""

import os
import sys
from pathlib import Path

import pytest

from matchmaker.__main__ import main
from matchmaker.config import Config
from matchmaker.errors import ConfigurationError


def _read(tmp_path: Path, **settings: str) -> Config:
    given = {f"MATCHMAKER_{name}": value for name, value in settings.items()}
    return Config.from_env({"MATCHMAKER_DATA_DIR": str(tmp_path), "PATH": "/bin", **given})


def test_without_settings_everything_has_a_default(tmp_path: Path) -> None:
    config = _read(tmp_path)
    assert config.database_url == f"sqlite:///{tmp_path / 'matchmaker.db'}"
    assert config.encoder == "multilingual"
    assert config.mail_url == "outbox:"


def test_the_secret_key_is_made_once_and_kept_for_the_owner_alone(tmp_path: Path) -> None:
    first, second = _read(tmp_path), _read(tmp_path)
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) == 64
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_the_secret_key_is_not_printed(tmp_path: Path) -> None:
    config = _read(tmp_path)
    assert config.secret_key not in repr(config)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("ENCODR", "minilm", "MATCHMAKER_ENCODR is not a setting; did you mean MATCHMAKER_ENCODER"),
        ("DATABASE_URL", "not an address", "MATCHMAKER_DATABASE_URL is not a database address"),
        ("DATABASE_URL", "mysql://x/y", "MATCHMAKER_DATABASE_URL must begin with sqlite:"),
        ("MAIL_URL", "pigeon:", "MATCHMAKER_MAIL_URL must be"),
        ("MAIL_URL", "smtp:", "MATCHMAKER_MAIL_URL must be"),
        ("MAIL_URL", "smtp://mail.example:post", "MATCHMAKER_MAIL_URL must be"),
        ("DATABASE_URL", "sqlite://host/file.db", "MATCHMAKER_DATABASE_URL is not sqlite:///"),
        ("BASE_URL", "127.0.0.1", "MATCHMAKER_BASE_URL must be"),
        ("INDEX", "fast", "MATCHMAKER_INDEX must be exact"),
        ("ENCODER", " ", "MATCHMAKER_ENCODER must name"),
        ("SECRET_KEY", "short", "MATCHMAKER_SECRET_KEY must have at least 32"),
    ],
)
def test_a_bad_setting_is_refused_by_its_name(
    tmp_path: Path, name: str, value: str, message: str
) -> None:
    with pytest.raises(ConfigurationError, match=message):
        _read(tmp_path, **{name: value})


def test_a_data_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    occupied = tmp_path / "file"
    occupied.write_text("not a folder")
    with pytest.raises(ConfigurationError, match="MATCHMAKER_DATA_DIR"):
        _read(occupied)


@pytest.mark.parametrize(("given", "then"), [(None, "passive"), ("active", "active")])
def test_a_command_lets_waiting_threads_sleep_unless_the_operator_says_otherwise(
    given: str | None, then: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMP_WAIT_POLICY", "")  # put back as it was, whatever main() sets
    monkeypatch.delenv("OMP_WAIT_POLICY")
    if given:
        monkeypatch.setenv("OMP_WAIT_POLICY", given)
    monkeypatch.setattr(sys, "argv", ["matchmaker", "--version"])
    with pytest.raises(SystemExit):
        main()
    assert os.environ["OMP_WAIT_POLICY"] == then
