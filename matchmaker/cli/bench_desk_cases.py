"""Introductions for the desk's benchmark, in every state, with their steps in a whole audit log."""

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from matchmaker.services.audit import GENESIS, digest
from models import AuditEvent
from models import vocabulary as v
from models.introduction import OPEN_STATES

Rows = Iterator[dict[str, Any]]
#: State → share of the introductions, and the steps that lead there. Fourteen a day, decided in
#: some five days and answered in fourteen, leave about 3 % open.
_ENDS: Final[tuple[tuple[str, float, tuple[str, ...]], ...]] = (
    ("requested", 0.007, ()),
    ("needs_information", 0.003, ("ask_information",)),
    ("approved", 0.02, ("approve",)),
    ("introduced", 0.55, ("approve", "consent", "release")),
    ("refused", 0.1, ("refuse",)),
    ("declined", 0.15, ("approve", "decline")),
    ("expired", 0.12, ("approve", "expire")),
    ("withdrawn", 0.05, ("approve", "withdraw")),
)
_DAYS: Final = 700  # that they are spread over
_OPEN_DAYS: Final = 20  # that an open one is old at most


@dataclass(frozen=True, slots=True)
class Case:
    """One introduction: ``steps`` are actions with their times, the request first."""

    id: int
    state: str
    listings: tuple[int, int]
    owners: tuple[int, int]
    steps: tuple[tuple[str, dt.datetime], ...]

    @property
    def reference(self) -> str:
        return f"IN-{self.id:08d}"

    def at(self, *actions: str) -> dt.datetime | None:
        return next((at for action, at in self.steps if action in actions), None)


def draw(
    number: int,
    pair: tuple[int, int],
    owners: tuple[int, int],
    chance: random.Random,
    now: dt.datetime,
) -> Case:
    """A case of its number; the state is drawn by its share."""
    states = [state for state, _, _ in _ENDS]
    state = chance.choices(states, [share for _, share, _ in _ENDS])[0]
    actions = next(steps for name, _, steps in _ENDS if name == state)
    age = chance.uniform(1, _OPEN_DAYS if state in OPEN_STATES else _DAYS)
    at = now - dt.timedelta(days=age)
    steps = [("request", at)]
    for action in actions:
        at = min(now, at + dt.timedelta(days=chance.uniform(0.2, 5)))
        steps.append((action, at))
    return Case(number, state, pair, owners, tuple(steps))


def introductions(cases: Sequence[Case], chance: random.Random) -> Rows:
    for case in cases:
        refused = case.state == "refused"
        yield {
            "id": case.id,
            "reference": case.reference,
            "pair": "-".join(map(str, sorted(case.listings))),
            "state": case.state,
            "cooperation": ["co_development"],
            "about_us": "A fictional plant.",
            "requested_at": case.steps[0][1],
            "decided_at": case.at("approve", "refuse"),
            "decision_rule": chance.choice(list(v.REFUSAL_RULES)) if refused else "",
            "introduced_at": case.at("release"),
            "facts": {},
        }


def pairs(cases: Sequence[Case]) -> Rows:
    for case in cases:
        first, second = sorted(case.listings)
        yield {
            "introduction_id": case.id,
            "first_id": first,
            "second_id": second,
            "is_open": case.state in OPEN_STATES,
        }


def parties(cases: Sequence[Case]) -> Rows:
    """Two for each, their ids in the order of the cases."""
    for case in cases:
        for position in (0, 1):
            yield {
                "id": _party(case, position),
                "introduction_id": case.id,
                "position": position,
                "listing_id": case.listings[position],
                "organization_id": case.owners[position],
            }


def consents(cases: Sequence[Case], chance: random.Random) -> Rows:
    """The asking party's, and that of the other where it has answered."""
    for case in cases:
        given = {"user_id": None, "decision": "given", "reason": ""}
        yield {**given, "party_id": _party(case, 0), "at": case.steps[0][1]}
        if at := case.at("consent"):
            yield {**given, "party_id": _party(case, 1), "at": at}
        elif at := case.at("decline"):
            reason = chance.choice(list(v.DECLINE_REASONS))
            answer = {"user_id": None, "decision": "declined", "reason": reason}
            yield {**answer, "party_id": _party(case, 1), "at": at}


def outcomes(cases: Sequence[Case]) -> Rows:
    """A first meeting for every second introduction that was made."""
    for case in cases:
        at = case.at("release")
        if at is not None and case.id % 2:
            yield {
                "introduction_id": case.id,
                "stage": "met",
                "happened_on": at.date(),
                "reported_by_id": _party(case, 0),
                "reported_at": at,
            }


def events(cases: Sequence[Case]) -> Rows:
    """Every step as the audit log chains it, in the order of time."""
    steps = sorted(
        (at, case.id, place, action, case.reference)
        for case in cases
        for place, (action, at) in enumerate(case.steps)
    )
    previous = GENESIS
    for number, (at, _, _, action, reference) in enumerate(steps, 1):
        fields = {
            "id": number,
            "at": at,
            "actor": "operator",
            "role": "operator",
            "action": f"introduction.{action}",
            "subject_type": "introduction",
            "subject_reference": reference,
            "details": {},
            "previous_hash": previous,
        }
        previous = digest(AuditEvent(**fields))
        yield {**fields, "hash": previous}


def _party(case: Case, position: int) -> int:
    return 2 * case.id - 1 + position
