"""LeadIT's Green Steel Tracker, editions of 2021 and 2026, as demonstration offers.

Only what a row states becomes a value. A readiness level needs a plant that has run: a pilot that
ran demonstrates at 6, a demonstration plant at 7, a full-scale plant in operation at 9 (ISO 16290).
What is announced, under construction, paused or cancelled has no level.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from matchmaker.importers import csv_rows
from matchmaker.importers.drafts import (
    Draft,
    ListingDraft,
    OrganizationDraft,
    Record,
    Refusal,
    Source,
    UnreadableFile,
)
from matchmaker.importers.shortening import short_title, with_full_title
from matchmaker.importers.steel_names import company_name, seat_of, stated

ATTRIBUTION: Final = "Green Steel Tracker, Leadership Group for Industry Transition, CC BY"
URL: Final = "https://www.industrytransition.org/green-steel-tracker/"

_REQUIRED: Final = ("company", "project_name", "country", "location")
_RAN: Final = frozenset({"Operating", "Finalized (research & testing)"})
_TRL_BY_SCALE: Final = {"pilot": 6, "demo": 7}
_TECHNOLOGIES: Final = (
    (r"\bH-?DR\b|\bH-DRI\b|H2-enriched|MIDREX (?:H2|Flex)|HYFOR", "h2_dri"),
    (r"\bDRI\b.*hydrogen|hydrogen-reduced", "h2_dri"),
    (r"\bMOE\b|molten oxide|electrowin+ing|SIDERWIN", "ore_electrolysis"),
    (r"smelting reduction|HIsarna|Hlsarna", "smelting_reduction"),
    (r"\bscrap\b", "scrap_eaf"),
    (r"\bCCU?S\b|\bCCUS\b|\bCCU\b|carbon capture|carbon extraction|storage of CO2", "ccus"),
    (r"green (?:electricity electrolysis|hydrogen)|H2 production from wind", "electrolyser"),
    (r"biogenic|bio-?char|bio-?coal|biocoke|biomass", "biomass_biochar"),
)
_HYDROGEN_MADE: Final = re.compile(
    r"hydrogen production|H2 production|green hydrogen|electricity electrolysis|blue hydrogen", re.I
)


def open_steel_tracker(path: Path, today: dt.date) -> Source:
    """One edition's CSV file, or a folder of them."""
    files = sorted(path.glob("*.csv")) if path.is_dir() else [path]
    if not files:
        raise UnreadableFile(path, "holds no CSV file")
    opened = [(file, *csv_rows.open_rows(file)) for file in files]
    for file, columns, _, _ in opened:
        missing = [name for name in _REQUIRED if name not in columns]
        if missing:
            raise UnreadableFile(file, f'has no column "{missing[0]}"')
    total = sum(count for _, _, count, _ in opened)
    named = len(files) > 1
    return Source(total, _drafts([(f.name if named else "", rows) for f, _, _, rows in opened]))


def _drafts(files: list[tuple[str, Iterator[Record | Refusal]]]) -> Iterator[Draft]:
    for name, rows in files:
        for record in rows:
            draft = record if isinstance(record, Refusal) else _offer(record)
            if isinstance(draft, Refusal) and name:
                draft = Refusal(draft.row, draft.field, f"{draft.reason} ({name})")
            yield draft


def _offer(record: Record) -> ListingDraft | Refusal:
    row = {name: stated(value) for name, value in record.values.items()}
    damaged = next((name for name, value in row.items() if "\ufffd" in value), "")
    if damaged:
        return Refusal(record.row, damaged, "holds letters that were lost before publication")
    company = company_name(row["company"])
    if not company:
        return Refusal(record.row, "company", "is required")
    seat = seat_of(company, row["country"])
    if seat is None:
        return Refusal(record.row, "country", f'unknown country "{row["country"]}"')
    owner = OrganizationDraft(company, company, seat, "company")
    return ListingDraft(record.row, _source_id(row), "offer", _fields(row, company), owner)


def _fields(row: Mapping[str, str], company: str) -> dict[str, object]:
    equipment = row.get("specific_equipment") or row.get("specific_technology") or ""
    title, text = _title(row, company, equipment), _text(row, company)
    described = " ".join((row["project_name"], row.get("technology", ""), equipment, text))
    return {
        "title": short_title(title),
        "teaser": short_title(text, 700),
        "description": with_full_title(title, text),
        "type": "demonstration",
        "sectors": ["steel", "hydrogen"] if _HYDROGEN_MADE.search(described) else ["steel"],
        "technologies": _technologies(described),
        "trl": _trl(row),
        "timeline": _timeline(row),
        "source_url": row.get("website") or URL,
        "attribution": ATTRIBUTION,
    }


def _technologies(described: str) -> list[str]:
    found = (code for words, code in _TECHNOLOGIES if re.search(words, described, re.I))
    return list(dict.fromkeys(found))


def _title(row: Mapping[str, str], company: str, equipment: str) -> str:
    """The project's name with its company; without a name, what is done and where."""
    name = row["project_name"]
    if name:
        same = company.split()[0].casefold() in name.casefold()
        return name if same else f"{company}: {name}"
    subject = equipment or row.get("technology") or "Steel project"
    return f"{company}: {subject}, {row['location'] or row['country']}"


def _text(row: Mapping[str, str], company: str) -> str:
    """The row as sentences: every statement of the tracker that a reader can use."""
    place = ", ".join(part for part in (row["location"], row["country"]) if part)
    facts = (
        ("Technology", row.get("specific_equipment") or row.get("specific_technology", "")),
        ("Route", row.get("technology_category") or row.get("technology", "")),
        ("Hydrogen", row.get("hydrogen_type", "")),
        ("Scale", row.get("project_scale") or row.get("scale", "")),
        ("Status", row.get("project_status", "")),
    )
    stated_facts = [f"{label}: {value.rstrip('.')}." for label, value in facts if value]
    return " ".join([f"Project of {company} in {place}.", *stated_facts])


def _trl(row: Mapping[str, str]) -> int | None:
    scale, status = (row.get("project_scale") or "").casefold(), row.get("project_status")
    if scale == "full scale" and status == "Operating":
        return 9
    return _TRL_BY_SCALE.get(scale) if status in _RAN else None


def _timeline(row: Mapping[str, str]) -> str:
    facts = (
        ("Planned commissioning", row.get("planned_commissioning", "")),
        ("Started", row.get("actual_start_year", "")),
    )
    return ", ".join(f"{label}: {value}" for label, value in facts if value)


def _source_id(row: Mapping[str, str]) -> str:
    """The tracker's own number, or in the edition without one a digest of what names the row."""
    if row.get("internal_id"):
        return row["internal_id"]
    names = ("company", "project_name", "country", "location", "specific_technology")
    key = "\x1f".join(row.get(name, "") for name in names)
    return f"2021-{hashlib.sha256(key.encode()).hexdigest()[:16]}"
