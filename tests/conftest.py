"""What every test may ask for: a migrated database, its sessions, and the suite's fixed clock."""

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from models import schema
from models.session import Sessions, open_engine
from tests.factories.answers import make_answered_exchange
from tests.factories.exhibition import Exhibition, open_exhibition, stage
from tests.factories.listings import NOW
from tests.quick import be_quick
from tests.scheduling import ByFile, turn

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"

be_quick()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    """In place of xdist's own, whatever ``--dist`` says."""
    return ByFile(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """After pytest-randomly has made its order."""
    yield
    items.sort(key=turn)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database at the newest version, made once and copied for each test."""
    path = tmp_path_factory.mktemp("database") / "empty.db"
    engine = open_engine(f"sqlite:///{path}")
    schema.upgrade(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def answered(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A matched exchange whose readers have answered, made once; a test copies what it changes."""
    path = tmp_path_factory.mktemp("answered") / "answered.db"
    shutil.copy(migrated, path)
    engine = open_engine(f"sqlite:///{path}")
    with Sessions(engine).writing() as session:
        make_answered_exchange(session)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture
def database(migrated: Path, tmp_path: Path) -> Path:
    """This test's own database file."""
    path = tmp_path / "matchmaker.db"
    shutil.copy(migrated, path)
    return path


@pytest.fixture
def sessions(database: Path) -> Iterator[Sessions]:
    engine = open_engine(f"sqlite:///{database}")
    yield Sessions(engine)
    engine.dispose()


@pytest.fixture
def now() -> dt.datetime:
    return NOW


@pytest.fixture
def horizon() -> Path:
    """The real, judged Horizon set; the test is skipped where it is not beside the checkout."""
    folder = DATA / "horizon_projects"
    if not folder.is_dir():
        pytest.skip(f"real data is not at {folder}")
    return folder


@pytest.fixture(scope="session")
def staged(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demonstration network and its files, matched without a model; made once."""
    folder = tmp_path_factory.mktemp("staged")
    shutil.copy(migrated, folder / "matchmaker.db")
    stage(folder, folder / "matchmaker.db")
    return folder


@pytest.fixture(scope="module")
def exhibition(staged: Path, tmp_path_factory: pytest.TempPathFactory) -> Exhibition:
    """This file's own site over a copy of it."""
    folder = tmp_path_factory.mktemp("exhibition") / "site"
    shutil.copytree(staged, folder)
    return open_exhibition(folder, folder / "matchmaker.db")
