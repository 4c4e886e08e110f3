"""The one table of listing fields: name, kind of value, whether it is required, what it means.

Forms, imports and the demonstration network all read values through it, the manual is written from
it, and a test holds its limits to the columns of ``models.listing``.
"""

from dataclasses import dataclass
from typing import Final

from matchmaker.phrases import N_
from matchmaker.services.listing_codes import Code, Codes, Cpc, Sentences
from matchmaker.services.listing_values import Day, Flag, Formed, Number, Text, Value, Whole
from models import vocabulary
from models.listing import DESCRIPTION_MAX, EXPERTISE_MAX, TEASER_MAX, TITLE_MAX

#: For the columns without a length of their own.
LONG_TEXT: Final = 4_000
STATEMENT: Final = 300
_TRL: Final = Whole(1, 9)
_COUNTRY: Final = Code(vocabulary.COUNTRIES, upper=True)
_COUNTRIES: Final = Codes(vocabulary.COUNTRIES, upper=True)


@dataclass(frozen=True, slots=True)
class Field:
    """``name`` is that of the column. ``example`` is what a template's row shows.

    Where ``has_default``, the column cannot be empty: a blank means that nothing was said.
    """

    name: str
    value: Value
    help: str
    example: str = ""
    required: bool = False
    has_default: bool = False


def _line(limit: int) -> Text:
    return Text(limit, lines=False)


COMMON: Final = (
    Field(
        "title",
        _line(TITLE_MAX),
        "What it is, in one line",
        "Low-temperature electrolysis of iron ore in alkaline solution",
        required=True,
    ),
    Field(
        "teaser",
        Text(TEASER_MAX),
        "What every member may read, also of a blind listing",
        "Iron ore is reduced to metal by electricity at 110 °C. A pilot line makes 10 kg a day.",
        required=True,
    ),
    Field(
        "description",
        Text(DESCRIPTION_MAX),
        "Everything else that a partner should know",
        "The cell works with fine ore and stops within minutes when power is scarce.",
    ),
    Field(
        "language",
        Code(vocabulary.LANGUAGES),
        "Language of the texts; found in them when left out",
        "en",
        has_default=True,
    ),
    Field(
        "sectors",
        Codes(vocabulary.SECTORS),
        "Sectors that it is for",
        "steel; mining",
        required=True,
    ),
    Field("technologies", Codes(vocabulary.TECHNOLOGIES), "Technology routes", "ore_electrolysis"),
    Field("cpc", Cpc(), "Classes of the Cooperative Patent Classification", "C25C1/06; C21B13/00"),
    Field("trl", _TRL, "Technology readiness now (ISO 16290)", "5"),
    Field(
        "evidence_level",
        Code(vocabulary.EVIDENCE_LEVELS),
        "What supports the readiness level",
        "documented",
    ),
    Field("countries", _COUNTRIES, "Where it may be used; anywhere when left out", "SE; IN"),
    Field(
        "collaborations",
        Codes(vocabulary.COLLABORATIONS),
        "Kinds of cooperation wanted",
        "co_development; joint_demonstration",
        required=True,
    ),
    Field("timeline", _line(200), "What happens when", "Pilot at 1 t a day by 2028"),
    Field(
        "disclosure",
        Code(vocabulary.DISCLOSURES),
        "Who may read it; `open` when left out",
        "open",
        has_default=True,
    ),
    Field(
        "partnership",
        _line(200),
        "Innovation partnership that it belongs to",
        "India–Sweden Industry Transition Partnership",
    ),
    Field("dual_use_listed", Flag(), "Is it on a dual-use list?", "no"),
    Field("state_funded_limits", Flag(), "Does public funding limit its transfer?", "no"),
    Field(
        "valid_until",
        Day(from_today=True, years=5),
        "Last day; 12 months from the import when left out",
        has_default=True,
    ),
    Field(
        "source_url",
        Formed(500, r"https?://\S+", N_("an address that starts with https://")),
        "Where it was published before",
    ),
    Field("attribution", _line(300), "Origin and licence of the text, where they must be told"),
)

OFFER: Final = (
    Field("type", Code(vocabulary.OFFER_TYPES), "What is offered", "know_how", required=True),
    Field(
        "problem_solved",
        Text(LONG_TEXT),
        "The problem that it solves",
        "Ore reduction without carbon and without hydrogen",
    ),
    Field("incumbent", _line(300), "What it is compared with", "Blast furnace with coke"),
    Field("abatement_t_per_t", Number(0, 1_000), "t CO2e avoided per t of product", "1.6"),
    Field(
        "abatement_baseline",
        _line(300),
        "Baseline of that figure",
        "1.9 t CO2e per t of crude steel",
    ),
    Field("abatement_method", _line(300), "Method of that figure", "ISO 14404-1, wind power"),
    Field("energy_needs", _line(500), "Energy and feedstock needs", "3.6 MWh per t of iron"),
    Field("streams_in", _line(300), "Side streams that it takes in", "ore fines"),
    Field("streams_out", _line(300), "Side streams that it gives", "oxygen"),
    Field(
        "licence_terms",
        Codes(vocabulary.LICENCE_TERMS),
        "Terms offered; never a price",
        "non_exclusive",
    ),
    Field(
        "patent_office",
        Code(vocabulary.PATENT_OFFICES, upper=True),
        "Patent: office",
    ),
    Field("patent_number", _line(30), "Patent: number"),
    Field(
        "patent_kind_code",
        Formed(4, r"[A-CEFHILMNPR-UWXYZ]\d?", N_("a WIPO ST.16 code such as B1"), upper=True),
        "Patent: kind code",
    ),
    Field("patent_family", _line(60), "Patent: family"),
    Field("patent_priority_date", Day(years=0), "Patent: priority date"),
    Field("patent_expiry_date", Day(years=30), "Patent: expiry date"),
    Field("patent_status", Code(vocabulary.PATENT_STATUSES), "Patent: status"),
    Field("patent_co_owners", _line(300), "Patent: co-owners"),
    Field("guideline_issuer", _line(200), "Technical guideline: issuing body"),
    Field("guideline_edition", _line(60), "Technical guideline: edition"),
    Field(
        "guideline_licence",
        Code(vocabulary.GUIDELINE_LICENCES),
        "Technical guideline: SPDX or Creative Commons licence",
    ),
    Field("incubator_programme", _line(200), "R&D incubator: programme"),
    Field("incubator_intake", _line(200), "R&D incubator: intake dates"),
    Field("incubator_places", Whole(1, 10_000), "R&D incubator: places"),
    Field("incubator_support", _line(500), "R&D incubator: support on offer"),
    Field("incubator_country", _COUNTRY, "R&D incubator: host country"),
)

NEED: Final = (
    Field(
        "problem",
        Text(LONG_TEXT),
        "The problem to be solved",
        "Our ore fines cannot be charged into a shaft furnace.",
        required=True,
    ),
    Field(
        "done_means",
        Text(LONG_TEXT),
        "What “done” means",
        "1 t of fines reduced a day at below 4 MWh per t",
    ),
    Field("must_haves", Text(LONG_TEXT), "Must-haves", "No fossil reductant"),
    Field("nice_to_haves", Text(LONG_TEXT), "Nice-to-haves", "Can follow the price of power"),
    Field("lowest_trl", _TRL, "Lowest readiness level accepted", "4"),
    Field(
        "site_constraints",
        Text(LONG_TEXT),
        "Site constraints, in bands",
        "20–50 MW of power, fresh water is scarce",
    ),
    Field("tried", Text(LONG_TEXT), "What was tried", "Fluidised bed with hydrogen: sticking"),
    Field(
        "we_bring",
        Text(LONG_TEXT),
        "Site, data, feedstock, funding band that we bring",
        "Ore, a hall with power, five engineers",
    ),
    Field("deadline", Day(from_today=True, years=20), "Last day for answers"),
    Field("partners_wanted", Whole(1, 50), "How many partners are wanted", "2"),
)

CAPABILITY: Final = (
    Field("unit", _line(200), "Unit or laboratory", "Laboratory for metallurgy"),
    Field(
        "expertise",
        Sentences(EXPERTISE_MAX, STATEMENT),
        "What it can do, each matched alone",
        "Reduction of iron ore with hydrogen; Slag chemistry at 1,600 °C",
    ),
    Field("facilities", Text(LONG_TEXT), "Facilities", "Rotary kiln, 100 kg a day"),
    Field("facility_trl_min", _TRL, "Lowest readiness level that the facilities serve", "3"),
    Field("facility_trl_max", _TRL, "Highest readiness level that the facilities serve", "6"),
    Field("access_terms", _line(500), "Terms of access", "Open to all members, by proposal"),
    Field("accreditation", _line(300), "Accreditation", "ISO/IEC 17025"),
    Field("services", Text(LONG_TEXT), "Services", "Trials, sampling, modelling"),
    Field("publications", Text(LONG_TEXT), "Publications or patents"),
    Field("ip_policy", _line(500), "Intellectual-property policy", "Results belong to who pays"),
    Field("funding_countries", _COUNTRIES, "Where it is eligible for funding", "SE; DE"),
)

#: Kind of listing → its fields, in the order of forms, templates and the manual.
FIELDS: Final = {
    "offer": COMMON + OFFER,
    "need": COMMON + NEED,
    "capability": COMMON + CAPABILITY,
}
