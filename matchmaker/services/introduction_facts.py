"""What the secretariat's decision on an introduction rests on, gathered once for its page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from matchmaker.phrases import N_
from matchmaker.services.competition import Side, among
from matchmaker.services.introduction_load import open_with
from matchmaker.services.introduction_secrecy import label_of
from matchmaker.services.sanctions import Hit, Listed, listed
from models import Introduction, IntroductionParty, Listing
from models import vocabulary as v

#: What a listing should say before two parties meet over it, by kind, after what all share.
_SHARED: Final = {
    "description": N_("description"),
    "technologies": N_("technology route"),
    "trl": N_("TRL"),
    "evidence_level": N_("evidence for the TRL"),
    "countries": N_("countries"),
    "dual_use_listed": N_("dual-use declaration"),
}
_EXPECTED: Final = {
    "offer": {"problem_solved": N_("problem it solves"), "licence_terms": N_("licence terms")},
    "need": {
        "problem": N_("problem"),
        "done_means": N_("what “done” means"),
        "we_bring": N_("what they bring"),
    },
    "capability": {"expertise": N_("expertise"), "facilities": N_("facilities")},
}


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
    hits: tuple[Hit, ...]
    is_compared: bool  # with the sanctions list in use


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """``compete_in`` holds the activities in which the parties may compete, where any.

    ``compete_basis`` says whether they are NACE classes or, where a firm names none, sectors.
    """

    parties: tuple[PartyFacts, ...]
    compete_in: tuple[str, ...]
    compete_where: tuple[str, ...]
    compete_basis: str
    sanctions_list: str  # label of the one in use; empty: there is none
    decline_reason: str

    @property
    def may_compete(self) -> bool:
        return bool(self.compete_in)


def case_facts(session: Session, introductions: Sequence[Introduction]) -> list[CaseFacts]:
    """For the secretariat's eyes only: names all sides, and says why one of them declined."""
    parties = [party for case in introductions for party in case.parties]
    counts = open_with(session, sorted({party.listing_id for party in parties}))
    known = listed(session, sorted({party.organization_id for party in parties}))
    return [_case(introduction, counts, known) for introduction in introductions]


def _case(introduction: Introduction, counts: Mapping[int, int], known: Listed) -> CaseFacts:
    parties = introduction.parties
    activities, places, basis = _competitors(parties)
    consents = [party.consent for party in parties if party.consent is not None]
    return CaseFacts(
        parties=tuple(_party(party, counts.get(party.listing_id, 0), known) for party in parties),
        compete_in=activities,
        compete_where=places,
        compete_basis=basis,
        sanctions_list=known.label,
        decline_reason=next((v.DECLINE_REASONS.label(c.reason) for c in consents if c.reason), ""),
    )


def _party(party: IntroductionParty, open_introductions: int, known: Listed) -> PartyFacts:
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
        hits=tuple(known.hits.get(organization.id, ())),
        is_compared=organization.id in known.compared,
    )


def _is_empty(listing: Listing, name: str) -> bool:
    """A declaration of "no" says something; nothing and empty text do not."""
    return getattr(listing, name) in (None, "", [])


def _declared(value: bool | None) -> str:
    return "Not declared" if value is None else "Yes" if value else "No"


def _competitors(
    parties: Sequence[IntroductionParty],
) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """Activities, countries and basis of any two of them; the narrower basis where both hold."""
    found = among(_side(party) for party in parties)
    activities = dict.fromkeys(name for competition in found for name in competition.activities)
    places = {place for competition in found for place in competition.countries}
    basis = min((competition.basis for competition in found), default="")
    return tuple(activities), tuple(sorted(places)), basis


def _side(party: IntroductionParty) -> Side:
    organization = party.organization
    return Side(
        type=organization.type,
        sectors=tuple(organization.sectors),
        nace=tuple(organization.nace),
        country=organization.country,
        countries=tuple(party.listing.countries),
        operates_in=tuple(organization.operates_in),
    )
