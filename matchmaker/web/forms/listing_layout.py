"""The listing form's parts: first what is required, then what may be folded away."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Part:
    """``folded``: closed until somebody opens it, or something in it is filled in or wrong."""

    title: str
    names: tuple[str, ...]
    help: str = ""
    folded: bool = True


def _part(title: str, names: str, help: str = "", *, folded: bool = True) -> Part:
    return Part(title, tuple(names.split()), help, folded)


_DISCLOSURE: Final = _part(
    "Who may see it",
    "disclosure hidden_from",
    "Nobody sees a draft but your own organization. This is about the time after you publish.",
    folded=False,
)
_COMPLIANCE: Final = _part(
    "Compliance, origin and expiry",
    "dual_use_listed state_funded_limits valid_until language source_url attribution",
    "Your own declaration; the secretariat checks before an introduction.",
)
_PLACE: Final = _part("Where, when and with whom", "countries timeline partnership")

PARTS: Final = {
    "offer": (
        _part(
            "The essentials",
            "title teaser type sectors collaborations trl",
            "With these alone you can publish. Everything below makes matches better.",
            folded=False,
        ),
        _part("The problem and your solution", "description problem_solved incumbent"),
        _part(
            "Technology and evidence",
            "technologies evidence_level abatement_t_per_t abatement_baseline abatement_method "
            "energy_needs streams_in streams_out cpc",
        ),
        _part("Where, when and on what terms", "countries timeline partnership licence_terms"),
        _part(
            "Patent",
            "patent_office patent_number patent_kind_code patent_family patent_priority_date "
            "patent_expiry_date patent_status patent_co_owners",
        ),
        _part("Technical guideline", "guideline_issuer guideline_edition guideline_licence"),
        _part(
            "R&D incubator",
            "incubator_programme incubator_intake incubator_places incubator_support "
            "incubator_country",
        ),
        _DISCLOSURE,
        _COMPLIANCE,
    ),
    "need": (
        _part(
            "The essentials",
            "title teaser problem sectors collaborations lowest_trl",
            "With these alone you can publish. Everything below makes matches better.",
            folded=False,
        ),
        _part(
            "What a solution has to do",
            "done_means must_haves nice_to_haves site_constraints tried description",
        ),
        _part("What you bring, and until when", "we_bring partners_wanted deadline timeline"),
        _part("Technology", "technologies trl evidence_level cpc"),
        _part("Where and with whom", "countries partnership"),
        _DISCLOSURE,
        _COMPLIANCE,
    ),
    "capability": (
        _part(
            "The essentials",
            "title teaser expertise sectors collaborations trl",
            "With these alone you can publish. Everything below makes matches better.",
            folded=False,
        ),
        _part(
            "Facilities and services",
            "unit description facilities facility_trl_min facility_trl_max access_terms "
            "accreditation services",
        ),
        _part("Technology and evidence", "technologies evidence_level publications ip_policy cpc"),
        _part("Where, when and with whom", "countries funding_countries timeline partnership"),
        _DISCLOSURE,
        _COMPLIANCE,
    ),
}

#: Headings under which a long list of technology routes is easier to read.
TECHNOLOGY_GROUPS: Final = {
    "Metals": "h2_dri ore_electrolysis smelting_reduction scrap_eaf inert_anode metal_recycling",
    "Cement, minerals and high heat": "calcined_clay slag_scm alternative_binders "
    "concrete_recycling electrified_kilns",
    "Carbon, hydrogen and fuels": "ccus electrolyser hydrogen_use ammonia_methanol "
    "biomass_biochar saf fuel_cell",
    "Chemicals and fibres": "electrified_cracking chemical_recycling bio_based",
    "Mining and transport": "mine_electrification tailings wind_propulsion battery_electric",
    "Energy, water and control": "waste_heat energy_storage efficiency water process_control mrv",
}

#: ISO 16290 in short.
TRL_CHOICES: Final = (
    ("", "Please choose"),
    ("1", "TRL 1 – basic principles observed"),
    ("2", "TRL 2 – concept formulated"),
    ("3", "TRL 3 – proof of concept"),
    ("4", "TRL 4 – works in the laboratory"),
    ("5", "TRL 5 – works in a relevant environment"),
    ("6", "TRL 6 – pilot in a relevant environment"),
    ("7", "TRL 7 – demonstration on an operating site"),
    ("8", "TRL 8 – complete and qualified"),
    ("9", "TRL 9 – proven in regular operation"),
)

#: Blind and open, in plain words.
DISCLOSURE_CHOICES: Final = (
    (
        "open",
        "Open – members see your organization and everything in this listing, files included.",
    ),
    (
        "blind",
        "Blind – members see title, teaser, sectors, TRL and your world region. Your name and "
        "the rest come out only when both sides and the secretariat have agreed. The secretariat "
        "checks a blind listing before it is published.",
    ),
)
