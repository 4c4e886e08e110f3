"""Files of a listing: what is taken, who gets it, and what is left when it is removed."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from matchmaker.jobs.context import Context
from matchmaker.jobs.registry import HANDLERS
from matchmaker.jobs.worker import Worker
from matchmaker.services import attachments
from matchmaker.services.attachments import MAX_FILES
from matchmaker.services.matching_engine import MatchingEngine
from matchmaker.services.sign_in import actor_of
from matchmaker.services.stored_files import MAX_BYTES
from models import Attachment, User
from models.session import Sessions
from tests.factories.cast import Cast
from tests.factories.files import docx, pdf, picture
from tests.factories.listings import NOW, make_offer
from tests.functional.stories import MemoryMailer
from tests.helpers import Browser

SignIn = Callable[[User], Browser]
PDF = pdf("Slag heat at 1 400 degrees")
PNG = picture("PNG")
JPEG = picture("JPEG")
DOCX = docx("Slag heat")


def word(*names: str) -> bytes:
    """A zip archive of empty files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("[Content_Types].xml", *names):
            archive.writestr(name, "")
    return out.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "attachments"


@pytest.fixture
def owner(cast: Cast, sign_in: SignIn) -> Browser:
    return sign_in(cast.asker).get(f"/listings/{cast.need.reference}")


def upload(
    page: Browser,
    content: bytes,
    name: str = "report.pdf",
    reference: str = "",
    caption: str = "The trial rig",
) -> Browser:
    address = f"/listings/{reference}" if reference else page.url.removesuffix("/attachments")
    page.get(address)
    token = page.page.find("input", {"name": "csrf_token"})["value"]
    file = FileStorage(io.BytesIO(content), name)
    boundary, body = encode_multipart({"csrf_token": token, "file": file, "caption": caption})
    return page._take(
        page.client.post(
            f"{address}/attachments",
            data=body,
            content_type=f"multipart/form-data; boundary={boundary}",
            follow_redirects=True,
        )
    )


def files(sessions: Sessions) -> list[Attachment]:
    with sessions.reading() as session:
        return list(session.scalars(select(Attachment).order_by(Attachment.id)))


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (PDF, "report.pdf", "application/pdf"),
        (
            DOCX,
            "sheet.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
    ],
)
def test_a_file_is_kept_and_comes_back_as_it_was(
    owner: Browser, sessions: Sessions, content: bytes, name: str, media_type: str
) -> None:
    upload(owner, content, name)
    assert "The file is attached" in owner.text

    (kept,) = files(sessions)
    with owner.client.get(f"/attachments/{kept.reference}") as answer:
        assert answer.data == content
        assert answer.mimetype == media_type
        assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize(
    ("content", "name", "kind"), [(PNG, "plan.png", "PNG"), (JPEG, "photo.jpeg", "JPEG")]
)
def test_a_picture_is_kept_with_its_pixels_and_needs_a_sentence(
    owner: Browser, sessions: Sessions, content: bytes, name: str, kind: str
) -> None:
    upload(owner, content, name, caption=" ")
    assert owner.status == 422
    assert owner.page.find(id="caption-error")

    upload(owner, content, name)
    (kept,) = files(sessions)
    with owner.client.get(f"/attachments/{kept.reference}") as answer:
        shown = Image.open(io.BytesIO(answer.data))
        assert (shown.format, shown.size) == (kind, (8, 6))
    assert owner.page.select_one(".files img")["alt"] == "The trial rig"


def test_what_a_file_shows_can_be_said_anew(owner: Browser, sessions: Sessions) -> None:
    upload(owner, PNG, "plan.png")
    owner.submit("/caption", caption="")
    assert owner.status == 422
    assert owner.page.select_one(".file-describe[open] .field-error")
    owner.submit("/caption", caption="  The kiln\u202e inlet ")
    assert [file.caption for file in files(sessions)] == ["The kiln inlet"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a",
        b"PK\x03\x04 not a zip archive",
        word("xl/workbook.xml"),
        word("word/document.xml", "word/vbaProject.bin"),
        b"\x7fELF" + PDF,
    ],
)
def test_what_the_bytes_are_decides_and_not_the_name(
    owner: Browser, sessions: Sessions, folder: Path, content: bytes
) -> None:
    upload(owner, content, "report.pdf")
    assert owner.status == 422
    assert owner.page.find(id="file-error")
    assert files(sessions) == []
    assert not folder.exists()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:/secret/plan.pdf", "plan.pdf"),
        ("run.exe", "run.exe.pdf"),
        ("..pdf", "file.pdf"),
        ("übersicht 1.PDF", "übersicht 1.PDF"),
        ("a\u202efdp.exe", "afdp.exe.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_a_file_name_is_made_harmless(
    owner: Browser, sessions: Sessions, name: str, kept: str
) -> None:
    upload(owner, PDF, name)
    assert [file.file_name for file in files(sessions)] == [kept]


def test_a_file_has_at_most_twenty_megabytes(owner: Browser, sessions: Sessions) -> None:
    upload(owner, PDF + bytes(MAX_BYTES))
    assert owner.status == 422
    assert "at most 20 MB" in owner.text
    upload(owner, PDF + bytes(2 * MAX_BYTES))
    assert owner.status == 413
    assert files(sessions) == []


def test_a_listing_has_at_most_five_files_and_none_twice(
    owner: Browser, sessions: Sessions
) -> None:
    for number in range(MAX_FILES):
        upload(owner, PDF + bytes([number]))
    upload(owner, PDF + bytes([0]))
    assert owner.status == 422
    assert not owner.page.find("input", id="file")
    assert len(files(sessions)) == MAX_FILES


def test_the_same_file_again_is_refused(owner: Browser, sessions: Sessions) -> None:
    upload(owner, PDF)
    upload(owner, PDF, "copy.pdf")
    assert "attached already" in owner.text
    assert len(files(sessions)) == 1


@pytest.fixture
def work(sessions: Sessions, tmp_path: Path) -> Callable[[], None]:
    """Removes from the disk what is due."""
    context = Context(
        lambda: NOW, MemoryMailer(), str, "", MatchingEngine(None), None, data_dir=tmp_path
    )
    return Worker(sessions, context, {"drop_file": HANDLERS["drop_file"]}).drain


def test_a_removed_file_is_gone_unless_another_listing_has_it(
    cast: Cast, owner: Browser, sessions: Sessions, folder: Path, work: Callable[[], None]
) -> None:
    with sessions.writing() as session:
        other = make_offer(session, session.merge(cast.need.organization, load=False))
    upload(owner, PDF)
    upload(owner, PDF, reference=other.reference)
    (stored,) = folder.iterdir()

    owner.submit("/remove")
    work()
    assert stored.exists()
    owner.get(f"/listings/{cast.need.reference}").submit("/remove")
    assert files(sessions) == []
    work()
    assert not stored.exists()


def test_removing_a_file_is_asked_first_without_the_script_too(owner: Browser) -> None:
    upload(owner, PDF)
    form = owner.page.select_one("form[action$='/remove']")
    question = form.find_parent("details", open=False)

    assert question.summary.text == "Remove"
    assert "“report.pdf” is gone at once" in question.text
    assert form.button.text == "Yes, remove it"


def test_a_removal_that_is_not_committed_leaves_the_file(
    cast: Cast, owner: Browser, sessions: Sessions, folder: Path, work: Callable[[], None]
) -> None:
    upload(owner, PDF)
    (stored,) = folder.iterdir()
    with sessions.writer() as session:
        row = session.scalars(select(Attachment)).one()
        attachments.remove(session, actor_of(session.get_one(User, cast.asker.id)), row, now=NOW)
        session.rollback()
    work()
    assert stored.exists()
    assert [row.sha256 for row in files(sessions)] == [stored.name]


def test_a_file_that_came_back_before_its_bytes_went_stays(
    owner: Browser, sessions: Sessions, folder: Path, work: Callable[[], None]
) -> None:
    upload(owner, PDF)
    owner.submit("/remove")
    upload(owner, PDF)
    work()
    (kept,) = files(sessions)
    assert (folder / kept.sha256).read_bytes() == PDF


def test_only_the_owner_adds_and_removes(
    cast: Cast, owner: Browser, sessions: Sessions, sign_in: SignIn
) -> None:
    upload(owner, PDF)
    (kept,) = files(sessions)
    for person in (cast.answerer, cast.officer, cast.auditor):
        page = sign_in(person).get("/account")
        assert page.post(f"/attachments/{kept.reference}/remove").status == 404
    assert len(files(sessions)) == 1


def test_a_row_whose_file_is_lost_says_so(owner: Browser, sessions: Sessions, folder: Path) -> None:
    upload(owner, PDF)
    (kept,) = files(sessions)
    (folder / kept.sha256).unlink()
    assert owner.get(f"/attachments/{kept.reference}").status == 404
