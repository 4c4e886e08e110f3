"""What the listing form asks, and what a good answer looks like: field → label and help."""

from typing import Final, NamedTuple


class Ask(NamedTuple):
    label: str
    help: str = ""


COMMON: Final = {
    "title": Ask(
        "Title",
        "One line that a stranger in another industry understands: the process, the material and "
        "what is special. “Hydrogen burner for soaking pits, 1–5 MW” rather than “Green heat”.",
    ),
    "teaser": Ask(
        "Teaser",
        "Two to four sentences that every member may read. Name the process, temperatures, the "
        "size of plant or trial as a range (“1–5 MW”, “up to 10 t an hour”; not what your company "
        "makes in a year), and how far it has come. Matches are found by these sentences.",
    ),
    "description": Ask(
        "Description",
        "Everything else that a partner should know: how it works, what was measured, what is "
        "still open. Plain text; several paragraphs are fine.",
    ),
    "language": Ask(
        "Language of the texts",
        "Matching works across languages. Left open, it is found in title, teaser and description.",
    ),
    "sectors": Ask("Sectors", "Where it can be used, not only where you are at home."),
    "technologies": Ask("Technology routes", "Those that a specialist would look under."),
    "cpc": Ask(
        "Patent classes (CPC)",
        "Codes of the Cooperative Patent Classification. Search by words or by the beginning of a "
        "code, such as slag or C21B13; also without a patent they say what it is about.",
    ),
    "trl": Ask(
        "Technology readiness level",
        "The level that is reached today (ISO 16290), not the one that is planned.",
    ),
    "evidence_level": Ask("Evidence for that level"),
    "countries": Ask("Countries where it may be used", "Choose none if it may be used anywhere."),
    "collaborations": Ask(
        "Collaboration wanted", "Choose all that you would say yes to; it decides who is proposed."
    ),
    "timeline": Ask("Timeline", "For example: pilot in 2027, first industrial line by 2030."),
    "disclosure": Ask("Who may see what?"),
    "hidden_from": Ask(
        "Hide it from",
        "These organizations neither find this listing nor are matched with it. They are not told.",
    ),
    "partnership": Ask(
        "Innovation partnership",
        "An existing partnership that this belongs to. By the name of one that you are a member "
        "of, the listing appears on its page.",
    ),
    "dual_use_listed": Ask(
        "Is it on a dual-use list?",
        "EU Regulation 2021/821, Wassenaar or a national list. Ask your export-control officer if "
        "you are not sure.",
    ),
    "state_funded_limits": Ask(
        "Does public funding limit its transfer?",
        "Some grants restrict licences outside the funding country or region.",
    ),
    "valid_until": Ask("Valid until", "Twelve months from now when you leave it empty."),
    "source_url": Ask("Public source", "A public page with more about it."),
    "attribution": Ask("Origin and licence of the text", "Only where they must be told."),
}

OFFER: Final = {
    "type": Ask("Type of offer"),
    "problem_solved": Ask(
        "Problem it solves",
        "In the words of the plant that has the problem. A need is matched with this sentence.",
    ),
    "incumbent": Ask("Compared with", "What it replaces, such as a coke-fired cupola."),
    "abatement_t_per_t": Ask(
        "Abatement",
        "Tonnes of CO₂e avoided per tonne of product, such as 1.6. Leave it empty rather than "
        "guess.",
    ),
    "abatement_baseline": Ask("Baseline of that figure", "Such as 1.9 t CO₂e per t of crude steel"),
    "abatement_method": Ask("Method of that figure", "Such as ISO 14404-1, with the local grid."),
    "energy_needs": Ask(
        "Energy and feedstock needs",
        "Per tonne of product, with temperature level or purity where they matter.",
    ),
    "streams_in": Ask("Side streams it takes in", "Slag, dust, CO₂, waste heat with its °C, …"),
    "streams_out": Ask("Side streams it gives", "Oxygen, steam, hydrogen, mineral residue, …"),
    "licence_terms": Ask("Licence terms offered", "The kind of licence, never a price."),
    "patent_office": Ask("Patent office", "Of the country or region, or WIPO (ST.3)."),
    "patent_number": Ask("Patent number", "Shown to nobody while the listing is blind."),
    "patent_kind_code": Ask("Kind code", "WIPO ST.16, such as A1 or B1."),
    "patent_family": Ask("Patent family"),
    "patent_priority_date": Ask("Priority date"),
    "patent_expiry_date": Ask("Expiry date"),
    "patent_status": Ask("Status"),
    "patent_co_owners": Ask("Co-owners"),
    "guideline_issuer": Ask("Issuing body"),
    "guideline_edition": Ask("Edition"),
    "guideline_licence": Ask("Licence", "Under which others may use the guideline."),
    "incubator_programme": Ask("Programme"),
    "incubator_intake": Ask("Intake dates"),
    "incubator_places": Ask("Places"),
    "incubator_support": Ask("Support on offer", "Laboratory time, mentors, test material, …"),
    "incubator_country": Ask("Host country"),
}

NEED: Final = {
    "problem": Ask(
        "The problem",
        "What goes wrong or is missing today, in numbers where you may give them: temperature, "
        "particle size, composition, duty cycle. The better the problem, the better the matches.",
    ),
    "done_means": Ask(
        "What “done” means",
        "A result that can be measured, such as 24 hours at 1,250 °C with NOx below 100 mg/m³.",
    ),
    "must_haves": Ask("Must have", "What rules a solution out when it is missing."),
    "nice_to_haves": Ask("Nice to have"),
    "lowest_trl": Ask(
        "Lowest readiness level you accept",
        "Solutions below it are not proposed. Level 4 or 5 brings research partners, 7 and above "
        "suppliers.",
    ),
    "trl": Ask("Readiness level of what you have today", "Leave it empty if you start from zero."),
    "site_constraints": Ask(
        "Site constraints",
        "In bands rather than exact figures: space, power, water, gas grid, permits.",
    ),
    "tried": Ask("What was tried", "And why it did not do. It saves everybody a meeting."),
    "we_bring": Ask("What you bring", "A site, data, material, people, a funding band."),
    "deadline": Ask("Answers wanted until"),
    "partners_wanted": Ask("Partners wanted", "How many, such as 2."),
    "countries": Ask("Countries of the sites", "Choose none if the place does not matter."),
    "title": Ask(
        "Title",
        "One line that a stranger in another industry understands: what has to be achieved, in "
        "which process. “Dust-free charging of iron ore fines” rather than “Innovation wanted”.",
    ),
}

CAPABILITY: Final = {
    "unit": Ask("Unit or laboratory"),
    "expertise": Ask(
        "What you can do",
        "Up to ten statements, one on each line. Each is matched on its own, so say one thing in "
        "each: “Reduction of iron ore with hydrogen up to 900 °C”.",
    ),
    "facilities": Ask("Facilities", "Equipment with its scale, such as rotary kiln, 100 kg/day."),
    "facility_trl_min": Ask("Facilities serve from"),
    "facility_trl_max": Ask("Facilities serve up to"),
    "access_terms": Ask("Terms of access", "Who may use them, and how one applies."),
    "accreditation": Ask("Accreditation", "Such as ISO/IEC 17025 for slag analysis."),
    "services": Ask("Services"),
    "publications": Ask("Publications and patents", "The three to five that show it best."),
    "ip_policy": Ask("Intellectual-property policy", "Who owns the results of joint work."),
    "funding_countries": Ask(
        "Eligible for funding in", "Countries whose calls you can join as a funded partner."
    ),
}

TEXTS: Final = {
    "offer": COMMON | OFFER,
    "need": COMMON | NEED,
    "capability": COMMON | CAPABILITY,
}


def labels_of(kind: str) -> dict[str, str]:
    """What people read for each field of a kind, files included."""
    return {**{name: ask.label for name, ask in TEXTS[kind].items()}, "attachments": "Files"}
