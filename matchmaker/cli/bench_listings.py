"""Many plausible listings for load tests: sentences of the demonstration network, mixed by seed."""

import datetime as dt
import random
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy.orm import Session

from embeddings.text import sentences
from matchmaker.importers.demonstration import DemoListing, Demonstration
from models import KINDS, Organization
from models import vocabulary as v
from models.base import new_reference
from models.listing import TEASER_MAX, TITLE_MAX

_KINDS: Final = ("offer", "offer", "need", "need", "capability")
_PER_ORGANIZATION: Final = 10


def write_listings(
    session: Session, demonstration: Demonstration, count: int, *, seed: int, now: dt.datetime
) -> list[Organization]:
    """``count`` published listings of ``count / 10`` organizations; the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - a reproducible mixture, no secret
    texts = [_sentences(listing) for listing in demonstration.listings]
    organizations = [_organization(n, chance, now) for n in range(count // _PER_ORGANIZATION + 1)]
    session.add_all(organizations)
    session.flush()
    for number in range(count):
        owner = organizations[number // _PER_ORGANIZATION]
        kind = _KINDS[number % len(_KINDS)]
        fields = _fields(kind, chance, texts, now)
        session.add(KINDS[kind](organization=owner, **fields))
    session.flush()
    return organizations


def _sentences(listing: DemoListing) -> list[str]:
    fields = listing.fields
    text = f"{fields['title']}. {fields['teaser']} {fields.get('description', '')}"
    return sentences(text)


def _organization(number: int, chance: random.Random, now: dt.datetime) -> Organization:
    return Organization(
        name=f"Load test organization {number}",
        type=chance.choice(("company", "supplier", "institute")),
        country=chance.choice(("SE", "IN", "DE", "BR", "ZA", "JP", "KR")),
        sectors=[chance.choice(list(v.SECTORS))],
        fictional=True,
        created_at=now,
    )


def _fields(
    kind: str, chance: random.Random, texts: Sequence[Sequence[str]], now: dt.datetime
) -> dict[str, Any]:
    chosen = [chance.choice(chance.choice(texts)) for _ in range(12)]
    fields: dict[str, Any] = {
        "reference": new_reference(KINDS[kind].reference_prefix),
        "title": chosen[0][:TITLE_MAX],
        "teaser": " ".join(chosen[1:3])[:TEASER_MAX],
        "description": " ".join(chosen[3:]),
        "sectors": chance.sample(list(v.SECTORS), 2),
        "technologies": chance.sample(list(v.TECHNOLOGIES), 2),
        "collaborations": chance.sample(list(v.COLLABORATIONS), 2),
        "trl": chance.randint(3, 9),
        "state": "published",
        "valid_until": (now + dt.timedelta(days=365)).date(),
        **dict.fromkeys(("created_at", "updated_at", "published_at"), now),
    }
    return fields | _own(kind, chance)


def _own(kind: str, chance: random.Random) -> dict[str, Any]:
    if kind == "offer":
        return {"type": chance.choice(list(v.OFFER_TYPES))}
    return {"lowest_trl": chance.randint(3, 6)} if kind == "need" else {}
