"""How is it going? Five questions in the year after an introduction, answered by one click.

A question is a row for each party, made when the names are released; a job asks it on its day.
The answer is what somebody says in passing. It is no report: a stage with its day, its reason or
its figure is reported on the page of the introduction, which the answer leads to.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.errors import InvalidFields, NotFound
from matchmaker.phrases import N_, phrase
from matchmaker.policies.actor import Actor
from matchmaker.services import audit, check_in_links, job_queue, notices
from matchmaker.services.check_in_links import VALID_FOR, Link
from matchmaker.services.sign_in import actor_of
from matchmaker.workflow.outcomes import CLOSED, furthest, is_over, reportable, standing
from models import CheckIn, Introduction, IntroductionParty, User
from models import vocabulary as v

#: Days after the introduction.
DAYS: Final = (30, 90, 180, 270, 365)
JOB: Final = "ask_check_in"
TALKING, ENDED = "talking", "ended"
GONE: Final = (
    "This link does not work, or does not work any more. A check-in can be answered for 30 days "
    "and until the next one. Sign in to see your introductions."
)


@dataclass(frozen=True, slots=True)
class Question:
    """All that a reader without a session is told: the case, its stage, the own listing."""

    reference: str
    title: str
    stage: str
    choices: tuple[tuple[str, str], ...]
    answer: str

    @property
    def answer_label(self) -> str:
        return dict(self.choices).get(self.answer, "")

    @property
    def reports(self) -> str:
        """The stage that the answer speaks of, for the report that may follow."""
        return {TALKING: "", ENDED: CLOSED}.get(self.answer, self.answer)


@dataclass(frozen=True, slots=True)
class Standing:
    """``next_due`` is the next check-in; ``unreported`` the stage that the reader's own side told
    one and did not report.
    """

    next_due: dt.datetime | None
    unreported: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What the mail of one representative says; ``token`` is of this representative alone."""

    day: int
    question: Question
    token: str


def schedule(session: Session, introduction: Introduction, *, now: dt.datetime) -> None:
    """At the release: the questions of each party, and the jobs that ask them."""
    for day in DAYS:
        due = now + dt.timedelta(days=day)
        session.add_all(
            CheckIn(introduction_id=introduction.id, party_id=party.id, day=day, due_at=due)
            for party in introduction.parties
        )
        payload = {"introduction_id": introduction.id, "day": day}
        key = f"{JOB}:{introduction.id}:{day}"
        job_queue.enqueue(session, JOB, key=key, payload=payload, now=now, run_at=due)
    session.flush()


def ask(session: Session, introduction: Introduction, day: int, *, now: dt.datetime) -> int:
    """Mail the questions of ``day`` that are not asked yet; returns how many were.

    None when the case is over, or when the next question is due as well: a worker that was
    away asks the latest question only.
    """
    if introduction.state != "introduced" or is_over(_stages(introduction)):
        return 0
    rows = _rows(session, introduction)
    if any(row.day > day and row.due_at <= now for row in rows):
        return 0
    due = [row for row in rows if row.day == day and row.sent_at is None and row.due_at <= now]
    for row in due:
        row.sent_at = now
        ids = {"check_in_id": row.id}
        notices.to_party(session, row.party, "check_in", ids=ids, now=now)
    session.flush()
    if due:
        _log(session, Actor.worker(), introduction, "ask_check_in", day, now=now)
    return len(due)


def standing_of(session: Session, actor: Actor, introduction: Introduction) -> Standing | None:
    """What the page of the case says of check-ins; ``None`` when nobody is asked any more."""
    stages = _stages(introduction)
    if is_over(stages):
        return None
    rows = _rows(session, introduction)
    own = actor.organizations_as("representative")
    said = [row.answer for row in rows if row.answer and row.party.organization_id in own]
    asked = max((row.day for row in rows if row.sent_at), default=0)
    due = min((row.due_at for row in rows if row.day > asked), default=None)
    unreported = {ENDED: CLOSED}.get(said[-1], said[-1]) if said else ""
    return Standing(due, unreported if unreported in reportable(stages) else "")


def link_of(row: CheckIn, user_id: int) -> Link:
    """What the link says that ``user_id`` gets; from when it was asked, so always the same."""
    if row.sent_at is None:
        raise ValueError("a question that was not asked has no link")
    expires = (row.sent_at + VALID_FOR).replace(microsecond=0)
    return Link(row.introduction.reference, row.party.position, user_id, row.day, expires)


def check_in_letter(key: str, row: CheckIn, user_id: int) -> Letter:
    """The mail to ``user_id``, with a link that ``key`` signs."""
    return Letter(row.day, question_of(row), check_in_links.make(key, link_of(row, user_id)))


def question(session: Session, link: Link) -> Question:
    """What the link asks; ``NotFound``, the same for every reason, when it asks no more."""
    row, _actor = _find(session, link)
    return question_of(row)


def question_of(row: CheckIn) -> Question:
    """The question as it stands now."""
    stages = _stages(row.introduction)
    steps = [stage for stage in reportable(stages) if stage != CLOSED]
    return Question(
        reference=row.introduction.reference,
        title=row.party.listing.title,
        stage=v.OUTCOME_STAGES.label(furthest(stages)),
        choices=(
            (TALKING, N_("Still talking")),
            *(
                (
                    stage,
                    phrase(
                        "A step further: %(stage)s", stage=phrase(v.OUTCOME_STAGES.label(stage))
                    ),
                )
                for stage in steps
            ),
            (ENDED, N_("It has ended")),
        ),
        answer=row.answer,
    )


def answer(session: Session, link: Link, value: str, *, now: dt.datetime) -> CheckIn:
    """Keep the answer; a second one takes its place until the next question is asked."""
    row, actor = _find(session, link)
    if value not in dict(question_of(row).choices):
        raise InvalidFields({"answer": "choose one of the answers"})
    row.answer, row.answered_at, row.user_id = value, now, actor.user_id
    session.flush()
    _log(session, actor, row.introduction, "check_in", row.day, now=now, answer=value)
    return row


def _find(session: Session, link: Link) -> tuple[CheckIn, Actor]:
    query = (
        select(CheckIn)
        .join(Introduction)
        .join(IntroductionParty, IntroductionParty.id == CheckIn.party_id)
        .where(
            Introduction.reference == link.reference,
            IntroductionParty.position == link.position,
            CheckIn.day == link.day,
            CheckIn.sent_at.is_not(None),
        )
    )
    row, user = session.scalar(query), session.get(User, link.user_id)
    if row is None or user is None or not user.is_active:
        raise NotFound(GONE)
    actor = actor_of(user)
    speaks = row.party.organization_id in actor.organizations_as("representative")
    later = any(
        other.day > row.day and other.sent_at is not None and other.party_id == row.party_id
        for other in _rows(session, row.introduction)
    )
    if not speaks or later or is_over(_stages(row.introduction)):
        raise NotFound(GONE)
    return row, actor


def _rows(session: Session, introduction: Introduction) -> list[CheckIn]:
    query = select(CheckIn).where(CheckIn.introduction_id == introduction.id)
    return list(session.scalars(query.order_by(CheckIn.day, CheckIn.party_id)))


def _stages(introduction: Introduction) -> list[str]:
    return standing((outcome.stage, outcome.state) for outcome in introduction.outcomes)


def _log(
    session: Session,
    actor: Actor,
    introduction: Introduction,
    action: str,
    day: int,
    *,
    now: dt.datetime,
    **more: str,
) -> None:
    details = {"day": day, **more}
    subject = ("introduction", introduction.reference)
    audit.record(session, actor, f"introduction.{action}", *subject, now=now, details=details)
