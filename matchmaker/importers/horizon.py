"""European research projects and their research organisations, as CORDIS publishes them.

A folder with ``corpus.jsonl[.gz]`` (the projects) and ``research_organisations.jsonl[.gz]``
(project, name, country, role). Projects become offers, research organisations institutes.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from matchmaker.importers.corpus import Entry, find_file, read_entries, text_of
from matchmaker.importers.countries import country_of_code
from matchmaker.importers.drafts import (
    Draft,
    ListingDraft,
    OrganizationDraft,
    Record,
    Refusal,
    Source,
    UnreadableFile,
)
from matchmaker.importers.horizon_subjects import sectors_of, technologies_of
from matchmaker.importers.json_lines import count_objects, read_objects
from matchmaker.importers.shortening import first_sentences, short_title, with_full_title

ATTRIBUTION: Final = "CORDIS, © European Union, CC BY 4.0"
#: Owns the projects without a research organisation; CORDIS is run from Luxembourg.
UNLISTED: Final = OrganizationDraft(
    "unlisted", "CORDIS projects without a listed research organisation", "LU", "government"
)
_ROLES: Final = ("coordinator", "participant", "associatedPartner", "thirdParty")
_DEMONSTRATION: Final = "HORIZON-IA"  # innovation actions: prototypes, pilots, demonstrations


@dataclass(slots=True)
class _Participants:
    """``owners``: project → rank of its role and organization; the lowest rank owns."""

    owners: dict[str, tuple[int, OrganizationDraft]] = field(default_factory=dict)
    organizations: dict[str, OrganizationDraft] = field(default_factory=dict)
    refused: list[Refusal] = field(default_factory=list)

    def add(self, project: str, role: str, organization: OrganizationDraft) -> None:
        known = self.organizations.setdefault(organization.source_id, organization)
        rank = _ROLES.index(role) if role in _ROLES else len(_ROLES)
        if project not in self.owners or rank < self.owners[project][0]:
            self.owners[project] = (rank, known)


def open_horizon(path: Path, today: dt.date) -> Source:
    if not path.is_dir():
        raise UnreadableFile(path, "is not a folder with corpus.jsonl or corpus.jsonl.gz")
    corpus = find_file(path, "corpus.jsonl.gz", "corpus.jsonl")
    rows = count_objects(corpus)
    names = ("research_organisations.jsonl.gz", "research_organisations.jsonl")
    participants = _read_participants(find_file(path, *names))
    return Source(rows, _drafts(corpus, participants))


def _drafts(corpus: Path, participants: _Participants) -> Iterator[Draft]:
    for entry in read_entries(corpus):
        yield entry if isinstance(entry, Refusal) else _offer(entry, participants)
    yield from participants.organizations.values()
    yield from participants.refused


def _read_participants(path: Path) -> _Participants:
    count_objects(path)
    found = _Participants()
    for record in read_objects(path):
        read = record if isinstance(record, Refusal) else _organization(record)
        if isinstance(read, Refusal):
            found.refused.append(Refusal(read.row, read.field, read.reason, path.name))
        elif isinstance(record, Record):
            values = record.values
            found.add(text_of(values.get("projectID")), text_of(values.get("role")), read)
    return found


def _organization(record: Record) -> OrganizationDraft | Refusal:
    values = {name: text_of(record.values.get(name)) for name in ("name", "country", "url")}
    if not values["name"]:
        return Refusal(record.row, "name", "is required")
    country = country_of_code(values["country"])
    if country is None:
        code = values["country"]
        return Refusal(
            record.row,
            "country",
            f'unknown country code "{code}"' if code else f"is required; {values['name']} has none",
        )
    website = values["url"] if values["url"].startswith(("http://", "https://")) else ""
    return OrganizationDraft(
        f"{values['name']} ({country})", values["name"], country, "institute", website
    )


def _offer(entry: Entry, participants: _Participants) -> ListingDraft:
    rank, owner = participants.owners.get(entry.id, (len(_ROLES), UNLISTED))
    scheme, subjects = entry.value("fundingScheme"), entry.texts("euroSciVoc")
    fields: dict[str, object] = {
        "title": short_title(entry.title),
        "teaser": first_sentences(entry.text),
        "description": with_full_title(entry.title, entry.text + _ownership(rank, owner)),
        "type": "demonstration" if scheme == _DEMONSTRATION else "know_how",
        "sectors": sectors_of(subjects),
        "technologies": technologies_of(subjects),
        "timeline": _timeline(entry.metadata),
        "source_url": f"https://cordis.europa.eu/project/id/{entry.id}",
        "attribution": ATTRIBUTION,
    }
    return ListingDraft(entry.row, entry.id, "offer", fields, owner)


def _ownership(rank: int, owner: OrganizationDraft) -> str:
    """A listing under a participant's name must not look as if that participant led it."""
    if rank == 0:
        return ""
    if owner is UNLISTED:
        return "\n\nNo research organisation of this project is listed."
    return "\n\nListed under a research participant: the coordinator is no research organisation."


def _timeline(metadata: Mapping[str, object]) -> str:
    start, end = text_of(metadata.get("startDate")), text_of(metadata.get("endDate"))
    return f"{start} to {end}" if start and end else start or end
