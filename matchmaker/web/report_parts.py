"""What every page of a report is made with, and a report's file as an answer."""

import io

from flask import send_file
from werkzeug.wrappers import Response

from matchmaker.documents.report import Report, as_text
from matchmaker.documents.report_pdf import chart
from matchmaker.services.reports import File


def shown(report: Report) -> dict[str, object]:
    """For the template: the report, how its charts are drawn and its numbers written."""
    return {"report": report, "chart": chart, "text": as_text}


def sent(file: File) -> Response:
    return send_file(
        io.BytesIO(file.content),
        mimetype=file.media_type,
        as_attachment=True,
        download_name=file.name,
    )
