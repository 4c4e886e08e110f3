"""The files of the demonstration network: made by the documents room, attached like any other."""

import datetime as dt
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from typing import Any, Final

from matchmaker.documents.pdf import pdf
from matchmaker.services import attachments, stored_files
from matchmaker.services.demo import Network

_PAGE: Final = """<!doctype html><html lang="en"><head><title>{title}</title>
<style>@page {{ size: A4; margin: 25mm }} body {{ font: 11pt/1.5 sans-serif }}</style></head>
<body><h1>{title}</h1><p><em>Fictional, like everything of this demonstration.</em></p>{text}
</body></html>"""


def attach(
    network: Network, entries: Iterable[Mapping[str, Any]], folder: Path, *, now: dt.datetime
) -> None:
    """Attach the file of each entry to its listing, as somebody of its organization."""
    for entry in entries:
        listing = network.listings[entry["listing"]]
        attachments.add(
            network.session,
            network.representative(listing.organization),
            listing,
            file=stored_files.check(entry["name"], _document(entry)),
            caption=entry["caption"],
            folder=folder,
            now=now,
        )


def _document(entry: Mapping[str, Any]) -> bytes:
    text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in entry["paragraphs"])
    return pdf(_PAGE.format(title=escape(entry["title"]), text=text))
