"""The particulars of a listing as labels and readable values, in the order in which they help."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from matchmaker.phrases import N_, joined, known, phrase
from models import Listing
from models import vocabulary as v

_COMMON: Final = {
    "evidence_level": N_("Evidence for the TRL"),
    "countries": N_("Where it may be used"),
    "cpc": N_("CPC classes"),
    "timeline": N_("Timeline"),
    "partnership": N_("Innovation partnership"),
    "dual_use_listed": N_("Listed as dual-use"),
    "state_funded_limits": N_("State-funded with transfer limits"),
}
_OFFER: Final = {
    "problem_solved": N_("Problem it solves"),
    "incumbent": N_("Compared with"),
    "abatement_t_per_t": N_("Abatement (t CO₂e per t of product)"),
    "abatement_baseline": N_("Baseline"),
    "abatement_method": N_("Method"),
    "energy_needs": N_("Energy and feedstock needs"),
    "streams_in": N_("Side streams in"),
    "streams_out": N_("Side streams out"),
    "licence_terms": N_("Licence terms offered"),
    "patent_office": N_("Patent office"),
    "patent_number": N_("Patent number"),
    "patent_kind_code": N_("Kind code"),
    "patent_family": N_("Patent family"),
    "patent_priority_date": N_("Priority date"),
    "patent_expiry_date": N_("Expiry date"),
    "patent_status": N_("Patent status"),
    "patent_co_owners": N_("Co-owners"),
    "guideline_issuer": N_("Issuing body"),
    "guideline_edition": N_("Edition"),
    "guideline_licence": N_("Licence of the guideline"),
    "incubator_programme": N_("Programme"),
    "incubator_intake": N_("Intake"),
    "incubator_places": N_("Places"),
    "incubator_support": N_("Support on offer"),
    "incubator_country": N_("Host country"),
}
_NEED: Final = {
    "problem": N_("The problem"),
    "done_means": N_("What “done” means"),
    "must_haves": N_("Must have"),
    "nice_to_haves": N_("Nice to have"),
    "lowest_trl": N_("Lowest TRL accepted"),
    "site_constraints": N_("Site constraints"),
    "tried": N_("What was tried"),
    "we_bring": N_("What we bring"),
    "deadline": N_("Deadline"),
    "partners_wanted": N_("Partners wanted"),
}
_CAPABILITY: Final = {
    "unit": N_("Unit"),
    "facilities": N_("Facilities"),
    "facility_trl_min": N_("Facility TRL from"),
    "facility_trl_max": N_("Facility TRL to"),
    "access_terms": N_("Access terms"),
    "accreditation": N_("Accreditation"),
    "services": N_("Services"),
    "publications": N_("Publications and patents"),
    "ip_policy": N_("Intellectual-property policy"),
    "funding_countries": N_("Eligible for funding in"),
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
    """A ``Phrase`` but for what the owner has written: that is in the listing's language."""
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, bool):
        return phrase("Yes") if value else phrase("No")
    if isinstance(value, dt.date | float):
        return joined([value])
    several = value if isinstance(value, list) else [value]
    if vocabulary := _VOCABULARIES.get(name):
        return joined(known(vocabulary.label(code)) for code in several)
    return ", ".join(map(str, several))
