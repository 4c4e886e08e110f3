"""Who takes part: organizations by name, type, country and sector, and one organization's page.

Every signed-in person sees every organization: membership is no secret, and what decides whether
one is shown, where it stands and how it is counted is its own profile alone. Only open, published
listings that the reader may read are shown or counted. A blind listing, or one that is hidden from
the reader, changes nothing here, whoever reads – the owner and the secretariat included, so that
nobody can mistake what others see.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Select, String, cast, func, select
from sqlalchemy.orm import Session

from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import visible
from matchmaker.services import partnerships
from matchmaker.services.listing_rows import card_rows, card_views
from matchmaker.services.listing_views import ListingView
from models import ListedPerson, Listing, Organization
from models import vocabulary as v

PER_PAGE: Final = 24
SHOWN: Final = 12
WORDS_MAX: Final = 200
#: Filter → the vocabulary of its codes, in the order of the page.
FILTERS: Final[Mapping[str, v.Vocabulary]] = {
    "type": v.ORGANIZATION_TYPES,
    "country": v.COUNTRIES,
    "sector": v.SECTORS,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reader asks for; an empty code asks for all."""

    words: str = ""
    type: str = ""
    country: str = ""
    sector: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """``listings``: open published ones that the reader may read."""

    organization: Organization
    listings: int


@dataclass(frozen=True, slots=True)
class DirectoryPage:
    """``choices``: filter → the codes that any organization has, with their labels."""

    entries: list[Entry]
    total: int
    page: int
    pages: int
    choices: dict[str, list[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Profile:
    """``people`` holds those whom the reader may be told; ``names_people`` whether any may be."""

    organization: Organization
    listings: list[ListingView]
    total: int
    partnerships: list[tuple[str, str]]
    people: Sequence[ListedPerson]
    names_people: bool


def find(session: Session, actor: Actor, wanted: Wanted) -> DirectoryPage:
    """One page of the organizations that fit, by name."""
    query = visible(select(Organization), actor, Permission.ORGANIZATION_READ)
    query = query.where(*_conditions(wanted))
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(1, wanted.page), pages)
    order = (func.lower(Organization.name), Organization.id)
    rows = session.scalars(query.order_by(*order).limit(PER_PAGE).offset((page - 1) * PER_PAGE))
    found = rows.all()
    counts = _count_listings(session, actor, [row.id for row in found])
    entries = [Entry(row, counts.get(row.id, 0)) for row in found]
    return DirectoryPage(entries, total, page, pages, _choices(session, actor))


def profile(session: Session, actor: Actor, organization: Organization) -> Profile:
    """What ``actor`` may read of an organization; its newest ``SHOWN`` open listings."""
    newest = (
        _open(select(Listing.id))
        .where(Listing.organization_id == organization.id)
        .order_by(Listing.published_at.desc(), Listing.id.desc())
        .limit(SHOWN)
    )
    counts = _count_listings(session, actor, [organization.id])
    return Profile(
        organization=organization,
        listings=card_views(actor, session.execute(card_rows(newest, actor))),
        total=counts.get(organization.id, 0),
        partnerships=partnerships.names_of(session, organization),
        people=listed_people(session, actor, organization),
        names_people=names_people(session, actor, organization),
    )


def listed_people(
    session: Session, actor: Actor, organization: Organization
) -> Sequence[ListedPerson]:
    """Those of an institute whom the actor may be told, by name."""
    query = visible(select(ListedPerson), actor, Permission.PERSON_READ)
    query = query.where(ListedPerson.organization_id == organization.id)
    return session.scalars(query.order_by(ListedPerson.name, ListedPerson.id)).all()


def names_people(session: Session, actor: Actor, organization: Organization) -> bool:
    """Whether the actor would be told who works there, be anybody listed or not."""
    if organization.id in actor.organizations_as("contributor", "representative"):
        return True
    query = select(Listing.id).where(
        Listing.organization_id == organization.id, Listing.id.in_(sorted(actor.introduced))
    )
    return session.scalar(query.limit(1)) is not None


def _open(query: Select[int]) -> Select[int]:
    return query.where(Listing.state == "published", Listing.disclosure == "open")


def _count_listings(session: Session, actor: Actor, ids: Sequence[int]) -> dict[int, int]:
    """Organization → its open published listings that the actor may read."""
    query = (
        visible(select(Listing.organization_id, func.count()), actor, Permission.LISTING_READ)
        .where(
            Listing.organization_id.in_(ids),
            Listing.state == "published",
            Listing.disclosure == "open",
        )
        .group_by(Listing.organization_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    """Every word is looked for in the name alone: a text would tell what is not shown."""
    words = wanted.words.split()
    found = [Organization.name.icontains(word, autoescape=True) for word in words]
    if wanted.type:
        found.append(Organization.type == wanted.type)
    if wanted.country:
        found.append(Organization.country == wanted.country)
    if wanted.sector:  # a JSON array of codes, none of which holds a quotation mark
        profile_codes = cast(Organization.sectors, String)
        found.append(profile_codes.contains(f'"{wanted.sector}"', autoescape=True))
    return found


def _choices(session: Session, actor: Actor) -> dict[str, list[tuple[str, str]]]:
    """Codes without counts: what nobody has would only lead to an empty page."""
    query = visible(
        select(Organization.type, Organization.country, Organization.sectors),
        actor,
        Permission.ORGANIZATION_READ,
    )
    held: dict[str, set[str]] = {name: set() for name in FILTERS}
    for kind, country, sectors in session.execute(query.distinct()):
        held["type"].add(kind)
        held["country"].add(country)
        held["sector"].update(sectors)
    return {
        name: [(code, text) for code, text in words.choices() if code in held[name]]
        for name, words in FILTERS.items()
    }
