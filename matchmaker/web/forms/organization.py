"""The form of an organization's own profile."""

from flask_wtf import FlaskForm
from wtforms import TextAreaField, URLField

from matchmaker.services.organizations import SUMMARY_MAX, WEBSITE_MAX
from matchmaker.web.forms.listing_inputs import CodesField, code_groups
from models import vocabulary as v


class OrganizationForm(FlaskForm):
    summary = TextAreaField(
        "Summary",
        description="Two or three sentences: what you make, where, and what you work on. Members "
        "see it beside your open listings.",
        render_kw={"maxlength": SUMMARY_MAX, "rows": 4},
    )
    website = URLField(
        "Web site",
        description="The address with https:// in front.",
        render_kw={"maxlength": WEBSITE_MAX},
    )
    sectors = CodesField("Sectors", groups=code_groups(v.SECTORS))
    nace = CodesField(
        "Classes of activity (NACE Rev. 2.1)",
        description="The secretariat compares them when two firms ask to be introduced: firms of "
        "one class in one country may be competitors. Without them whole sectors are compared.",
        groups=code_groups(v.NACE_CLASSES),
    )

    def values(self) -> dict[str, object]:
        return {
            "summary": "\n".join((self.summary.data or "").split("\r\n")).strip(),
            "website": (self.website.data or "").strip(),
            "sectors": list(self.sectors.data or []),
            "nace": list(self.nace.data or []),
        }
