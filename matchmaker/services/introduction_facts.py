"""What the secretariat's decision on an introduction rests on, gathered once for its page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from sqlalchemy.orm import Session

from matchmaker.services.introduction_load import open_with
from matchmaker.services.introduction_secrecy import label_of
from models import Introduction, IntroductionParty, Listing
from models import vocabulary as v

#: What a listing should say before two parties meet over it, by kind, after what all share.
_SHARED: Final = {
    "description": "description",
    "technologies": "technology route",
    "trl": "TRL",
    "evidence_level": "evidence for the TRL",
    "countries": "countries",
    "dual_use_listed": "dual-use declaration",
}
_EXPECTED: Final = {
    "offer": {"problem_solved": "problem it solves", "licence_terms": "licence terms"},
    "need": {
        "problem": "problem",
        "done_means": "what “done” means",
        "we_bring": "what they bring",
    },
    "capability": {"expertise": "expertise", "facilities": "facilities"},
}
_BUSINESSES: Final = frozenset({"company", "supplier"})


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """One side as the secretariat knows it. ``missing`` names what its listing does not say."""

    label: str
    organization: str
    organization_type: str
    country: str
    sectors: tuple[str, ...]
    website: str
    title: str
    reference: str
    blind: bool
    open_introductions: int
    expected: int
    missing: tuple[str, ...]
    dual_use: str
    transfer_limits: str


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """``compete_in`` holds the sectors in which the parties may compete, where any."""

    parties: tuple[PartyFacts, ...]
    compete_in: tuple[str, ...]
    compete_where: tuple[str, ...]
    decline_reason: str

    @property
    def may_compete(self) -> bool:
        return bool(self.compete_in)


def case_facts(session: Session, introductions: Sequence[Introduction]) -> list[CaseFacts]:
    """For the secretariat's eyes only: names all sides, and says why one of them declined."""
    listing_ids = {party.listing_id for case in introductions for party in case.parties}
    counts = open_with(session, sorted(listing_ids))
    return [_case(introduction, counts) for introduction in introductions]


def _case(introduction: Introduction, counts: Mapping[int, int]) -> CaseFacts:
    parties = introduction.parties
    sectors, places = _competitors(parties)
    consents = [party.consent for party in parties if party.consent is not None]
    return CaseFacts(
        parties=tuple(_party(party, counts.get(party.listing_id, 0)) for party in parties),
        compete_in=sectors,
        compete_where=places,
        decline_reason=next((v.DECLINE_REASONS.label(c.reason) for c in consents if c.reason), ""),
    )


def _party(party: IntroductionParty, open_introductions: int) -> PartyFacts:
    listing, organization = party.listing, party.organization
    expected = {**_SHARED, **_EXPECTED[listing.kind]}
    return PartyFacts(
        label=label_of(party),
        organization=organization.name,
        organization_type=v.ORGANIZATION_TYPES.label(organization.type),
        country=v.COUNTRIES.label(organization.country),
        sectors=tuple(v.SECTORS.label(code) for code in organization.sectors),
        website=organization.website,
        title=listing.title,
        reference=listing.reference,
        blind=listing.disclosure == "blind",
        open_introductions=open_introductions,
        expected=len(expected),
        missing=tuple(label for name, label in expected.items() if _is_empty(listing, name)),
        dual_use=_declared(listing.dual_use_listed),
        transfer_limits=_declared(listing.state_funded_limits),
    )


def _is_empty(listing: Listing, name: str) -> bool:
    """A declaration of "no" says something; nothing and empty text do not."""
    return getattr(listing, name) in (None, "", [])


def _declared(value: bool | None) -> str:
    return "Not declared" if value is None else "Yes" if value else "No"


def _competitors(parties: Sequence[IntroductionParty]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The same of any two of them."""
    found = [_competition(one, other) for one, other in combinations(parties, 2)]
    sectors = dict.fromkeys(sector for both, _places in found for sector in both)
    places = {place for _sectors, where in found for place in where}
    return tuple(sectors), tuple(sorted(places))


def _competition(
    one: IntroductionParty, other: IntroductionParty
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The sectors of NACE that both firms are in, and the countries in which both may act.

    A listing without countries may be used anywhere, so it meets every other.
    """
    if not {one.organization.type, other.organization.type} <= _BUSINESSES:
        return (), ()
    both = [code for code in one.organization.sectors if code in other.organization.sectors]
    sectors = tuple(v.SECTORS.label(code) for code in both if v.nace_of(code))
    first, second = _places(one), _places(other)
    places = first & second if first and second else first | second
    if not sectors or (first and second and not places):
        return (), ()
    return sectors, tuple(sorted(v.COUNTRIES.label(code) for code in places)) or ("anywhere",)


def _places(party: IntroductionParty) -> set[str]:
    """Where the party may act: its own country and its listing's; empty means anywhere."""
    countries = set(party.listing.countries)
    return countries | {party.organization.country} if countries else set()
