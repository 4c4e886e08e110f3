"""A list in use, and hits on it."""

from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from matchmaker.importers.sanctions import ListedName, ListFile
from matchmaker.policies.actor import Actor
from matchmaker.services import sanctions_lists
from models import Organization, SanctionsHit
from tests.factories.listings import NOW

_number = count(1)


def listed(name: str, *aliases: str, **fields: str) -> ListedName:
    """An organization of no country on a list; the rest can be named."""
    defaults = {"type": "organization", "country": "", "programme": "", "remark": ""}
    return ListedName(name, aliases, **{**defaults, **fields})


def load_list(session: Session, *entries: ListedName, label: str = "") -> None:
    """A new list in use, as the operator loads it; each call is another file."""
    number = next(_number)
    file = ListFile(f"{number:064x}", entries)
    sanctions_lists.load(session, Actor.operator(), file, label=label or f"List {number}", now=NOW)


def make_hit(session: Session, organization: Organization, **fields: Any) -> SanctionsHit:
    """An open hit on an entry of nearly the same name."""
    defaults = {
        "fingerprint": f"{next(_number):064x}",
        "name": f"{organization.name} Trading",
        "type": "organization",
        "score": 95.0,
        "matched": f"{organization.name} Trading",
        "list_label": "List",
        "found_at": NOW,
    }
    hit = SanctionsHit(organization=organization, **{**defaults, **fields})
    session.add(hit)
    session.flush()
    return hit
