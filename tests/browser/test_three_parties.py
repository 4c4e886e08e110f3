"""A blind introduction of three parties from the match to the pilot, in six browsers.

After each step every actor looks at everything that is theirs to see; what was seen, and every
mail, is searched for the words that stand in the others' confidential fields.
"""

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect
from werkzeug.serving import make_server

from matchmaker.app import create_app, utc_now
from matchmaker.config import Config
from matchmaker.jobs.registry import build_worker
from matchmaker.services import audit
from matchmaker.services.users import hash_password
from models import Organization
from models.session import Sessions, open_engine
from tests.browser.conftest import Person, Site
from tests.factories.cast import ASKING_CANARY, OTHER_CANARY, make_cast
from tests.factories.consortia import make_consortium
from tests.factories.listings import make_capability, make_organization, make_user
from tests.helpers import PASSWORD

THIRD_CANARY = "dunlin"
#: Who sits at which browser: e-mail address, and the own canary of a party.
MEMBERS = {
    "asker": (f"asha.{ASKING_CANARY}@example.org", ASKING_CANARY),
    "answerer": (f"anders.{OTHER_CANARY}@example.org", OTHER_CANARY),
    "institute": (f"doro@{THIRD_CANARY}.example", THIRD_CANARY),
}
STAFF = {
    "officer": "olga.officer@example.org",
    "approver": "piet.approver@example.org",
    "auditor": "ada.auditor@example.org",
}
CANARIES = frozenset({ASKING_CANARY, OTHER_CANARY, THIRD_CANARY})
#: The directory names every member to everybody: it reads the same with and without blind listings.
_LEFT_OUT = re.compile(r"static|/new$|/edit$|sign-out|\.pdf$|/organizations$")

pytestmark = pytest.mark.browser


@pytest.fixture
def site(database: Path, tmp_path: Path) -> Iterator[Site]:
    """The cast's blind need and offer, a blind capability, and the consortium of the three."""
    config = Config(database_url=f"sqlite:///{database}", secret_key="k" * 32, data_dir=tmp_path)
    engine = open_engine(config.database_url)
    sessions = Sessions(engine)
    _prepare(sessions)
    server = make_server("127.0.0.1", 0, create_app(config), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    worker = build_worker(config, sessions, None, clock=utc_now)
    url = f"http://127.0.0.1:{server.server_port}"
    yield Site(url, worker, sessions, tmp_path / "outbox")
    server.shutdown()
    thread.join()
    server.server_close()
    engine.dispose()


def _prepare(sessions: Sessions) -> None:
    password = hash_password(PASSWORD)
    tomorrow = utc_now().date().replace(year=utc_now().year + 1)
    with sessions.writing() as session:
        cast = make_cast(session, password)
        cast.offer.dual_use_listed = True  # a flag, so that a second officer looks
        owner = make_organization(
            session, name=f"{THIRD_CANARY.title()} Institute", type="institute", country="DE"
        )
        capability = make_capability(
            session,
            owner,
            title="Tests of gas fermentation",
            teaser="A laboratory for bacteria that eat carbon monoxide.",
            disclosure="blind",
            description=f"description with {THIRD_CANARY}",
            facilities=f"facilities with {THIRD_CANARY}",
        )
        make_user(
            session,
            owner,
            name=f"Doro {THIRD_CANARY.title()}",
            email=f"doro@{THIRD_CANARY}.example",
            password_hash=password,
        )
        for listing in (cast.need, cast.offer, capability):
            listing.valid_until = tomorrow
        make_consortium(session, cast.need, [cast.offer, capability])


@dataclass
class Walk:
    """The people, and the step at which the story is."""

    people: dict[str, Person]
    step: int = 0
    may_know: bool = False
    case: str = ""
    seen: list[str] = field(default_factory=list)

    def look_around(self, what: str) -> None:
        """Every actor opens everything; members find no canary but their own until the release."""
        self.step += 1
        for name, person in self.people.items():
            pages = _everything(person, self.case)
            person.go(self.case if pages.get(self.case) else "/")
            person.look(f"{self.step:02d}-{what}")
            if name in MEMBERS:
                self._search(name, pages)
        self._search_mail()

    def _search(self, name: str, pages: dict[str, str]) -> None:
        own = MEMBERS[name][1]
        for canary in CANARIES - {own}:
            found = [path for path, text in pages.items() if canary in text]
            if self.may_know:
                assert found, f"{name} does not see {canary} after the release"
            else:
                assert found == [], f"step {self.step}: {name} sees {canary}"

    def _search_mail(self) -> None:
        site = self.people["asker"].site
        site.worker.drain()
        for path in site.outbox.glob("*.eml"):
            text = path.read_text().lower()
            for email, own in MEMBERS.values():
                to_member = f"to: {email}" in text.lower()
                if to_member and not self.may_know:
                    leaked = [c for c in CANARIES - {own} if c in text]
                    assert leaked == [], f"step {self.step}: mail {path.name} to {email}"


def _everything(person: Person, case: str) -> dict[str, str]:
    """The text and code of every page that the person can reach in one step from the main ones."""
    found = {case} if case else set()
    request = person.page.context.request
    for start in ("/", "/listings", "/introductions", "/organization", "/account", "/partnerships"):
        answer = request.get(person.site.url + start)
        if answer.ok:
            links = re.findall(r'href="(/[^"#?]*)', answer.text())
            found.update([start], (link for link in links if not _LEFT_OUT.search(link)))
    pages = {}
    for path in sorted(found):
        answer = request.get(person.site.url + path)
        pages[path] = answer.text().lower() if answer.ok else ""
    return pages


def _tick_all(person: Person) -> None:
    for box in person.page.get_by_label(re.compile("^I have checked this")).all():
        box.check()
    for note in person.page.locator("li.point-flag textarea").all():
        note.fill("Licence check agreed before samples move.")


def _press(person: Person, name: str) -> None:
    person.page.get_by_role("button", name=re.compile(name)).first.click()


def _main(person: Person) -> Locator:
    return person.page.get_by_role("main")


@pytest.fixture
def walk(person: Callable[..., Person]) -> Walk:
    people = {}
    for name, email in {**{n: e for n, (e, _c) in MEMBERS.items()}, **STAFF}.items():
        made = person(f"three-{name}", viewport={"width": 1280, "height": 900})
        made.sign_in(email)
        people[name] = made
    return Walk(people)


def test_a_blind_introduction_of_three_from_the_match_to_the_pilot(walk: Walk) -> None:
    people = walk.people
    walk.look_around("before")
    _ask(walk)
    walk.look_around("requested")
    _two_officers_approve(walk)
    walk.look_around("approved")
    for name in ("answerer", "institute"):
        people[name].go(walk.case)
        _press(people[name], "^Consent")
        walk.may_know = name == "institute"
        walk.look_around(f"{name}-consented")
    expect(_main(people["institute"])).to_contain_text("Asha")
    _report(walk, "met", "First meeting held")
    _report(walk, "pilot", "Pilot")
    walk.look_around("pilot-confirmed")
    _check_log(walk)


def _ask(walk: Walk) -> None:
    asker = walk.people["asker"]
    asker.go("/organization")
    asker.page.get_by_role("link", name="Use for carbon monoxide in off-gas").first.click()
    asker.page.locator('a[href$="/consortia"]').first.click()
    asker.page.get_by_role("link", name="Who answers what").first.click()
    asker.page.get_by_role("link", name="Request an introduction of all").click()
    asker.page.get_by_label("Co-development", exact=True).check()
    asker.page.get_by_label("What is still unclear?").fill("How much sulphide is tolerated?")
    asker.page.get_by_label("About you, without your name").fill(
        "A steelworks with off-gas that is flared today, and room for a pilot."
    )
    asker.look("00-request")
    asker.page.locator("main form").get_by_role("button").last.click()
    asker.page.wait_for_url("**/introductions/IN-*")
    walk.case = asker.page.url.removeprefix(asker.site.url)
    assert walk.case.startswith("/introductions/IN-")


def _two_officers_approve(walk: Walk) -> None:
    officer, approver = walk.people["officer"], walk.people["approver"]
    officer.go(walk.case)
    _press(officer, "^Approve and pass on")  # nothing is ticked yet
    expect(_main(officer)).to_contain_text("Please check the form")
    officer.complaints.clear()  # the 422 that was just asked for
    _tick_all(officer)
    _press(officer, "^Approve and pass on")
    expect(_main(officer)).to_contain_text("a second officer decides")
    walk.look_around("passed-on")
    approver.go(walk.case)
    expect(_main(approver)).to_contain_text("You are the second officer")
    _tick_all(approver)
    _press(approver, "^Approve$")
    expect(_main(approver)).to_contain_text("has 14 days to consent")


def _report(walk: Walk, stage: str, label: str) -> None:
    """The asking party reports, another one confirms."""
    asker, answerer = walk.people["asker"], walk.people["answerer"]
    asker.go(walk.case)
    asker.page.get_by_label("How far has it come?").select_option(stage)
    _press(asker, "^Report$")
    expect(_main(asker)).to_contain_text(label)
    answerer.go(walk.case)
    _press(answerer, "^Confirm$")
    expect(_main(answerer)).to_contain_text("Confirmed")


def _check_log(walk: Walk) -> None:
    site = walk.people["asker"].site
    with site.sessions.reading() as session:
        assert audit.verify(session).broken_id is None
        trail = audit.trail(session, "introduction", walk.case.rsplit("/", 1)[1])
        actions = [event.action.removeprefix("introduction.") for event in trail]
        assert session.query(Organization).count() > len(MEMBERS)
    kept = [a for a in actions if a in ("request", "pass_on", "approve", "consent", "release")]
    assert kept == ["request", "pass_on", "approve", "consent", "consent", "release"]
