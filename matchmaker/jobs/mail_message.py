"""A mail as the bytes that leave the house, the same for a file and for a server."""

from collections.abc import Sequence
from email.headerregistry import BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import EmailPolicy, Policy
from email.utils import formatdate
from typing import Final

from matchmaker.jobs.context import Enclosure

SENDER: Final = "LeadIT Matchmaker <no-reply@matchmaker.example>"


class _AsItIs(UnstructuredHeader, BaseHeader):
    """A header that programs read: on one line, as it stands.

    The standard library takes it for prose, and encodes (RFC 2047) what does not fit into 78
    characters; mail programs then find no address in it. Up to 998 are allowed (RFC 5322, 2.1.1).
    """

    max_count = 1

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


def _policy() -> "EmailPolicy[EmailMessage]":
    headers = HeaderRegistry()
    for name in ("list-unsubscribe", "list-unsubscribe-post"):
        headers.map_to_type(name, _AsItIs)
    return EmailPolicy(header_factory=headers)


_POLICY: Final = _policy()


def compose(
    message_id: str,
    to: str,
    subject: str,
    body: str,
    enclosures: Sequence[Enclosure],
    unsubscribe: str,
) -> EmailMessage:
    """``unsubscribe`` is the address that ends such mails with one click (RFC 8058)."""
    message = EmailMessage(policy=_POLICY)
    message["From"], message["To"], message["Subject"] = SENDER, to, subject
    message["Message-ID"] = f"<{message_id}@matchmaker.example>"
    message["Date"] = formatdate(usegmt=True)
    if unsubscribe:
        message["List-Unsubscribe"] = f"<{unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(body)
    for file in enclosures:
        kind, subtype = file.media_type
        message.add_attachment(
            file.content, maintype=kind, subtype=subtype, filename=file.file_name
        )
    if enclosures:
        message.set_boundary(f"=_{message_id}")  # not a random one: sent again it is the same
    return message
