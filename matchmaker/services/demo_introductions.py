"""The demonstration's introductions, outcomes and feedback, as dated events over the services."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from matchmaker.policies.actor import Actor
from matchmaker.services import (
    check_ins,
    feedback,
    introductions,
    match_shares,
    messages,
    outcome_answers,
    outcomes,
)
from matchmaker.services.check_in_links import VALID_FOR, Link
from matchmaker.services.introduction_requests import Request, request
from matchmaker.services.outcome_values import Report
from matchmaker.services.screening import Checklist
from matchmaker.services.sign_in import actor_of
from models import Introduction, Listing, Organization, User
from models import vocabulary as v

Event = Callable[[dt.datetime], None]
#: How many days after the request each later step comes.
_DECIDED, _ANSWERED, _EXPIRED = 2, 6, 16
_LOOKED = Checklist(
    frozenset(v.SCREENING_POINTS),
    dict.fromkeys(
        v.SCREENING_POINTS, "Technical talks only; ground rules go with the introduction."
    ),
)
_NEWEST_APPROVAL = 5  # an open approval is this young, so that it does not expire at once


@dataclass
class IntroductionPlan:
    """Turns entries of the files into events; remembers the introductions that they make."""

    session: Session
    listings: Mapping[str, Listing]
    representative: Callable[[Organization], Actor]
    made: dict[tuple[str, str], Introduction] = field(default_factory=dict)

    def events(
        self, entry: dict[str, Any], officers: Callable[[], list[Actor]]
    ) -> Iterator[tuple[float, Event]]:
        """``(days ago, event)`` of one introduction, from the request to its state."""
        asked, state = entry["requested_days_ago"], entry["state"]
        yield asked, self._request(entry)
        decision = self._decision(entry, officers)
        if decision is not None:
            early = asked - _DECIDED
            yield min(early, _NEWEST_APPROVAL) if state == "approved" else early, decision
        if state in ("introduced", "declined"):
            yield asked - _ANSWERED, self._answer(entry)
        if state == "withdrawn":
            yield max(asked - _ANSWERED, 0.1), self._withdraw(entry)
        if state == "expired":
            yield asked - _EXPIRED, self._expire(entry)
        for report in entry.get("outcomes", ()):
            yield report["days_ago"], self._outcome(entry, report)
        for written in entry.get("messages", ()):
            yield written["days_ago"], self._message(entry, written)
        if state == "introduced":
            since = asked - _ANSWERED
            yield from ((since - d, self._check_in(entry, d)) for d in check_ins.DAYS if d < since)

    def feedback(self, entry: dict[str, Any], people: Mapping[str, User]) -> Event:
        """One answer to a match."""

        def answer(now: dt.datetime) -> None:
            feedback.answer(
                self.session,
                actor_of(people[entry["person"]]),
                self.listings[entry["listing"]],
                self.listings[entry["counterpart"]],
                value=entry["answer"],
                reason=entry.get("reason", ""),
                note=entry.get("note"),
                now=now,
            )

        return answer

    def share(self, entry: dict[str, Any], people: Mapping[str, User]) -> Event:
        """One match shared with colleagues."""

        def show(now: dt.datetime) -> None:
            match_shares.share(
                self.session,
                actor_of(people[entry["person"]]),
                self.listings[entry["listing"]],
                self.listings[entry["counterpart"]],
                to=[people[email].id for email in entry["with"]],
                note=entry.get("note", ""),
                now=now,
            )

        return show

    def _request(self, entry: dict[str, Any]) -> Event:
        def ask(now: dt.datetime) -> None:
            asking, other = self.listings[entry["asking"]], self.listings[entry["other"]]
            content = Request(
                tuple(entry["cooperation"]), entry.get("question", ""), entry["about_us"]
            )
            actor = self.representative(asking.organization)
            self.made[_key(entry)] = request(self.session, actor, asking, other, content, now=now)

        return ask

    def _decision(self, entry: dict[str, Any], officers: Callable[[], list[Actor]]) -> Event | None:
        state = entry["state"]
        action = {"refused": "refuse", "needs_information": "ask_information"}.get(state, "approve")
        if state == "requested" or (state == "withdrawn" and not entry.get("approved")):
            return None

        def decide(now: dt.datetime) -> None:
            introduction = self.made[_key(entry)]
            first, second, *_more = officers()
            for officer in (first, second):
                introductions.decide(
                    self.session,
                    officer,
                    introduction,
                    action,
                    rule=entry.get("decision_rule", ""),
                    reason=entry.get("decision_reason", ""),
                    checklist=_LOOKED,
                    now=now,
                )
                if introduction.state != "screened" or state == "screened":
                    break

        return decide

    def _answer(self, entry: dict[str, Any]) -> Event:
        def answer(now: dt.datetime) -> None:
            introduction, actor = self._other(entry)
            if entry["state"] == "introduced":
                introductions.consent(self.session, actor, introduction, now=now)
            else:
                reason = entry["decline_reason"]
                introductions.decline(self.session, actor, introduction, reason=reason, now=now)

        return answer

    def _withdraw(self, entry: dict[str, Any]) -> Event:
        def withdraw(now: dt.datetime) -> None:
            introduction = self.made[_key(entry)]
            actor = self.representative(introduction.parties[0].organization)
            introductions.withdraw(self.session, actor, introduction, now=now)

        return withdraw

    def _expire(self, entry: dict[str, Any]) -> Event:
        def expire(now: dt.datetime) -> None:
            introductions.expire(self.session, self.made[_key(entry)], now=now)

        return expire

    def _outcome(self, entry: dict[str, Any], report: dict[str, Any]) -> Event:
        """A report, and what the other side says of it: ``confirmed``, ``disputed``, nothing."""

        def tell(now: dt.datetime) -> None:
            introduction = self.made[_key(entry)]
            mine, other = self._sides(introduction, report)
            outcome = outcomes.report(
                self.session, mine, introduction, _report(report, now), now=now
            )
            if report.get("confirmed"):
                outcome_answers.confirm(self.session, other, introduction, outcome.id, now=now)
            if note := report.get("disputed", ""):
                outcome_answers.dispute(
                    self.session, other, introduction, outcome.id, note=note, now=now
                )

        return tell

    def _message(self, entry: dict[str, Any], written: dict[str, Any]) -> Event:
        def write(now: dt.datetime) -> None:
            introduction = self.made[_key(entry)]
            mine, _other = self._sides(introduction, written)
            text = written["text"].strip()
            messages.send(self.session, mine, introduction, text, form_key="", now=now)

        return write

    def _check_in(self, entry: dict[str, Any], day: int) -> Event:
        """A question of the past, and the answer that the file gives to it."""
        answers = [said for said in entry.get("check_ins", ()) if said["day"] == day]

        def ask(now: dt.datetime) -> None:
            introduction = self.made[_key(entry)]
            check_ins.ask(self.session, introduction, day, now=now)
            for said in answers:
                speaker, _other = self._sides(introduction, said)
                position = 0 if said["by"] == "asking" else 1
                user_id = speaker.user_id or 0
                link = Link(introduction.reference, position, user_id, day, now + VALID_FOR)
                check_ins.answer(self.session, link, said["answer"], now=now)

        return ask

    def _sides(self, introduction: Introduction, said: dict[str, Any]) -> tuple[Actor, Actor]:
        """Who says it, and the other one."""
        asking, other = (self.representative(p.organization) for p in introduction.parties[:2])
        return (asking, other) if said["by"] == "asking" else (other, asking)

    def _other(self, entry: dict[str, Any]) -> tuple[Introduction, Actor]:
        introduction = self.made[_key(entry)]
        return introduction, self.representative(introduction.parties[1].organization)


def _report(report: dict[str, Any], now: dt.datetime) -> Report:
    return Report(
        stage=report["stage"],
        happened_on=now.date(),
        note=report.get("note", ""),
        closing_reason=report.get("closing_reason", ""),
        abatement_t_per_year=report.get("abatement_t_per_year"),
        abatement_method=report.get("abatement_method", ""),
        baseline=report.get("baseline", ""),
        attribution=report.get("attribution", ""),
    )


def _key(entry: dict[str, Any]) -> tuple[str, str]:
    return entry["asking"], entry["other"]
