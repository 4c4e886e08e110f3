"""A few listings of the demonstration network, as real texts for a small market."""

import datetime as dt
from collections.abc import Iterable
from functools import cache
from typing import Final

from sqlalchemy.orm import Session

from matchmaker.importers import demonstration
from matchmaker.importers.demonstration import DemoListing
from matchmaker.services.listing_fields import clean_fields
from models import Listing, Organization
from tests.factories.listings import (
    NOW,
    make_capability,
    make_need,
    make_offer,
    make_organization,
)

_MAKERS: Final = {"need": make_need, "offer": make_offer, "capability": make_capability}
_read = cache(demonstration.read)


def make_network(session: Session, keys: Iterable[str]) -> dict[str, Listing]:
    """The published listings with these keys, as written; each organization is made once."""
    wanted = set(keys)
    taken = [e for e in _read().listings if e.key in wanted and e.state == "published"]
    owners = {key: _owner(session, key) for key in dict.fromkeys(e.organization for e in taken)}
    return {entry.key: _listing(session, entry, owners[entry.organization]) for entry in taken}


def _owner(session: Session, key: str) -> Organization:
    entry = next(entry for entry in _read().organizations if entry["key"] == key)
    columns = ("name", "type", "country", "sectors")
    return make_organization(session, **{name: entry[name] for name in columns if name in entry})


def _listing(session: Session, entry: DemoListing, owner: Organization) -> Listing:
    values, problems = clean_fields(entry.kind, entry.fields, today=NOW.date())
    assert not problems
    published = NOW - dt.timedelta(days=entry.days_ago)
    return _MAKERS[entry.kind](session, owner, **{**values, "published_at": published})
