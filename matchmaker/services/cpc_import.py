"""A CPC scheme comes in: codes are added and renewed, none is ever taken away."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import insert, select, text, update
from sqlalchemy.orm import Session

from matchmaker.importers.cpc_entries import CpcEntry
from matchmaker.importers.drafts import Refusal
from matchmaker.policies.actor import Actor
from matchmaker.services import audit
from models.cpc import CpcCode

_STEP: Final = " › "


@dataclass
class CpcReport:
    """What a run did; ``repeated`` are codes that the files tell again, as the official ones do."""

    rows_read: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    repeated: int = 0
    refused: list[Refusal] = field(default_factory=list)


def load(
    session: Session,
    actor: Actor,
    entries: Iterable[CpcEntry | Refusal],
    *,
    edition: str,
    now: dt.datetime,
) -> CpcReport:
    """Write the codes of ``entries`` in the caller's transaction. The same again adds nothing."""
    report = CpcReport()
    wanted = _collected(entries, report)
    scheme = _Scheme(session, wanted)
    new = [{**scheme.values(code, edition), "loaded_at": now} for code in scheme.new]
    changed = [{**scheme.values(code, edition), "loaded_at": now} for code in scheme.titles]
    changed = [row for row in changed if scheme.differs(row)]
    if new:
        session.execute(insert(CpcCode), new)
    if changed:
        session.execute(update(CpcCode), changed)
    report.added = len(new)
    report.updated = sum(1 for row in changed if row["code"] in wanted)
    report.unchanged = len(wanted) - report.added - report.updated
    if new or changed:
        _index(session)
        details = {"edition": edition, "added": report.added, "updated": report.updated}
        audit.record(session, actor, "cpc.loaded", "cpc", edition, now=now, details=details)
    return report


def _collected(entries: Iterable[CpcEntry | Refusal], report: CpcReport) -> dict[str, CpcEntry]:
    """Each code once: a heading gives way to the group of its name, an orphan to its like."""
    wanted: dict[str, CpcEntry] = {}
    for entry in entries:
        report.rows_read += 1
        if isinstance(entry, Refusal):
            report.refused.append(entry)
        else:
            known = wanted.get(entry.code)
            report.repeated += known is not None
            if known is None or (known.level, known.parent) < (entry.level, entry.parent):
                wanted[entry.code] = entry
    return wanted


class _Scheme:
    """What is stored and what comes in, as one tree."""

    def __init__(self, session: Session, wanted: dict[str, CpcEntry]) -> None:
        self.wanted = wanted
        self.stored = {row.code: row for row in session.scalars(select(CpcCode))}
        self.titles = {code: row.title for code, row in self.stored.items()}
        self.titles |= {code: entry.title for code, entry in wanted.items()}
        self.parents = {code: row.parent for code, row in self.stored.items()}
        for code, entry in wanted.items():
            self.parents[code] = entry.parent or self.parents.get(code, "")

    @property
    def new(self) -> list[str]:
        return [code for code in self.wanted if code not in self.stored]

    def values(self, code: str, edition: str) -> dict[str, Any]:
        """The row of a code; what is not told anew keeps its level and its edition."""
        kept = {"id": self.stored[code].id} if code in self.stored else {}
        told = self.wanted.get(code) or self.stored[code]
        return kept | {
            "code": code,
            "title": told.title,
            "level": told.level,
            "edition": edition if code in self.wanted else self.stored[code].edition,
            "parent": self.parents[code],
            "above": self._above(code),
        }

    def differs(self, row: dict[str, Any]) -> bool:
        before = self.stored.get(row["code"])
        names = ("title", "level", "edition", "parent", "above")
        return before is not None and any(getattr(before, name) != row[name] for name in names)

    def _above(self, code: str) -> str:
        """Titles over a code, the widest first, without the sections: they say nothing."""
        found: list[str] = []
        seen = {code}
        while (code := self.parents.get(code, "")) and code not in seen:
            seen.add(code)
            if code in self.titles and len(code) > 1:
                found.append(self.titles[code])
        return _STEP.join(reversed(found))


def _index(session: Session) -> None:
    """The word search anew: a title that changes is in what stands above many codes."""
    session.execute(text("DELETE FROM cpc_search"))
    session.execute(
        text("INSERT INTO cpc_search (rowid, title, above) SELECT id, title, above FROM cpc_codes")
    )
