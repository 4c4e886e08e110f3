"""Names in the Green Steel Tracker: companies under several spellings, letters lost in transit."""

from typing import Final

from matchmaker.importers.countries import country_of_name

#: The edition of 2021 is published with its accents replaced by U+FFFD; these are restored.
_RESTORED: Final = {
    "A\ufffdo Verde do Brasil AVB": "Aço Verde do Brasil AVB",
    "Compa\ufffdia Sider\ufffdrgica Huachipato SA": "Compañía Siderúrgica Huachipato SA",
    "Eisenh\ufffdttenstadt": "Eisenhüttenstadt",
    "Lule\ufffd": "Luleå",
    "Maranh\ufffdo state": "Maranhão state",
    "G\ufffdllivare": "Gällivare",
    "Hualp\ufffdn": "Hualpén",
    "Oxel\ufffdsund": "Oxelösund",
    "Maizi\ufffdres-l\ufffds-Metz": "Maizières-lès-Metz",
    "HyBit - Hydrogen for Bremen\ufffds industrial transformation": (
        "HyBit - Hydrogen for Bremen’s industrial transformation"
    ),
}
#: Spelling in either edition → one name.
_COMPANIES: Final = {
    "British Steel Ltd": "British Steel",
    "H2 Green Steel": "Stegra (formerly H2 Green Steel)",
    "Liberty Steel": "Liberty Steel Group",
    "Salzgitter": "Salzgitter Group",
    "ThyssenKrupp": "Thyssenkrupp",
    "Voestalpine": "voestalpine Group",
}
#: Where a company with projects in several countries, or elsewhere, has its seat.
_SEATS: Final = {
    "ArcelorMittal": "LU",
    "Baowu": "CN",
    "Equinor": "NO",
    "Fortescue Metals": "AU",
    "GreenIron H2 AB": "SE",
    "HBIS": "CN",
    "LKAB": "SE",
    "Liberty Steel Group": "GB",
    "Metinvest Holding LLC": "UA",
    "Metso": "FI",
    "Nippon Steel": "JP",
    "POSCO": "KR",
    "SSAB": "SE",
    "Salzgitter Group": "DE",
    "Stegra (formerly H2 Green Steel)": "SE",
    "Tata Steel": "IN",
    "Techint Group": "IT",
    "Thyssenkrupp": "DE",
    "voestalpine Group": "AT",
}
_MISSING: Final = frozenset({"n/a", "tbd", "not stated", "not available", "unknown"})


def stated(value: object) -> str:
    """The cell with its letters restored; empty for the tracker's many ways to say nothing."""
    text = " ".join(str(value or "").split())
    return "" if text.casefold() in _MISSING else _RESTORED.get(text, text)


def company_name(value: object) -> str:
    name = stated(value)
    return _COMPANIES.get(name, name)


def seat_of(company: str, project_country: str) -> str | None:
    """The country of the company; that of the project where the company's is not known."""
    return _SEATS.get(company) or country_of_name(project_country)
