"""The demonstration network's files: organizations, listings, introductions, a sanctions list."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from matchmaker.importers.sanctions import ListFile, read_list
from matchmaker.phrases import N_

FOLDER: Final = Path(__file__).resolve().parent.parent / "demo"
#: Who signs in where on a first walk: (who it is, e-mail address).
SIGN_INS: Final = (
    (N_("Steel company, India"), "ananya.deshpande@suryakund-ispat.example"),
    (N_("Steel company, Sweden, introduced already"), "karin.lindqvist@norrsken-stal.example"),
    (N_("Research institute, Germany, introduced"), "matthias.brinkschulte@ihsr-ruhr.example"),
    (N_("Secretariat officer"), "elsa.bergstrom@secretariat.example"),
    (N_("Second officer, for flagged cases"), "ingrid.solheim@secretariat.example"),
    (N_("Cement technology supplier, Germany"), "jonas.albrecht@kalkstein-binder.example"),
    (N_("Auditor"), "thabo.nkosi@secretariat.example"),
    (N_("Government focal point, India"), "vasundhara.iyengar@bhaari-udyog-parivartan.example"),
    (N_("Administrator"), "maria.duarte@secretariat.example"),
)
_SANCTIONS: Final = "sanctions.csv"
_KINDS: Final = {"offers": "offer", "needs": "need", "capabilities": "capability"}
_NOT_FIELDS: Final = frozenset(
    {"key", "organization", "published_days_ago", "state", "deadline_in_days", "ends_in_days"}
    | {"hidden_from", "edits", "reviewer_note"}
)


@dataclass(frozen=True, slots=True)
class DemoListing:
    """A listing as written; ``fields`` are raw values for ``clean_fields``.

    ``edits`` are later changes of fields, each with ``days_ago``; ``reviewer_note`` is what the
    secretariat asks for of one in the state ``changes_requested``.
    """

    key: str
    kind: str
    organization: str
    state: str
    days_ago: int
    deadline_in_days: int | None
    hidden_from: tuple[str, ...]
    fields: dict[str, object]
    ends_in_days: int | None = None
    edits: tuple[dict[str, Any], ...] = ()
    reviewer_note: str = ""


@dataclass(slots=True)
class Demonstration:
    """Everything in the folder, in the order of the files' names."""

    organizations: list[dict[str, Any]] = field(default_factory=list)
    listings: list[DemoListing] = field(default_factory=list)
    introductions: list[dict[str, Any]] = field(default_factory=list)
    feedback: list[dict[str, Any]] = field(default_factory=list)
    shares: list[dict[str, Any]] = field(default_factory=list)
    partnerships: list[dict[str, Any]] = field(default_factory=list)
    sanctions_decisions: list[dict[str, Any]] = field(default_factory=list)
    sanctions: ListFile | None = None
    questions: list[dict[str, Any]] = field(default_factory=list)
    milestones: list[dict[str, Any]] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)


def read(folder: Path = FOLDER) -> Demonstration:
    """Read every TOML file of ``folder``, and its sanctions list where there is one."""
    network = Demonstration()
    for path in sorted(folder.glob("*.toml")):
        tables = tomllib.loads(path.read_text("utf-8"))
        network.organizations.extend(tables.get("organizations", ()))
        network.introductions.extend(tables.get("introductions", ()))
        network.feedback.extend(tables.get("feedback", ()))
        network.shares.extend(tables.get("shares", ()))
        network.partnerships.extend(tables.get("partnerships", ()))
        network.sanctions_decisions.extend(tables.get("sanctions_decisions", ()))
        network.questions.extend(tables.get("questions", ()))
        network.milestones.extend(tables.get("milestones", ()))
        network.files.extend(tables.get("files", ()))
        network.listings.extend(_listings(tables))
    if (folder / _SANCTIONS).exists():
        network.sanctions = read_list(folder / _SANCTIONS)
    return network


def _listings(tables: dict[str, Any]) -> Iterator[DemoListing]:
    for name, kind in _KINDS.items():
        for entry in tables.get(name, ()):
            yield DemoListing(
                key=entry["key"],
                kind=kind,
                organization=entry["organization"],
                state=entry.get("state", "published"),
                days_ago=entry.get("published_days_ago", 5),
                deadline_in_days=entry.get("deadline_in_days"),
                hidden_from=tuple(entry.get("hidden_from", ())),
                ends_in_days=entry.get("ends_in_days"),
                edits=tuple(entry.get("edits", ())),
                reviewer_note=entry.get("reviewer_note", ""),
                fields={k: value for k, value in entry.items() if k not in _NOT_FIELDS},
            )
