"""The inbox as a file: what its reader may see, as text that no spreadsheet takes for a formula."""

import io

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from models import Feedback
from tests.factories.cast import ASKING_CANARY, OTHER_CANARY
from tests.factories.listings import NOW, make_offer, make_organization
from tests.factories.matches import make_match

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx")


@pytest.fixture
def asker(cast, sign_in):
    return sign_in(cast.asker)


@pytest.fixture
def offers(cast, sessions):
    def make(*titles, **fields):
        with sessions.writing() as session:
            for number, title in enumerate(titles, 2):
                offer = make_offer(session, title=title, **fields)
                make_match(session, session.merge(cast.need), offer, rank=number)

    return make


def book(browser, query=""):
    answer = browser.client.get(f"/matches/export.xlsx{query}")
    assert answer.status_code == 200
    return load_workbook(io.BytesIO(answer.data))


def pdf_text(browser, query=""):
    answer = browser.client.get(f"/matches/export.pdf{query}")
    reader = PdfReader(io.BytesIO(answer.data))
    return reader, "\n".join(page.extract_text() for page in reader.pages)


def test_the_workbook_holds_the_tab_and_says_what_it_is(asker, cast, offers):
    offers("Open offer")
    matches, about = book(asker, "?kind=offer").worksheets

    assert matches.freeze_panes == "A2"
    assert [cell.value for cell in matches[1]][:3] == ["Band", "Candidate", "Reference"]
    assert {row[1].value for row in matches.iter_rows(min_row=2)} == {
        cast.offer.title,
        "Open offer",
    }
    told = {row[0].value: row[1].value for row in about.iter_rows(min_row=2)}
    assert told["Tab"] == "New"
    assert told["Kind"] == "Offer"
    assert told["Made on"].date() == NOW.date()
    assert told["Matches"] == 2


def test_the_file_is_named_by_tab_and_day_alone(asker):
    for ending in ("xlsx", "pdf"):
        answer = asker.client.get(f"/matches/export.{ending}?tab=interesting")
        named = answer.headers["Content-Disposition"]
        assert named == f'attachment; filename="matches-interesting-2026-09-01.{ending}"'


def test_what_looks_like_a_formula_is_text(asker, offers):
    offers(*FORMULAS)
    sheet = book(asker).worksheets[0]

    cells = [row[1] for row in sheet.iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not [cell.value for cell in cells if cell.value[0] in "=+-@\t\r"]


def test_blind_candidates_have_no_owner_in_any_file(asker, cast, sign_in):
    for who, canary in ((asker, OTHER_CANARY), (sign_in(cast.answerer), ASKING_CANARY)):
        values = [str(cell.value) for sheet in book(who) for row in sheet.rows for cell in row]
        assert canary not in " ".join(values).lower()
        reader, text = pdf_text(who)
        assert canary not in text.lower()
        assert canary not in str(reader.metadata).lower()


def test_imported_listings_name_their_source(asker, offers):
    offers("Imported offer", attribution="Horizon projects, CC BY 4.0")

    values = [cell.value for row in book(asker).worksheets[0].rows for cell in row]
    assert "Horizon projects, CC BY 4.0" in values
    assert "Horizon projects, CC BY 4.0" in " ".join(pdf_text(asker)[1].split())


def test_notes_for_colleagues_are_in_no_file(asker, cast, sessions):
    with sessions.writing() as session:
        pair = {"listing_id": cast.need.id, "counterpart_id": cast.offer.id}
        said = {"user_id": cast.asker.id, "answer": "interesting", "note": "A quiet word"}
        session.add(Feedback(**pair, **said, at=NOW))
    values = [
        cell.value for row in book(asker, "?tab=interesting").worksheets[0].rows for cell in row
    ]

    assert "Interesting" in values
    assert "A quiet word" not in values
    assert "quiet word" not in pdf_text(asker, "?tab=interesting")[1]


def test_the_pdf_is_tagged_and_has_a_language_and_a_title(asker):
    reader, text = pdf_text(asker)

    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] is True or root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert reader.metadata.title == "Matches: New"
    assert "1 match." in text


def test_an_empty_tab_makes_an_empty_file(asker):
    assert book(asker, "?tab=done").worksheets[0].max_row == 1
    assert "nothing in this list" in pdf_text(asker, "?tab=done")[1]


def test_what_is_cut_says_so(cast, sessions, sign_in):
    with sessions.writing() as session:
        owner = make_organization(session)
        for number in range(55):
            offer = make_offer(session, owner, title=f"Offer {number}")
            make_match(session, session.merge(cast.need), offer, rank=number + 2)

    _reader, text = pdf_text(sign_in(cast.asker))

    assert "56 matches. The first 30 are printed" in " ".join(text.split())


@pytest.mark.parametrize("tab", ["new", "interesting"])
def test_the_buttons_say_what_the_files_hold(asker, cast, offers, tab):
    held = f"Export {tab} matches"
    page = asker.get(f"/matches?tab={tab}&band=all")
    labels = [link.text for link in page.page.select(".page-actions a")]
    assert labels == ([f"{held} (Excel)", f"{held} (PDF)"] if page.page.select(".match") else [])
