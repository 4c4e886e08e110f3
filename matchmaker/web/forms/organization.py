"""The form of an organization's own profile."""

from typing import Self

from wtforms import HiddenField, StringField, TextAreaField, URLField

from matchmaker.services.organizations import SUMMARY_MAX, WEBSITE_MAX
from matchmaker.web.forms.base import Form
from matchmaker.web.forms.listing_inputs import CodesField, code_groups
from models import vocabulary as v


class OrganizationForm(Form):
    version = HiddenField()
    summary = TextAreaField(
        "Summary",
        description="Two or three sentences: what you make, where, and what you work on. Every "
        "member reads it, so leave out what a blind listing keeps closed.",
        render_kw={"maxlength": SUMMARY_MAX, "rows": 4},
    )
    website = URLField(
        "Web site",
        description="The address with https:// in front.",
        render_kw={"maxlength": WEBSITE_MAX},
    )
    ror = StringField(
        "ROR",
        description="The identifier of a research organization, such as 05a28rw58, or its address.",
        render_kw={"maxlength": 60},
    )
    lei = StringField(
        "LEI",
        description="The legal entity identifier: 20 letters and digits.",
        render_kw={"maxlength": 40},
    )
    operates_in = CodesField(
        "Countries of operation",
        description="Where you have plants, sites or projects.",
        groups=code_groups(v.COUNTRIES),
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
            "ror": (self.ror.data or "").strip(),
            "lei": (self.lei.data or "").strip(),
            "operates_in": list(self.operates_in.data or []),
        }

    def version_read(self) -> int | None:
        """The version that the writer had on the screen."""
        read = str(self.version.data or "")
        return int(read) if read.isdecimal() and len(read) < 19 else None

    def again(self, version: int, reason: str) -> Self:
        """With what was typed and a reason; the next save is of the version that is there now."""
        self.version.data = str(version)
        self.form_errors.append(reason)
        return self
