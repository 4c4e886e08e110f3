"""A report as a tagged PDF: a template of ``templates/reports``, filled without a web request."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from matchmaker.documents.charts import bars
from matchmaker.documents.drawn import drawn
from matchmaker.documents.pdf import pdf
from matchmaker.documents.report import Report, Table, as_text

_TEMPLATES: Final = Path(__file__).resolve().parents[2] / "templates"
_ENVIRONMENT: Final = Environment(
    loader=FileSystemLoader(_TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def report_html(report: Report, reference: str) -> str:
    """The page that the PDF is made of, styles and pictures included."""
    template = _ENVIRONMENT.get_template("reports/annual.html")
    return template.render(report=report, reference=reference, chart=chart, text=as_text)


def report_pdf(report: Report, reference: str) -> bytes:
    """The same report gives the same bytes."""
    return pdf(report_html(report, reference))


def chart(table: Table, *, number: Callable[[int], str] = as_text) -> Markup:
    """The told counts of the drawn column as bars; empty for fewer than two."""
    values = table.bars()
    title = f"{table.title}: {table.chart_label()}"
    return drawn(bars(title, values, number=number) if len(values) > 1 else "")
