"""A finished HTML page as a tagged PDF (PDF/UA-1), set by WeasyPrint.

The same page gives the same bytes: the file holds neither the hour nor a random identifier.
"""

import hashlib

from weasyprint import HTML, URLFetcher


def pdf(html: str) -> bytes:
    """``html`` needs a ``lang``, a ``title`` and all of its styles; nothing is fetched for it."""
    identifier = hashlib.sha256(html.encode()).digest()[:16]
    nothing = URLFetcher(allowed_protocols=())  # an address in a member's text is not asked
    document = HTML(string=html, url_fetcher=nothing)
    written: bytes = document.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=identifier)
    return written
