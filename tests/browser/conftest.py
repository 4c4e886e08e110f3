"""A running site with the demonstration network, its worker, and Debian's Chromium."""

import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright
from werkzeug.serving import make_server

from embeddings.factory import make_encoder
from matchmaker.app import create_app, utc_now
from matchmaker.config import Config
from matchmaker.importers import demonstration
from matchmaker.jobs.registry import build_worker
from matchmaker.jobs.worker import Worker
from matchmaker.services import demo
from models.session import Sessions, open_engine
from tests.factories.exhibition import Exhibition
from tests.helpers import PASSWORD

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
FITS = "document.documentElement?.scrollWidth <= document.documentElement?.clientWidth"
SCREENSHOTS = Path(__file__).parent / "screenshots"


@dataclass(frozen=True)
class Site:
    """The address of the running site, and its worker to be set to work by the test."""

    url: str
    worker: Worker
    sessions: Sessions
    outbox: Path


@pytest.fixture(scope="session")
def network(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the demonstration network, embedded and matched by the packaged model."""
    path = tmp_path_factory.mktemp("network") / "matchmaker.db"
    shutil.copy(migrated, path)
    engine = open_engine(f"sqlite:///{path}")
    sessions = Sessions(engine)
    with sessions.writing() as session:
        demo.load(session, demonstration.read(), password=PASSWORD, now=utc_now())
    _worker(sessions, path).drain()
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


def _worker(sessions: Sessions, path: Path) -> Worker:
    config = Config(database_url=f"sqlite:///{path}", secret_key="k" * 32, data_dir=path.parent)
    return build_worker(config, sessions, make_encoder("multilingual"), clock=utc_now)


@pytest.fixture
def site(network: Path, tmp_path: Path) -> Iterator[Site]:
    path = tmp_path / "matchmaker.db"
    shutil.copy(network, path)
    config = Config(database_url=f"sqlite:///{path}", secret_key="k" * 32, data_dir=tmp_path)
    server = make_server("127.0.0.1", 0, create_app(config), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    engine = open_engine(config.database_url)
    sessions = Sessions(engine)
    yield Site(
        f"http://127.0.0.1:{server.server_port}",
        _worker(sessions, path),
        sessions,
        tmp_path / "outbox",
    )
    server.shutdown()
    thread.join()
    server.server_close()
    engine.dispose()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    if CHROMIUM is None:
        pytest.skip("chromium is not installed; scripts/setup --dev installs it")
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield browser
    browser.close()


@dataclass
class Person:
    """Somebody at a browser of their own, who keeps screenshots of what they see."""

    page: Page
    site: Site
    name: str
    complaints: list[str]

    def go(self, path: str) -> None:
        answer = self.page.goto(self.site.url + path)
        assert answer is not None
        assert answer.ok, f"{path} answered {answer.status}"

    def sign_in(self, email: str) -> None:
        self.go("/sign-in")
        self.page.get_by_label("E-mail").fill(email)
        self.page.get_by_label("Password").fill(PASSWORD)
        _send(self.page)

    def look(self, what: str) -> None:
        """A picture for people, and what a machine can see: nothing sticks out sideways.

        Asked for until it is so, because a page that waits loads itself again meanwhile.
        """
        SCREENSHOTS.mkdir(exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"{self.name}-{what}.png", full_page=True)
        self.page.wait_for_function(FITS)


@pytest.fixture
def person(chromium: Browser, site: Site) -> Iterator[Callable[..., Person]]:
    """Opens a browser for a person; at the end nobody's console may have complained."""
    people: list[Person] = []

    def open_browser(name: str, **context: object) -> Person:
        page = chromium.new_context(**context).new_page()  # type: ignore[arg-type]
        made = Person(page, site, name, [])
        page.on("console", lambda m: m.type == "error" and made.complaints.append(m.text))
        page.on("dialog", lambda dialog: dialog.accept())  # "are you sure?": yes
        page.on("request", lambda r: _note_foreign(made, r.url))
        people.append(made)
        return made

    yield open_browser
    for each in people:
        each.page.context.close()
        assert each.complaints == []


def _note_foreign(person: Person, url: str) -> None:
    if not url.startswith((person.site.url, "data:")):
        person.complaints.append(f"asked another origin: {url}")


def sign_in_at(page: Page, email: str) -> None:
    """Through the form, in a context that knows the address of the site."""
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    _send(page)


def _send(page: Page) -> None:
    """A click comes back when the next page begins; what it holds is there once it is loaded."""
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name="Sign in").click()


@pytest.fixture(scope="module")
def url(exhibition: Exhibition) -> Iterator[str]:
    """Where the exhibition runs: for tests that need everything to be there, and no model."""
    server = make_server("127.0.0.1", 0, exhibition.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
