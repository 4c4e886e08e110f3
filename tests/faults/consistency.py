"""What holds of introductions in every database, whatever hit the program between two steps."""

from collections import Counter
from itertools import combinations

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.services import audit
from matchmaker.workflow import introductions as workflow
from models import Introduction, Job, Screening
from models.introduction import OPEN_STATES

#: Where the log's last step of the workflow has led; the first is the request.
_LED_TO = {action: step.target for action, step in workflow.TABLE.items()} | {
    "request": "requested"
}


def assert_consistent(session: Session) -> None:
    """State, pairs, consents, screenings, audit chain and jobs agree on every introduction."""
    assert audit.verify(session).holds
    for introduction in session.scalars(select(Introduction)):
        _assert_state(session, introduction)
        _assert_pairs(introduction)
        _assert_consents(introduction)
        _assert_decision(session, introduction)
        _assert_jobs(session, introduction)
    keys = Counter(job.key for job in session.scalars(select(Job)) if job.state == "waiting")
    assert max(keys.values(), default=1) == 1, "work is waiting twice"


def _steps(session: Session, introduction: Introduction) -> list[str]:
    trail = audit.trail(session, "introduction", introduction.reference)
    return [event.action.partition(".")[2] for event in trail]


def _assert_state(session: Session, introduction: Introduction) -> None:
    """The state is where the log's steps lead from the request, each by the table."""
    steps = [step for step in _steps(session, introduction) if step in _LED_TO]
    assert steps[0] == "request"
    assert steps.count("request") == 1
    state = "requested"
    for step in steps[1:]:
        assert state in workflow.TABLE[step].sources, (steps, step)
        state = _LED_TO[step]
    assert introduction.state == state, steps


def _assert_pairs(introduction: Introduction) -> None:
    ids = sorted(party.listing_id for party in introduction.parties)
    pairs = {(pair.first_id, pair.second_id) for pair in introduction.pairs}
    assert pairs == set(combinations(ids, 2))
    is_open = introduction.state in OPEN_STATES
    assert {pair.is_open for pair in introduction.pairs} == {is_open}


def _assert_consents(introduction: Introduction) -> None:
    """The asking party has consented by asking; names are out if, and only if, all have."""
    given = [p.consent is not None and p.consent.decision == "given" for p in introduction.parties]
    assert given[0]
    released = introduction.state == "introduced"
    assert (introduction.introduced_at is not None) == released
    assert all(given) == released
    declined = [p for p in introduction.parties if p.consent and p.consent.decision == "declined"]
    assert len(declined) == (introduction.state == "declined")


def _assert_decision(session: Session, introduction: Introduction) -> None:
    """Every approval and every passing on has its look; of a flagged case by two people."""
    steps = _steps(session, introduction)
    query = select(Screening).where(Screening.introduction_id == introduction.id)
    looks = list(session.scalars(query.order_by(Screening.id)))
    taken = [step for step in steps if step in ("pass_on", "approve")]
    assert [look.step for look in looks] == taken
    if introduction.state == "screened":
        assert introduction.passed_on_by_id == looks[-1].officer_id
    if taken[-2:] == ["pass_on", "approve"] and steps[-1] != "appeal":
        assert looks[-2].officer_id != looks[-1].officer_id
    assert (introduction.expires_at is not None) == ("approve" in steps)


def _assert_jobs(session: Session, introduction: Introduction) -> None:
    """One clock for each approval; one mail of a kind to a person for each step that sends it."""
    payload = Job.payload["introduction_id"].as_integer()
    jobs = list(session.scalars(select(Job).where(payload == introduction.id)))
    steps = Counter(_steps(session, introduction))
    kinds = ("remind_introduction", "expire_introduction")
    clocks = Counter(job.kind for job in jobs if job.kind in kinds)
    approved = steps["approve"]
    expected = {"remind_introduction": 2 * approved, "expire_introduction": approved}
    assert clocks == Counter({kind: number for kind, number in expected.items() if number})
    mails = Counter(
        (job.payload["template"], job.payload["user_id"], job.payload.get("party_id"))
        for job in jobs
        if job.kind == "send_mail"
    )
    for (template, _user, _party), number in mails.items():
        assert number <= _most(template, steps), (template, steps)


def _most(template: str, steps: Counter[str]) -> int:
    causes = {
        "introduction_requested": ("request", "give_information"),
        "introduction_approved": ("approve",),
        "introduction_consent": ("approve",),
        "introduction_flagged": ("pass_on",),
        "introduction_information": ("ask_information",),
        "introduction_refused": ("refuse",),
        "introduction_appealed": ("appeal",),
        "introduction_released": ("release",),
        "introduction_declined": ("decline",),
        "introduction_closed": ("decline", "withdraw"),
        "introduction_withdrawn": ("withdraw",),
        "introduction_expired": ("expire",),
        "introduction_lapsed": ("lapse",),
        "introduction_reminder": ("remind",),
        "outcome_reported": ("report",),
    }
    return sum(steps[cause] for cause in causes[template]) if template in causes else 10**6
