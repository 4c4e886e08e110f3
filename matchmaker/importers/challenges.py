"""Innovation challenges published by British public funders, as needs."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from matchmaker.importers.corpus import Entry, find_file, read_entries
from matchmaker.importers.drafts import Draft, ListingDraft, OrganizationDraft, Refusal, Source
from matchmaker.importers.json_lines import count_objects
from matchmaker.importers.shortening import first_sentences, short_title, with_full_title

ATTRIBUTION: Final = (
    "Contains public sector information licensed under the Open Government Licence v3.0"
)

_SPONSORS: Final = {
    "ahrc": "Arts and Humanities Research Council",
    "bbsrc": "Biotechnology and Biological Sciences Research Council",
    "dasa": "Defence and Security Accelerator",
    "epsrc": "Engineering and Physical Sciences Research Council",
    "esrc": "Economic and Social Research Council",
    "innovate-uk": "Innovate UK",
    "ktn": "Innovate UK Knowledge Transfer Network",
    "ktnie": "KTN Innovation Exchange",
    "mrc": "Medical Research Council",
    "ncsc": "National Cyber Security Centre",
    "nerc": "Natural Environment Research Council",
    "research-england": "Research England",
    "stfc": "Science and Technology Facilities Council",
    "ukri": "UK Research and Innovation",
}


def open_challenges(path: Path, today: dt.date) -> Source:
    file = find_file(path, "challenges.jsonl.gz", "challenges.jsonl")
    return Source(count_objects(file), _drafts(file, today))


def _drafts(path: Path, today: dt.date) -> Iterator[Draft]:
    for entry in read_entries(path):
        yield entry if isinstance(entry, Refusal) else _need(entry, today)


def _need(entry: Entry, today: dt.date) -> ListingDraft:
    subjects = entry.texts("topics")
    fields: dict[str, object] = {
        "title": short_title(entry.title),
        "teaser": first_sentences(entry.text),
        "problem": entry.text,
        "description": with_full_title(
            entry.title, f"Subjects: {', '.join(subjects)}." if subjects else ""
        ),
        "source_url": entry.value("url"),
        "attribution": ATTRIBUTION,
        **_dates(entry.day("opens"), entry.day("closes"), today),
    }
    return ListingDraft(entry.row, entry.id, "need", fields, _sponsor(entry))


def _dates(opens: dt.date | None, closes: dt.date | None, today: dt.date) -> dict[str, object]:
    """A closed challenge stays as a need: its last day is told, but is no deadline any more."""
    opened = f"Opened on {opens}. " if opens else ""
    if closes is None:
        return {"timeline": opened.strip()}
    if closes < today:
        return {"timeline": f"{opened}Closed on {closes}.", "deadline": None}
    return {
        "timeline": f"{opened}Closes on {closes}.",
        "deadline": closes,
        "valid_until": closes,
    }


def _sponsor(entry: Entry) -> OrganizationDraft:
    code = entry.value("sponsor") or entry.value("source") or "ukri"
    return OrganizationDraft(code, _SPONSORS.get(code, code), "GB", "government")
