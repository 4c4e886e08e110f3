"""The particulars of a listing as labels and readable values, in the order in which they help."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from models import Listing
from models import vocabulary as v

_COMMON: Final = {
    "evidence_level": "Evidence for the TRL",
    "countries": "Where it may be used",
    "cpc": "CPC classes",
    "timeline": "Timeline",
    "partnership": "Innovation partnership",
    "dual_use_listed": "Listed as dual-use",
    "state_funded_limits": "State-funded with transfer limits",
}
_OFFER: Final = {
    "problem_solved": "Problem it solves",
    "incumbent": "Compared with",
    "abatement_t_per_t": "Abatement (t CO₂e per t of product)",
    "abatement_baseline": "Baseline",
    "abatement_method": "Method",
    "energy_needs": "Energy and feedstock needs",
    "streams_in": "Side streams in",
    "streams_out": "Side streams out",
    "licence_terms": "Licence terms offered",
    "patent_office": "Patent office",
    "patent_number": "Patent number",
    "patent_kind_code": "Kind code",
    "patent_family": "Patent family",
    "patent_priority_date": "Priority date",
    "patent_expiry_date": "Expiry date",
    "patent_status": "Patent status",
    "patent_co_owners": "Co-owners",
    "guideline_issuer": "Issuing body",
    "guideline_edition": "Edition",
    "guideline_licence": "Licence of the guideline",
    "incubator_programme": "Programme",
    "incubator_intake": "Intake",
    "incubator_places": "Places",
    "incubator_support": "Support on offer",
    "incubator_country": "Host country",
}
_NEED: Final = {
    "problem": "The problem",
    "done_means": "What “done” means",
    "must_haves": "Must have",
    "nice_to_haves": "Nice to have",
    "lowest_trl": "Lowest TRL accepted",
    "site_constraints": "Site constraints",
    "tried": "What was tried",
    "we_bring": "What we bring",
    "deadline": "Deadline",
    "partners_wanted": "Partners wanted",
}
_CAPABILITY: Final = {
    "unit": "Unit",
    "facilities": "Facilities",
    "facility_trl_min": "Facility TRL from",
    "facility_trl_max": "Facility TRL to",
    "access_terms": "Access terms",
    "accreditation": "Accreditation",
    "services": "Services",
    "publications": "Publications and patents",
    "ip_policy": "Intellectual-property policy",
    "funding_countries": "Eligible for funding in",
}
_LABELS: Final[Mapping[str, Mapping[str, str]]] = {
    "offer": {**_OFFER, **_COMMON},
    "need": {**_NEED, **_COMMON},
    "capability": {**_CAPABILITY, **_COMMON},
}
_VOCABULARIES: Final = {
    "evidence_level": v.EVIDENCE_LEVELS,
    "countries": v.COUNTRIES,
    "funding_countries": v.COUNTRIES,
    "incubator_country": v.COUNTRIES,
    "licence_terms": v.LICENCE_TERMS,
    "patent_office": v.PATENT_OFFICES,
    "patent_status": v.PATENT_STATUSES,
    "guideline_licence": v.GUIDELINE_LICENCES,
}


def details_of(listing: Listing) -> tuple[tuple[str, str], ...]:
    """``(label, value)`` of every particular that is given; what is empty is left out."""
    labels = _LABELS[listing.kind]
    pairs = ((label, _readable(name, getattr(listing, name))) for name, label in labels.items())
    return tuple((label, value) for label, value in pairs if value)


def label_of(kind: str, name: str) -> str:
    """What people read for a particular; empty for a field that is none."""
    return _LABELS[kind].get(name, "")


def _readable(name: str, value: Any) -> str:
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, dt.date):
        return f"{value.day} {value:%B %Y}"
    vocabulary = _VOCABULARIES.get(name)
    if isinstance(value, list):
        return ", ".join(vocabulary.label(code) if vocabulary else code for code in value)
    if vocabulary:
        return vocabulary.label(value)
    return f"{value:g}" if isinstance(value, float) else str(value)
