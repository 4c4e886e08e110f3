"""One organization with very many matches in a large market, with answers and introductions."""

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from sqlalchemy import Table, insert, select, update
from sqlalchemy.orm import Session

from matchmaker.cli import bench_browse_data, bench_desk_cases
from matchmaker.importers.demonstration import Demonstration
from models import (
    Base,
    BlindQuestion,
    Consent,
    Feedback,
    Introduction,
    IntroductionPair,
    IntroductionParty,
    Listing,
    Match,
    User,
)
from models import vocabulary as v

GIANT: Final = 1  # the organization's id
_MEMBERS: Final = 3
_PER_OTHER: Final = 2  # matches of everybody else's listings
_ANSWERED: Final = 0.1  # share of the giant's matches
_CASES: Final = 300
_QUESTIONS: Final = 60
_BATCH: Final = 5_000
Rows = Iterator[dict[str, Any]]
Pair = tuple[int, int]  # own listing, the other one
#: As long as those of the demonstration network, so that a row takes as much room.
_REASONS: Final = [
    {"verdict": "fits", "feature": "trl", "phrase": "TRL 6 meets the lowest TRL accepted, 5"},
    {"verdict": "fits", "feature": "country", "phrase": "Country in common: India"},
    {"verdict": "fits", "feature": "technology", "phrase": "Same technology route: Slag, binders"},
    {"verdict": "fits", "feature": "sector", "phrase": "Same sector: Cement and concrete"},
    {"verdict": "misses", "feature": "language", "phrase": "Different languages: English, German"},
]
_EVIDENCE: Final = {
    "ours": "We seek partners to turn slags of an integrated works into cement. " * 3,
    "theirs": "Experience with high-alumina blast furnace slag, LD slag and copper slag.",
    "similarity": 0.36,
    "words": ["clinker", "activation", "glass", "strength", "standards", "blast"],
    "marks": ["activation", "blast", "clinker", "granulated", "strength", "standards"],
}


@dataclass(frozen=True, slots=True)
class Size:
    """``own`` listings of the giant, with so many matches each."""

    listings: int
    own: int
    matches: int


def fill(
    session: Session, demonstration: Demonstration, size: Size, *, seed: int, now: dt.datetime
) -> None:
    """The market of the browse benchmark, of which the first listings are the giant's."""
    bench_browse_data.fill(session, demonstration, size.listings, seed=seed, now=now)
    first = Listing.id <= size.own
    session.execute(update(Listing).where(first).values(organization_id=GIANT))
    chance = random.Random(seed)  # noqa: S311 - a reproducible mixture, no secret
    kinds = dict(session.execute(select(Listing.id, Listing.kind)).all())
    own = _own_pairs(kinds, size, chance)
    _write(session, User, _members(now))
    _write(session, Match, _matches(own, chance, now, _REASONS, _EVIDENCE))
    _write(session, Match, _matches(_other_pairs(kinds, size, chance), chance, now, [], {}))
    _write(session, Feedback, _answers(own, chance, now))
    _cases(session, chance.sample(own, min(_CASES, len(own) // 20)), chance, now)
    asked = chance.sample(own, min(_QUESTIONS, len(own) // 20))
    _write(session, BlindQuestion, _questions(asked, now))


def _write(session: Session, model: type[Base], rows: Iterator[dict[str, Any]]) -> None:
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101 - every model of ours is a table
    while batch := list(islice(rows, _BATCH)):
        session.execute(insert(table), batch)


def _members(now: dt.datetime) -> Rows:
    for number in range(1, _MEMBERS + 1):
        email = f"colleague{number}@load.example"
        yield {"id": number, "email": email, "name": f"Colleague {number}", "created_at": now}


def _own_pairs(kinds: dict[int, str], size: Size, chance: random.Random) -> list[Pair]:
    return list(_pairs(kinds, range(1, size.own + 1), size.own, size.matches, chance))


def _other_pairs(kinds: dict[int, str], size: Size, chance: random.Random) -> Iterator[Pair]:
    others = range(size.own + 1, size.listings + 1)
    return _pairs(kinds, others, size.own, _PER_OTHER, chance)


def _pairs(
    kinds: dict[int, str], ids: Sequence[int], own: int, each: int, chance: random.Random
) -> Iterator[Pair]:
    """Needs with offers and capabilities, and the other way; none with a listing of the giant."""
    foreign = [key for key in kinds if key > own]
    needs = [key for key in foreign if kinds[key] == "need"]
    documents = [key for key in foreign if kinds[key] != "need"]
    for key in ids:
        others = documents if kinds[key] == "need" else needs
        found = chance.sample(others, min(each + 1, len(others)))
        yield from ((key, other) for other in found[:each] if other != key)


def _matches(
    pairs: Sequence[Pair] | Iterator[Pair],
    chance: random.Random,
    now: dt.datetime,
    reasons: list[dict[str, Any]],
    evidence: dict[str, Any],
) -> Rows:
    rank, last = 0, 0
    for own, other in pairs:
        rank = rank + 1 if own == last else 1
        last = own
        score = round(chance.random(), 6)
        yield {
            "listing_id": own,
            "counterpart_id": other,
            "rank": rank,
            "score": score,
            "band": "strong" if score > 0.9 else "good" if score > 0.6 else "possible",
            "reasons": [{**reason, "influence": 0.12} for reason in reasons],
            "evidence": evidence,
            "encoder": "benchmark",
            "computed_at": now,
            "first_seen_at": now - dt.timedelta(minutes=chance.randrange(300 * 24 * 60)),
        }


def _answers(pairs: Sequence[Pair], chance: random.Random, now: dt.datetime) -> Rows:
    """Of some pairs two members say something."""
    for own, other in chance.sample(pairs, int(_ANSWERED * len(pairs))):
        for member in chance.sample(range(1, _MEMBERS + 1), chance.choice((1, 1, 1, 2))):
            yield {
                "listing_id": own,
                "counterpart_id": other,
                "user_id": member,
                "answer": chance.choice(list(v.FEEDBACK_ANSWERS)),
                "rank": 1,
                "at": now - dt.timedelta(minutes=chance.randrange(200 * 24 * 60)),
            }


def _cases(
    session: Session, pairs: Sequence[Pair], chance: random.Random, now: dt.datetime
) -> None:
    owner = dict(session.execute(select(Listing.id, Listing.organization_id)).all())
    drawn = [
        bench_desk_cases.draw(number, (own, other), (GIANT, owner[other]), chance, now)
        for number, (own, other) in enumerate(pairs, 1)
    ]
    _write(session, Introduction, bench_desk_cases.introductions(drawn, chance))
    _write(session, IntroductionPair, bench_desk_cases.pairs(drawn))
    _write(session, IntroductionParty, bench_desk_cases.parties(drawn))
    _write(session, Consent, bench_desk_cases.consents(drawn, chance))


def _questions(pairs: Sequence[Pair], now: dt.datetime) -> Rows:
    for number, (own, other) in enumerate(pairs, 1):
        yield {
            "reference": f"QA-{number:08}",
            "from_listing_id": own,
            "to_listing_id": other,
            "from_organization_id": GIANT,
            "to_organization_id": (other - 1) // bench_browse_data.PER_ORGANIZATION + 1,
            "slot": 1,
            "state": "submitted",
            "text": "Which temperature does the kiln reach?",
            "asked_at": now,
            "since": now,
        }
