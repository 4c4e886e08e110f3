"""A large fictional market for the desk's benchmark: plain inserts, the same for the same seed.

Nothing is embedded or matched: matches, introductions with their steps in the audit log, and
answers are drawn by chance, since the desk only counts and lists them.
"""

import datetime as dt
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from matchmaker.cli import bench_desk_cases as cases
from models import (
    AuditEvent,
    Base,
    Capability,
    Consent,
    Feedback,
    Introduction,
    IntroductionPair,
    IntroductionParty,
    Listing,
    ListingCode,
    Match,
    Membership,
    Need,
    Offer,
    Organization,
    Outcome,
    User,
)
from models import vocabulary as v
from models.listing_code import public_codes

PER_ORGANIZATION: Final = 10
_PER_LIST: Final = 12
_UNMATCHED: Final = 0.1  # share of listings without a match
_BATCH: Final = 5_000
_KINDS: Final = ("offer", "offer", "need", "need", "capability")
_PREFIXES: Final = {"offer": "OF", "need": "ND", "capability": "CA"}
_COUNTRIES: Final = ("SE", "IN", "DE", "BR", "ZA", "JP", "KR", "MX", "KE", "US")
_TEXT: Final = "Heat, slag, hydrogen and carbon dioxide of a plant on its way to net zero. "
Rows = Iterator[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Size:
    listings: int
    introductions: int

    @property
    def organizations(self) -> int:
        return max(8, self.listings // PER_ORGANIZATION)

    def owner_of(self, listing: int) -> int:
        return (listing - 1) % self.organizations + 1


def fill(session: Session, size: Size, *, seed: int, now: dt.datetime) -> None:
    """Write all of it. Ids run from 1 in every table, so that rows can name each other."""
    chance = random.Random(seed)  # noqa: S311 - a reproducible mixture, no secret
    countries = [chance.choice(_COUNTRIES) for _ in range(size.organizations)]
    _write(session, Organization, _organizations(countries, chance, now))
    _write(session, User, _users(size, now))
    _write(session, Membership, _memberships(size))
    listings = list(_listings(size, chance, now))
    _write(session, Listing, listings)
    for model in (Offer, Need, Capability):
        _write(session, model, _kinds(listings, model, chance))
    _write(session, ListingCode, _codes(listings, countries, size))
    _write(session, Match, _matches(listings, chance, now))
    _write(session, Feedback, _feedback(size, chance, now))
    drawn = list(_cases(size, listings, chance, now))
    _write(session, Introduction, cases.introductions(drawn, chance))
    _write(session, IntroductionPair, cases.pairs(drawn))
    _write(session, IntroductionParty, cases.parties(drawn))
    _write(session, Consent, cases.consents(drawn, chance))
    _write(session, Outcome, cases.outcomes(drawn))
    _write(session, AuditEvent, cases.events(drawn))


def _write(session: Session, model: type[Base], rows: Iterable[dict[str, Any]]) -> None:
    """In batches, past the mapper: its events would cost most of the time."""
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101 - every model of ours is a table
    waiting = iter(rows)
    while batch := list(islice(waiting, _BATCH)):
        session.execute(insert(table), batch)


def _organizations(countries: Sequence[str], chance: random.Random, now: dt.datetime) -> Rows:
    for number, country in enumerate(countries, 1):
        yield {
            "id": number,
            "reference": f"ORG-{number:08d}",
            "name": f"Benchmark organization {number}",
            "type": chance.choice(("company", "supplier", "institute")),
            "country": country,
            "sectors": chance.sample(list(v.SECTORS), 2),
            "summary": f"A fictional plant that speaks of {chance.choice(list(v.TECHNOLOGIES))}.",
            "fictional": True,
            "created_at": now,
        }


def _users(size: Size, now: dt.datetime) -> Rows:
    for number in range(1, size.organizations + 1):
        yield {
            "id": number,
            "email": f"member{number}@bench.example",
            "name": f"Member {number}",
            "created_at": now,
        }


def _memberships(size: Size) -> Rows:
    for number in range(1, size.organizations + 1):
        yield {"user_id": number, "organization_id": number, "role": "representative"}


def _listings(size: Size, chance: random.Random, now: dt.datetime) -> Rows:
    sectors, technologies = list(v.SECTORS), list(v.TECHNOLOGIES)
    for number in range(1, size.listings + 1):
        kind = _KINDS[number % len(_KINDS)]
        published = now - dt.timedelta(days=chance.uniform(0, 700))
        yield {
            "id": number,
            "reference": f"{_PREFIXES[kind]}-{number:08d}",
            "kind": kind,
            "organization_id": size.owner_of(number),
            "state": "published",
            "title": f"Benchmark listing {number}",
            "teaser": _TEXT * 3,
            "description": _TEXT * 10,
            "sectors": chance.sample(sectors, 2),
            "technologies": chance.sample(technologies, 2),
            "collaborations": ["co_development"],
            "trl": chance.choice((None, *range(1, 10))),
            "disclosure": "blind" if chance.random() < 0.2 else "open",
            "valid_until": (now + dt.timedelta(days=365)).date(),
            **dict.fromkeys(("created_at", "updated_at", "published_at", "matched_at"), published),
        }


def _kinds(listings: Sequence[dict[str, Any]], model: type[Listing], chance: random.Random) -> Rows:
    kind = model.__mapper_args__["polymorphic_identity"]
    for listing in listings:
        if listing["kind"] == kind == "offer":
            yield {"id": listing["id"], "type": chance.choice(list(v.OFFER_TYPES))}
        elif listing["kind"] == kind == "need":
            yield {"id": listing["id"], "lowest_trl": chance.choice((None, 3, 5, 7))}
        elif listing["kind"] == kind:
            yield {"id": listing["id"]}


class _Coded:
    """A row as ``public_codes`` reads a listing."""

    cpc: Sequence[str] = ()
    language = "en"

    def __init__(self, row: dict[str, Any]) -> None:
        self.__dict__.update(row)


def _codes(listings: Sequence[dict[str, Any]], countries: Sequence[str], size: Size) -> Rows:
    for listing in listings:
        country = countries[size.owner_of(listing["id"]) - 1]
        for facet, code in sorted(public_codes(_Coded(listing), country)):
            yield {"listing_id": listing["id"], "facet": facet, "code": code}


def _matches(listings: Sequence[dict[str, Any]], chance: random.Random, now: dt.datetime) -> Rows:
    """Twelve for most listings; a few documents are in very many lists, many are in none."""
    needs = [row["id"] for row in listings if row["kind"] == "need"]
    documents = [row["id"] for row in listings if row["kind"] != "need"]
    for row in listings:
        if chance.random() < _UNMATCHED:
            continue
        others = documents if row["kind"] == "need" else needs
        places = {int(len(others) * chance.random() ** 2) for _ in range(_PER_LIST)}
        for rank, place in enumerate(sorted(places), 1):
            yield {
                "listing_id": row["id"],
                "counterpart_id": others[place],
                "rank": rank,
                "score": 1.0 - rank / 20,
                "band": "strong" if rank < 3 else "good" if rank < 6 else "possible",
                "reasons": [],
                "evidence": {},
                "encoder": "benchmark",
                "computed_at": now,
                "first_seen_at": now - dt.timedelta(days=chance.uniform(0, 700)),
            }


def _feedback(size: Size, chance: random.Random, now: dt.datetime) -> Rows:
    for _ in range(2 * size.introductions):
        listing = chance.randint(1, size.listings - 1)
        answer = chance.choice(list(v.FEEDBACK_ANSWERS))
        yield {
            "listing_id": listing,
            "counterpart_id": chance.randint(listing + 1, size.listings),
            "user_id": size.owner_of(listing),
            "answer": answer,
            "reason": chance.choice(list(v.FEEDBACK_REASONS)) if answer == "not_relevant" else "",
            "rank": chance.randint(1, 12),
            "at": now - dt.timedelta(days=chance.uniform(0, 360)),
        }


def _cases(
    size: Size, listings: Sequence[dict[str, Any]], chance: random.Random, now: dt.datetime
) -> Iterator[cases.Case]:
    """Each of a need and a document of two organizations; no open pair stands twice."""
    needs = [row["id"] for row in listings if row["kind"] == "need"]
    documents = [row["id"] for row in listings if row["kind"] != "need"]
    taken: set[tuple[int, int]] = set()
    while len(taken) < size.introductions:
        pair = chance.choice(needs), chance.choice(documents)
        owners = size.owner_of(pair[0]), size.owner_of(pair[1])
        if pair in taken or owners[0] == owners[1]:
            continue
        taken.add(pair)
        yield cases.draw(len(taken), pair, owners, chance, now)
