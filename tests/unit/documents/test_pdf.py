import io

import pytest
from pypdf import PdfReader

from matchmaker.documents.pdf import pdf

_PAGE = '<html lang="en"><head><title>Pack</title></head><body><h1>Slag</h1>{}</body></html>'


def test_a_page_becomes_a_tagged_pdf_in_its_language():
    reader = PdfReader(io.BytesIO(pdf(_PAGE.format("<p>12 t CO₂e</p>"))))
    catalogue = reader.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"] == "en"
    assert reader.metadata.title == "Pack"
    assert "12 t CO₂e" in reader.pages[0].extract_text()


def test_the_same_page_gives_the_same_bytes():
    assert pdf(_PAGE.format("<p>one</p>")) == pdf(_PAGE.format("<p>one</p>"))
    assert pdf(_PAGE.format("<p>one</p>")) != pdf(_PAGE.format("<p>two</p>"))


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/x.png", "file:///etc/hostname"])
def test_nothing_is_fetched_for_a_document(address):
    with_picture = pdf(_PAGE.format(f'<img src="{address}" alt="a picture">'))
    without = PdfReader(io.BytesIO(with_picture))
    assert not without.pages[0].images
