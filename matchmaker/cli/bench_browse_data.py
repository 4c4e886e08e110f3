"""A large market to browse: texts mixed from the demonstration's sentences, in plain inserts."""

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import Table, insert, text
from sqlalchemy.orm import Session

from embeddings.text import sentences
from matchmaker.importers.demonstration import Demonstration
from matchmaker.services.vectors import chunked
from models import KINDS, Listing, ListingCode, Organization
from models import vocabulary as v
from models.listing import TEASER_MAX, TITLE_MAX, hidden_from
from models.listing_code import public_codes

PER_ORGANIZATION: Final = 10
_BATCH: Final = 2_000
_KINDS: Final = ("offer", "offer", "need", "need", "capability")
_PREFIXES: Final = {"offer": "OF", "need": "ND", "capability": "CA"}
_COUNTRIES: Final = ("SE", "IN", "DE", "BR", "ZA", "JP", "KR", "MX", "KE", "US", "FR", "CN")
_LANGUAGES: Final = ("en", "en", "en", "de", "sv", "es", "hi", "ja")
_CPC: Final = ("C21B", "C22B", "C04B", "F27D", "H01M", "B01D", "Y02P", "G05B", "E21B")
_WORDS: Final = text(
    "INSERT INTO listing_search (rowid, title, teaser, body) VALUES (:id, :title, :teaser, :body)"
)


class _Coded:
    """A row as ``public_codes`` reads a listing."""

    def __init__(self, row: dict[str, Any]) -> None:
        self.__dict__.update(row)


def fill(
    session: Session, demonstration: Demonstration, count: int, *, seed: int, now: dt.datetime
) -> int:
    """``count`` published listings, one in five blind, a few hidden; how many organizations.

    Ids run from 1 in every table.
    """
    chance = random.Random(seed)  # noqa: S311 - a reproducible mixture, no secret
    owners = count // PER_ORGANIZATION + 1
    countries = [chance.choice(_COUNTRIES) for _ in range(owners)]
    _write(session, Organization, _organizations(countries, now))
    texts = [_sentences(listing.fields) for listing in demonstration.listings]
    for numbers in chunked(range(1, count + 1), _BATCH):
        _write_listings(session, [_listing(n, chance, texts, now) for n in numbers], countries)
        hidden = [{"listing_id": n, "organization_id": n * 7 % owners + 1} for n in numbers[::50]]
        session.execute(insert(hidden_from), hidden)
    return owners


def _write_listings(
    session: Session, rows: Sequence[dict[str, Any]], countries: Sequence[str]
) -> None:
    _write(session, Listing, [{**row, "type": None} for row in rows])
    for kind, model in KINDS.items():
        own = [row for row in rows if row["kind"] == kind]
        _write(session, model, [{"id": r["id"], **_own(r)} for r in own])
    _write(session, ListingCode, list(_codes(rows, countries)))
    session.execute(_WORDS, [{**row, "body": _disclosed(row)} for row in rows])


def _write(session: Session, model: type[Any], rows: Sequence[dict[str, Any]]) -> None:
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101 - every model of ours is a table
    known = [{key: row[key] for key in row if key in table.c} for row in rows]
    for batch in chunked(known, _BATCH):
        session.execute(insert(table), list(batch))


def _organizations(countries: Sequence[str], now: dt.datetime) -> list[dict[str, Any]]:
    return [
        {
            "id": number,
            "reference": f"ORG-{number:08}",
            "name": f"Load test organization {number}",
            "type": "company",
            "country": country,
            "fictional": True,
            "created_at": now,
        }
        for number, country in enumerate(countries, 1)
    ]


def _sentences(fields: dict[str, Any]) -> list[str]:
    return sentences(f"{fields['title']}. {fields['teaser']} {fields.get('description', '')}")


def _listing(
    number: int, chance: random.Random, texts: Sequence[Sequence[str]], now: dt.datetime
) -> dict[str, Any]:
    kind = _KINDS[number % len(_KINDS)]
    chosen = [chance.choice(chance.choice(texts)) for _ in range(12)]
    written = now - dt.timedelta(minutes=chance.randrange(700 * 24 * 60))
    return {
        "id": number,
        "reference": f"{_PREFIXES[kind]}-{number:08}",
        "kind": kind,
        "type": chance.choice(list(v.OFFER_TYPES)) if kind == "offer" else None,
        "organization_id": (number - 1) // PER_ORGANIZATION + 1,
        "state": "published",
        "disclosure": "blind" if number % 5 == 0 else "open",
        "title": chosen[0][:TITLE_MAX],
        "teaser": " ".join(chosen[1:3])[:TEASER_MAX],
        "description": " ".join(chosen[3:]),
        "language": chance.choice(_LANGUAGES),
        "sectors": chance.sample(list(v.SECTORS), 2),
        "technologies": chance.sample(list(v.TECHNOLOGIES), 2),
        "collaborations": chance.sample(list(v.COLLABORATIONS), 2),
        "cpc": chance.sample(_CPC, 2) if kind == "offer" else [],
        "trl": chance.randint(1, 9),
        "valid_until": (now + dt.timedelta(days=chance.randint(1, 365))).date(),
        **dict.fromkeys(("created_at", "updated_at", "published_at"), written),
    }


def _own(row: dict[str, Any]) -> dict[str, Any]:
    return {"type": row["type"]} if row["kind"] == "offer" else {}


def _codes(rows: Sequence[dict[str, Any]], countries: Sequence[str]) -> Iterator[dict[str, Any]]:
    for row in rows:
        country = countries[row["organization_id"] - 1]
        for facet, code in sorted(public_codes(_Coded(row), country)):
            yield {"listing_id": row["id"], "facet": facet, "code": code}


def _disclosed(row: dict[str, Any]) -> str:
    return "" if row["disclosure"] == "blind" else str(row["description"])
