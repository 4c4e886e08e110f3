"""The demonstration's questions, as dated events over the services."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from matchmaker.policies.actor import Actor
from matchmaker.services import questions
from matchmaker.services.question_asking import ask
from matchmaker.services.question_check import digest
from matchmaker.services.question_names import found_by_writer
from matchmaker.services.question_texts import to_confirm
from models import BlindQuestion, Listing, Organization

Event = Callable[[dt.datetime], None]
#: How many days after the question each later step comes.
_RELAYED, _ANSWERED, _DONE = 0.5, 1.5, 2.5
_ASKED_ONLY: Final = ("submitted", "returned")


@dataclass
class QuestionPlan:
    """Turns entries of the files into events."""

    session: Session
    listings: Mapping[str, Listing]
    representative: Callable[[Organization], Actor]
    officer: Callable[[], Actor]

    def events(self, entry: dict[str, Any]) -> Iterator[tuple[float, Event]]:
        """``(days ago, event)`` of one question, up to its state."""
        made: list[BlindQuestion] = []
        asked, state = entry["asked_days_ago"], entry["state"]
        yield asked, lambda now: made.append(self._ask(entry, now))
        if state == "returned":
            yield asked - _RELAYED, lambda now: self._send_back(made[0], entry["reason"], now)
        if state not in _ASKED_ONLY:
            yield asked - _RELAYED, lambda now: self._relay(made[0], now)
        if state == "declined":
            yield asked - _ANSWERED, lambda now: self._decline(made[0], now)
        if "answer" in entry:
            yield asked - _ANSWERED, lambda now: self._answer(made[0], entry["answer"], now)
        if state == "answer_relayed":
            yield asked - _DONE, lambda now: self._relay(made[0], now)

    def _ask(self, entry: dict[str, Any], now: dt.datetime) -> BlindQuestion:
        asking, other = self.listings[entry["asking"]], self.listings[entry["other"]]
        actor, text = self.representative(asking.organization), entry["text"]
        key = self._key(actor, asking.organization, text)
        return ask(self.session, actor, asking, other, text, confirmed=key, now=now)

    def _answer(self, question: BlindQuestion, text: str, now: dt.datetime) -> None:
        owner = question.to_organization
        actor = self.representative(owner)
        key = self._key(actor, owner, text)
        questions.answer(self.session, actor, question, text, confirmed=key, now=now)

    def _key(self, actor: Actor, writer: Organization, text: str) -> str:
        """The confirmation that a writer gives who has read what was found."""
        found = found_by_writer(self.session, actor, writer, text)
        return digest(to_confirm(self.session, found))

    def _relay(self, question: BlindQuestion, now: dt.datetime) -> None:
        questions.relay(self.session, self.officer(), question, seen=True, now=now)

    def _send_back(self, question: BlindQuestion, reason: str, now: dt.datetime) -> None:
        questions.send_back(self.session, self.officer(), question, reason=reason, now=now)

    def _decline(self, question: BlindQuestion, now: dt.datetime) -> None:
        actor = self.representative(question.to_organization)
        questions.decline(self.session, actor, question, now=now)
