"""The listing form's parts: three steps, then what may be folded away."""

from dataclasses import dataclass
from typing import Final

from matchmaker.phrases import N_


@dataclass(frozen=True, slots=True)
class Part:
    """``folded``: closed until somebody opens it, or something in it is wrong.

    A part for one type of offer names it in ``type``; of the others it stays out of the way.
    """

    title: str
    names: tuple[str, ...]
    help: str = ""
    folded: bool = True
    type: str = ""


def _step(title: str, names: str, help: str = "") -> Part:
    return Part(title, tuple(names.split()), help, folded=False)


def _more(title: str, names: str, help: str = "", *, type: str = "") -> Part:
    return Part(title, tuple(names.split()), help, type=type)


_WHO: Final = _step(
    N_("Who may see it"),
    "disclosure hidden_from valid_until",
    N_("Nobody sees a draft but your own organization. This is about the time after you publish."),
)
_COMPLIANCE: Final = _more(
    N_("Compliance, language and origin"),
    "dual_use_listed state_funded_limits language source_url attribution",
    N_("Your own declaration; the secretariat checks before an introduction."),
)
_WHAT_HELP: Final = N_("What is marked optional may wait; the rest takes five minutes.")
_FITS_HELP: Final = N_("It decides who is proposed to you.")

#: Three steps, then what makes matches better and may wait.
PARTS: Final = {
    "offer": (
        _step(N_("What it is"), "title teaser type sectors", _WHAT_HELP),
        _step(N_("What fits"), "collaborations trl technologies cpc countries", _FITS_HELP),
        _WHO,
        _more(
            N_("Patent"),
            "patent_office patent_number patent_kind_code patent_family patent_priority_date "
            "patent_expiry_date patent_status patent_co_owners",
            type="patent",
        ),
        _more(
            N_("Technical guideline"),
            "guideline_issuer guideline_edition guideline_licence",
            type="technical_guideline",
        ),
        _more(
            N_("R&D incubator"),
            "incubator_programme incubator_intake incubator_places incubator_support "
            "incubator_country",
            type="incubator",
        ),
        _more(N_("The problem and your solution"), "description problem_solved incumbent"),
        _more(
            N_("Evidence, energy and side streams"),
            "evidence_level abatement_t_per_t abatement_baseline abatement_method "
            "energy_needs streams_in streams_out",
        ),
        _more(N_("When, with whom and on what terms"), "timeline partnership licence_terms"),
        _COMPLIANCE,
    ),
    "need": (
        _step(N_("What it is"), "title teaser problem sectors", _WHAT_HELP),
        _step(N_("What fits"), "collaborations lowest_trl technologies cpc countries", _FITS_HELP),
        _WHO,
        _more(
            N_("What a solution has to do"),
            "done_means must_haves nice_to_haves site_constraints tried description",
        ),
        _more(N_("What you bring, and until when"), "we_bring partners_wanted deadline timeline"),
        _more(N_("Where you stand, and with whom"), "trl evidence_level partnership"),
        _COMPLIANCE,
    ),
    "capability": (
        _step(N_("What it is"), "title teaser expertise sectors", _WHAT_HELP),
        _step(N_("What fits"), "collaborations trl technologies cpc countries", _FITS_HELP),
        _WHO,
        _more(
            N_("Facilities and services"),
            "unit description facilities facility_trl_min facility_trl_max access_terms "
            "accreditation services",
        ),
        _more(N_("Evidence and results"), "evidence_level publications ip_policy"),
        _more(N_("Funding, time and partners"), "funding_countries timeline partnership"),
        _COMPLIANCE,
    ),
}

#: Headings under which a long list of technology routes is easier to read.
TECHNOLOGY_GROUPS: Final = {
    N_("Metals"): "h2_dri ore_electrolysis smelting_reduction scrap_eaf inert_anode "
    "metal_recycling",
    N_("Cement, minerals and high heat"): "calcined_clay slag_scm alternative_binders "
    "concrete_recycling electrified_kilns",
    N_("Carbon, hydrogen and fuels"): "ccus electrolyser hydrogen_use ammonia_methanol "
    "biomass_biochar saf fuel_cell",
    N_("Chemicals and fibres"): "electrified_cracking chemical_recycling bio_based",
    N_("Mining and transport"): "mine_electrification tailings wind_propulsion battery_electric",
    N_("Energy, water and control"): "waste_heat energy_storage efficiency water "
    "process_control mrv",
}

#: ISO 16290 in short.
TRL_CHOICES: Final = (
    ("1", N_("TRL 1 – basic principles observed")),
    ("2", N_("TRL 2 – concept formulated")),
    ("3", N_("TRL 3 – proof of concept")),
    ("4", N_("TRL 4 – works in the laboratory")),
    ("5", N_("TRL 5 – works in a relevant environment")),
    ("6", N_("TRL 6 – pilot in a relevant environment")),
    ("7", N_("TRL 7 – demonstration on an operating site")),
    ("8", N_("TRL 8 – complete and qualified")),
    ("9", N_("TRL 9 – proven in regular operation")),
)

#: Blind and open, in plain words.
DISCLOSURE_CHOICES: Final = (
    (
        "open",
        N_("Open – members see your organization and everything in this listing, files included."),
    ),
    (
        "blind",
        N_(
            "Blind – members see title, teaser, sectors, TRL and your world region. Your name and "
            "the rest come out only when both sides and the secretariat have agreed. The "
            "secretariat checks a blind listing before it is published."
        ),
    ),
)
