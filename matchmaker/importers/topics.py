"""Open call topics of the European Union, as needs; up to 35,000 characters each."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from matchmaker.importers.corpus import Entry, find_file, read_entries
from matchmaker.importers.drafts import Draft, ListingDraft, OrganizationDraft, Refusal, Source
from matchmaker.importers.json_lines import count_objects
from matchmaker.importers.shortening import (
    DESCRIPTION_MAX,
    first_sentences,
    fitted,
    short_title,
    with_full_title,
)

ATTRIBUTION: Final = "EU Funding & Tenders Portal, © European Union, CC BY 4.0"
COMMISSION: Final = OrganizationDraft(
    "european-commission", "European Commission – open call topics", "BE", "government"
)

#: What each part may hold; the column's limit, or less where it serves as a summary.
_PROBLEM_MAX: Final = 1_200
_OUTCOME_MAX: Final = 4_000

_HEADING: Final = re.compile(
    r"(?:^|(?<=\s))(Expected (?:Outcome|Impact)s?|Scope|Objectives?|Specific Challenge):[^\S\n]*"
)
#: The portal's text lost its line breaks: "outcomes:stakeholders", "scenarios.Where relevant".
_LOST_BREAK: Final = re.compile(
    r"(?<=[A-Za-z0-9)\]%][.;:])(?=[A-Z][a-z])|(?<=[a-z)\]][;:])(?=[a-z])"
)


def open_topics(path: Path, today: dt.date) -> Source:
    file = find_file(path, "topics.jsonl.gz", "topics.jsonl")
    return Source(count_objects(file), _drafts(file, today))


def _drafts(path: Path, today: dt.date) -> Iterator[Draft]:
    for entry in read_entries(path):
        yield entry if isinstance(entry, Refusal) else _need(entry, today)


def _need(entry: Entry, today: dt.date) -> ListingDraft:
    url = entry.value("url")
    outcome, rest = _parts(_with_breaks(entry.text))
    core = _HEADING.sub("", rest or outcome)
    text = with_full_title(entry.title, rest)
    fields: dict[str, object] = {
        "title": short_title(entry.title),
        "teaser": first_sentences(core),
        "problem": first_sentences(core, _PROBLEM_MAX, _PROBLEM_MAX),
        "done_means": fitted(outcome, _OUTCOME_MAX, url),
        "description": fitted(text, DESCRIPTION_MAX, url),
        "collaborations": _collaborations(entry.value("typesOfAction")),
        "we_bring": _contribution(entry),
        "source_url": url,
        "attribution": ATTRIBUTION,
        **_dates(entry, today),
    }
    return ListingDraft(entry.row, entry.id, "need", fields, COMMISSION)


def _parts(text: str) -> tuple[str, str]:
    """What is to come of it, and everything else, each section under its heading."""
    outcome, rest = [], []
    pieces = _HEADING.split(text)
    if pieces[0].strip():
        rest.append(pieces[0].strip())
    for heading, body in zip(pieces[1::2], pieces[2::2], strict=True):
        if heading.startswith("Expected"):
            outcome.append(body.strip())
        else:
            rest.append(f"{heading}: {body.strip()}")
    return "\n\n".join(outcome), "\n\n".join(rest)


def _with_breaks(text: str) -> str:
    """Each word that carries a lost line break is cut there; addresses stay whole."""
    return re.sub(
        r"\S+",
        lambda word: word[0] if "//" in word[0] else _LOST_BREAK.sub("\n", word[0]),
        text,
    )


def _collaborations(action: str) -> list[str]:
    """Research and innovation actions ask for a consortium; other actions may not."""
    return ["call_consortium"] if "Innovation Actions" in action else []


def _contribution(entry: Entry) -> str:
    low, high = entry.metadata.get("budgetMin"), entry.metadata.get("budgetMax")
    if not isinstance(low, int) or not isinstance(high, int) or not 0 < low <= high:
        return ""
    band = f"{low:,}" if low == high else f"{low:,} to {high:,}"
    return f"{entry.value('programme') or 'European Union'}: grant of EUR {band}."


def _dates(entry: Entry, today: dt.date) -> dict[str, object]:
    """A topic that has closed stays as a need: its last day is told, but is no deadline."""
    closes = entry.day("deadline")
    if closes is None:
        return {}
    if closes < today:
        return {"timeline": f"Closed on {closes}.", "deadline": None}
    model = entry.value("deadlineModel")
    return {
        "timeline": f"Closes on {closes}" + (f" ({model})." if model else "."),
        "deadline": closes,
        "valid_until": closes,
    }
