"""Every state × action × kind of person, through the routes: the status is what the table says.

The expectation is worked out from ``workflow.introductions.TABLE`` and from whose key an action
is. A step that is taken is taken back by writing the prepared database over the used one.
"""

import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from matchmaker.services.sign_in import open_session
from matchmaker.workflow import introductions as workflow
from models import Consent, DeclaredInterest, Introduction, Membership, User
from models import vocabulary as v
from models.introduction import OPEN_STATES
from models.session import Sessions
from tests.factories.cast import Cast
from tests.factories.listings import NOW, make_organization, make_user
from tests.faults import cases

STATES = (*OPEN_STATES, *sorted(workflow.CLOSED_STATES))
#: What each action's form holds when it is filled in; None for one without a form.
FORMS = {
    "approve": {
        **dict.fromkeys(v.SCREENING_POINTS, "y"),
        **{f"{point}_note": "Ground rules are agreed." for point in v.SCREENING_POINTS},
    },
    "refuse": {"rule": "no_fit", "reason": "No."},
    "ask-information": {"reason": "What?"},
    "give-information": {"cooperation": "licence", "about_us": "A steelworks."},
    "appeal": {"reason": "Look at it once more."},
    "consent": None,
    "decline": {"reason": "terms"},
    "withdraw": None,
}
STAFF_ACTIONS = ("approve", "refuse", "ask-information")
ASKING_ACTIONS = ("give-information", "appeal", "withdraw")
#: Whom the secretariat's decision belongs to, and who may never decide on this case.
DECIDERS = ("officer", "approver")
READERS = (*DECIDERS, "first_officer", "recused_member", "recused_interest", "auditor")
SIGNED_OUT = ("anonymous", "disabled")
STRANGERS = ("stranger", "stranger_contributor", "institute", "focal_point", "administrator")
PARTIES = ("asking", "asking_contributor", "other", "other_contributor")
PEOPLE = (*SIGNED_OUT, *STRANGERS, *PARTIES, *READERS)


@pytest.fixture
def people(sessions: Sessions, cast: Cast) -> dict[str, int]:
    """Kind of person → a user; one of each."""
    with sessions.writing() as session:
        asking, other, secretariat = (
            session.merge(user.memberships[0].organization)
            for user in (cast.asker, cast.answerer, cast.officer)
        )
        company, institute = (
            make_organization(session),
            make_organization(session, type="institute"),
        )
        state = make_organization(session, type="government")
        homes = {
            "asking": (asking, "representative"),
            "asking_contributor": (asking, "contributor"),
            "other": (other, "representative"),
            "other_contributor": (other, "contributor"),
            "stranger": (company, "representative"),
            "stranger_contributor": (company, "contributor"),
            "institute": (institute, "representative"),
            "focal_point": (state, "focal_point"),
            "disabled": (asking, "representative"),
            **dict.fromkeys(("officer", "first_officer"), (secretariat, "officer")),
            **dict.fromkeys(("recused_member", "recused_interest"), (secretariat, "officer")),
            **{role: (secretariat, role) for role in ("approver", "auditor", "administrator")},
        }
        made = {n: make_user(session, home, role=role) for n, (home, role) in homes.items()}
        session.add(Membership(user=made["recused_member"], organization=other, role="contributor"))
        session.add(
            DeclaredInterest(
                user_id=made["recused_interest"].id,
                organization_id=other.id,
                reason="Shares.",
                declared_at=NOW,
            )
        )
        return {name: user.id for name, user in made.items()}


@pytest.fixture
def clients(app, sessions, people) -> dict[str, FlaskClient]:
    """A client of each; that of the disabled user was signed in while it was not yet disabled."""
    app.config["WTF_CSRF_ENABLED"] = False  # test_routes.py has the tokens
    clients = {"anonymous": app.test_client()}
    for name, number in people.items():
        with sessions.writing() as session:
            user = session.get_one(User, number)
            token = open_session(session, user, now=NOW)
            user.is_active = name != "disabled"
        clients[name] = app.test_client()
        with clients[name].session_transaction() as cookie:
            cookie["_user_id"] = token
    return clients


@pytest.fixture
def case(sessions: Sessions, cast: Cast, people, clients) -> Callable[[str], str]:
    """Makes the one case, in a state, as the workflow would leave it there; its reference."""

    def make(state: str) -> str:
        number = cases.request(sessions, cast)
        with sessions.writing() as session:
            found = session.get_one(Introduction, number)
            found.state = state
            found.pairs[0].is_open = state in OPEN_STATES
            decided = state not in OPEN_STATES[:3]
            found.decided_at = NOW if decided else None
            found.decided_by_id = people["officer"] if decided else None
            found.passed_on_by_id = people["first_officer"] if state == "screened" else None
            if state in ("introduced", "declined"):
                decision = "given" if state == "introduced" else "declined"
                found.parties[1].consent = Consent(decision=decision, at=NOW)
            return found.reference

    return make


@pytest.fixture
def restore(database: Path, tmp_path: Path) -> Iterator[Callable[[], None]]:
    """Take back whatever was done since the first call."""
    kept = tmp_path / "kept.db"

    def back() -> None:
        source, target = (database, kept) if not kept.exists() else (kept, database)
        with sqlite3.connect(source) as one, sqlite3.connect(target) as other:
            one.backup(other)
        one.close()
        other.close()

    yield back
    shutil.rmtree(kept, ignore_errors=True)


def is_decided(state: str) -> bool:
    return state not in OPEN_STATES[:3]


def reaches(who: str, action: str, state: str) -> bool:
    """Whether the route finds the case for this person at all."""
    if action == "show":
        is_party = who.startswith("asking") or (who.startswith("other") and shows(state))
        return is_party or who in READERS
    if action in STAFF_ACTIONS:
        return who in DECIDERS or (who == "first_officer" and state != "screened")
    return who == "asking" or (who == "other" and shows(state))


def shows(state: str) -> bool:
    """The other side learns of a request with its approval, and of a refusal never."""
    return is_decided(state) and state != "refused"


def expected(who: str, action: str, state: str, *, filled: bool) -> int:
    if who in SIGNED_OUT:
        return 302
    if not reaches(who, action, state):
        return 404
    if action == "show":
        return 200
    step = workflow.TABLE["release" if action == "consent" else action.replace("-", "_")]
    if action == "approve" and state not in step.sources:
        return 409  # the checklist of a case that is decided is not looked at
    if not filled and FORMS[action] is not None:
        return 422
    if action not in STAFF_ACTIONS and (who == "asking") != (action in ASKING_ACTIONS):
        return 403
    return 303 if state in step.sources else 409


def digest(page: str) -> str:
    """Of the facts that the form for deciding shows; none where nothing is left to decide."""
    found = re.search(r'name="seen"[^>]*value="([^"]+)"', page)
    return found[1] if found else ""


@pytest.mark.parametrize("state", STATES)
def test_each_person_may_do_what_the_table_says_and_nothing_else(
    state, case, clients, restore
) -> None:
    reference = case(state)
    restore()
    seen = digest(clients["officer"].get(f"/introductions/{reference}").text)
    wrong = []
    for who in PEOPLE:
        for action, form in FORMS.items():
            for filled in (True, False) if form else (True,):
                path = f"/introductions/{reference}/{action}"
                data = {**((form or {}) if filled else {}), "seen": seen}
                status = clients[who].post(path, data=data).status_code
                if status == 303:
                    restore()
                if status != expected(who, action, state, filled=filled):
                    wrong.append((who, action, filled, status))
        status = clients[who].get(f"/introductions/{reference}").status_code
        if status != expected(who, "show", state, filled=True):
            wrong.append((who, "show", status))
    assert wrong == []


def test_the_matrix_knows_every_action_of_the_table() -> None:
    by_machine = {"release", "expire", "lapse", "pass_on"}
    named = {action.replace("-", "_") for action in FORMS}
    assert named - {"consent"} == set(workflow.TABLE) - by_machine
