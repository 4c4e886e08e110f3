"""Mail: kept in a folder or handed to a server; nothing to whom nothing may be said."""

import base64
import email
import email.policy
from pathlib import Path
from typing import Any

import pytest

from matchmaker.jobs import mail
from matchmaker.jobs.context import Context, Enclosure, Work
from matchmaker.jobs.mail import OutboxMailer, SmtpMailer, make_mailer
from matchmaker.services.matching_engine import MatchingEngine
from models.session import Sessions
from tests.factories.listings import NOW, make_user
from tests.functional.stories import MemoryMailer
from tests.unit.jobs.post import post_server


def test_without_a_server_each_message_is_a_file_and_a_repeated_one_replaces_it(
    tmp_path: Path,
) -> None:
    mailer = make_mailer("outbox:", tmp_path)
    assert isinstance(mailer, OutboxMailer)
    for _ in range(2):
        mailer.send("job-7", "asha@example.org", "Grüße", "A body.\n")
    (file,) = (tmp_path / "outbox").iterdir()
    assert file.name == "job-7.eml"
    assert "To: asha@example.org" in file.read_text()
    assert "Message-ID: <job-7@matchmaker.example>" in file.read_text()


def test_a_file_goes_with_a_message_and_a_repeated_one_is_the_same(tmp_path: Path) -> None:
    file = Enclosure("introduction-IN-7.pdf", ("application", "pdf"), b"%PDF-1.7 \xff")
    mailer, path = OutboxMailer(tmp_path), tmp_path / "job-7.eml"
    written = set()
    for _ in range(2):
        mailer.send("job-7", "asha@example.org", "Grüße", "A body.\n", [file])
        lines = path.read_bytes().splitlines()
        written.add(b"\n".join(line for line in lines if not line.startswith(b"Date:")))
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    (enclosed,) = message.iter_attachments()
    assert len(written) == 1
    assert message.get_body().get_content() == "A body.\n"
    assert enclosed.get_filename() == "introduction-IN-7.pdf"
    assert enclosed.get_content_type() == "application/pdf"
    assert enclosed.get_content() == file.content


def test_a_server_is_handed_the_message(tmp_path: Path) -> None:
    with post_server() as (port, heard):
        mailer = make_mailer(f"smtp://127.0.0.1:{port}", tmp_path)
        mailer.send("job-7", "asha@example.org", "A subject", "A body.\n")
    assert "rcpt TO:<asha@example.org>" in heard
    assert "Message-ID: <job-7@matchmaker.example>" in heard
    assert "A body." in heard
    assert not any(line.startswith("AUTH") for line in heard)


def _raw_headers(message: bytes) -> list[str]:
    """The lines of the header as they are sent, not yet unfolded or decoded."""
    return message.partition(b"\n\n")[0].decode("ascii").split("\n")


@pytest.mark.parametrize("enclosed", [(), (Enclosure("a.pdf", ("application", "pdf"), b"%PDF"),)])
def test_the_address_that_ends_mails_stands_in_a_file_and_at_a_server_as_programs_read_it(
    tmp_path: Path, enclosed: tuple[Enclosure, ...]
) -> None:
    ending = f"https://matchmaker.example.org/unsubscribe/{'dG9rZW4.' * 30}"
    given = ("job-7", "asha@example.org", "Grüße aus " * 12, "Ä body.\n", enclosed, ending)
    OutboxMailer(tmp_path).send(*given)
    with post_server() as (port, heard):
        make_mailer(f"smtp://127.0.0.1:{port}", tmp_path).send(*given)
    at_server = "\n".join(heard[heard.index("data") + 1 :]).encode()
    for raw in ((tmp_path / "job-7.eml").read_bytes(), at_server):
        lines = _raw_headers(raw)
        assert f"List-Unsubscribe: <{ending}>" in lines
        assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in lines
        assert "Message-ID: <job-7@matchmaker.example>" in lines
        assert max(map(len, lines)) < 998
        assert [line for line in lines if line.startswith("Subject: =?utf-8?")]
        read = email.message_from_bytes(raw, policy=email.policy.default)
        assert read["Subject"].split() == ["Grüße", "aus"] * 12


def test_a_long_name_of_a_mailbox_is_not_encoded(tmp_path: Path) -> None:
    to = f"{'a' * 64}@{'b' * 60}.{'c' * 60}.example"
    OutboxMailer(tmp_path).send("job-7", to, "A subject", "A body.\n")
    assert f"To: {to}" in _raw_headers((tmp_path / "job-7.eml").read_bytes())


def test_a_server_that_knows_its_users_is_told_who_sends(tmp_path: Path) -> None:
    with post_server() as (port, heard):
        make_mailer(f"smtp://me:p%40ss@127.0.0.1:{port}", tmp_path).send("1", "a@b.example", "", "")
    credentials = base64.b64encode(b"\0me\0p@ss").decode()
    assert f"AUTH PLAIN {credentials}" in heard


@pytest.mark.parametrize(
    ("url", "port"),
    [("smtp://h", 25), ("smtps://h", 465), ("smtp://h:2525", 2525), ("smtps://h:10465", 10465)],
)
def test_the_port_is_the_usual_one_unless_another_is_named(url: str, port: int) -> None:
    assert SmtpMailer(url)._port == port


def test_nobody_and_the_disabled_get_no_mail(sessions: Sessions) -> None:
    mailer = MemoryMailer()
    context = Context(lambda: NOW, mailer, _unused, "", MatchingEngine(None), None)
    with sessions.writing() as session:
        left = make_user(session, is_active=False)
        for user_id in (left.id, left.id + 1):
            payload = {"user_id": user_id, "template": "listing_published"}
            mail.send(session, context, [Work(1, payload)], None)
    assert mailer.sent == []


def _unused(name: str, **values: Any) -> str:
    raise AssertionError(f"{name} is not to be rendered")
