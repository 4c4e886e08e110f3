"""Many hands on one case: threads that are kept, one database, fresh listings for each round.

A round costs no more than what its hands do: cast, tables and threads are those of the round
before. The hands belong to several engines, as those of several web processes do, so that no
connection pool keeps them from meeting at the database.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matchmaker.errors import MatchmakerError
from matchmaker.policies.actor import Actor
from matchmaker.services import introduction_requests, introductions
from matchmaker.services.introduction_requests import Request
from matchmaker.services.sign_in import actor_of
from models import AuditEvent, Introduction, Job, Listing, User
from models.session import Sessions, open_engine
from tests.factories.cast import TICKED, Cast, make_blind_need, make_blind_offer
from tests.factories.listings import NOW, make_capability, make_organization, make_user
from tests.faults.consistency import assert_consistent

HANDS: Final = 32
_ENGINES: Final = 4
CONTENT: Final = Request(("licence",), "How warm is it?", "A steelworks with off-gas. " * 3)

Deed = Callable[[Session, Actor, Introduction], object]
Turn = Callable[[Sessions], str]


@dataclass(frozen=True, slots=True)
class Sides:
    """The ids of a round's own listings: a need, an offer, and two capabilities of a third."""

    need: int
    offer: int
    capability: int
    fourth: int


class Crowd:
    """``HANDS`` threads that begin what they are given at the same moment."""

    def __init__(self, database: Path, cast: Cast) -> None:
        url = f"sqlite:///{database}"
        self._each = [Sessions(open_engine(url)) for _ in range(_ENGINES)]
        self.sessions, self.cast = self._each[0], cast
        self._pool = ThreadPoolExecutor(HANDS)
        self._actors: dict[int, Actor] = {}
        with self.sessions.writing() as session:
            institute = make_organization(session, name="Third", type="institute", sectors=[])
            self.third = make_user(session, institute, role="representative", name="Tove Third")

    def close(self) -> None:
        self._pool.shutdown()
        for sessions in self._each:
            sessions.engine.dispose()

    def sides(self) -> Sides:
        """New published listings, of which nobody has asked for any yet."""
        with self.sessions.writing() as session:
            need = make_blind_need(session, session.merge(self.cast.need.organization))
            offer = make_blind_offer(session, session.merge(self.cast.offer.organization))
            institute = session.get_one(User, self.third.id).memberships[0].organization
            more = [make_capability(session, institute) for _ in range(2)]
            for listing in (need, offer, *more):
                listing.dual_use_listed = listing.state_funded_limits = False
            return Sides(need.id, offer.id, more[0].id, more[1].id)

    def case(self, *, approved: bool = False, of_three: bool = False, flagged: bool = False) -> int:
        """A new request, and if it is to be so the officer's approval of it."""
        sides = self.sides()
        with self.sessions.writing() as session:
            if flagged:
                session.get_one(Listing, sides.offer).dual_use_listed = True
            others = [sides.offer, sides.capability] if of_three else [sides.offer]
            made = ask(session, actor_of(session.get_one(User, self.cast.asker.id)), sides, others)
            if approved:
                officer = actor_of(session.get_one(User, self.cast.officer.id))
                introductions.decide(session, officer, made, "approve", checklist=TICKED, now=NOW)
            return made.id

    def at_once(self, turns: Sequence[Turn]) -> Counter[str]:
        """What each turn answered, all of them begun together; the base holds afterwards."""
        start = threading.Barrier(len(turns))

        def act(turn: Turn, sessions: Sessions) -> str:
            start.wait(30)
            return turn(sessions)

        return Counter(self._pool.map(act, turns, cycle(self._each)))

    def hand(self, user: User, case: int, deed: Deed, word: str = "done") -> Turn:
        """One deed in a session of its own, as a request of the web does it."""

        actor = self.actor(user)

        def turn(sessions: Sessions) -> str:
            with refusal() as answer, sessions.writing() as session:
                deed(session, actor, session.get_one(Introduction, case))
                answer[0] = word
            return answer[-1]

        return turn

    def request(self, user: User, sides: Sides, others: Sequence[int]) -> Turn:
        actor = self.actor(user)

        def turn(sessions: Sessions) -> str:
            with refusal() as answer, sessions.writing() as session:
                ask(session, actor, sides, others)
                answer[0] = "done"
            return answer[-1]

        return turn

    def actor(self, user: User) -> Actor:
        """Read once: what all hands of a person have in common."""
        if user.id not in self._actors:
            with self.sessions.reading() as session:
                self._actors[user.id] = actor_of(session.get_one(User, user.id))
        return self._actors[user.id]

    def steps(self, case: int) -> Counter[str]:
        """Action → how often the log has it for the case."""
        with self.sessions.reading() as session:
            reference = session.get_one(Introduction, case).reference
            query = select(AuditEvent.action, func.count()).group_by(AuditEvent.action)
            rows = session.execute(query.where(AuditEvent.subject_reference == reference))
            return Counter({row[0].partition(".")[2]: row[1] for row in rows})

    def mails(self, case: int) -> Counter[str]:
        """Template → how many mails about the case there are."""
        with self.sessions.reading() as session:
            about = Job.payload["introduction_id"].as_integer() == case
            jobs = session.scalars(select(Job).where(Job.kind == "send_mail", about))
            return Counter(job.payload["template"] for job in jobs)

    def read(self, case: int) -> Introduction:
        with self.sessions.reading() as session:
            return session.get_one(Introduction, case)

    def assert_consistent(self) -> None:
        with self.sessions.reading() as session:
            assert_consistent(session)


@contextmanager
def refusal() -> Iterator[list[str]]:
    """Collects the answer: what the deed says, or that it was refused."""
    answer = [""]
    try:
        yield answer
    except MatchmakerError:
        answer.append("refused")


def ask(session: Session, actor: Actor, sides: Sides, others: Sequence[int]) -> Introduction:
    need, *rest = (session.get_one(Listing, each) for each in (sides.need, *others))
    return introduction_requests.request_all(session, actor, need, rest, CONTENT, now=NOW)


def approve(session: Session, actor: Actor, case: Introduction) -> Any:
    return introductions.decide(session, actor, case, "approve", checklist=TICKED, now=NOW)


def refuse(session: Session, actor: Actor, case: Introduction) -> Any:
    return introductions.decide(
        session, actor, case, "refuse", rule="no_fit", reason="No.", now=NOW
    )


def consent(session: Session, actor: Actor, case: Introduction) -> Any:
    return introductions.consent(session, actor, case, now=NOW)


def withdraw(session: Session, actor: Actor, case: Introduction) -> Any:
    return introductions.withdraw(session, actor, case, now=NOW)
