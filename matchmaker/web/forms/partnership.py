"""The secretariat's form of a partnership."""

from collections.abc import Sequence
from typing import Any

from wtforms import DateField, HiddenField, StringField, TextAreaField, URLField
from wtforms.validators import DataRequired, Optional

from matchmaker.services.partnership_desk import NAME_MAX, SUMMARY_MAX, WEBSITE_MAX, Profile
from matchmaker.web.forms.base import Form
from matchmaker.web.forms.listing_inputs import CodesField, by_country, code_groups
from models import Organization, Partnership
from models import vocabulary as v


class PartnershipForm(Form):
    version = HiddenField()
    summary = TextAreaField(
        "Summary",
        description="What it is for and who founded it, in two or three sentences.",
        render_kw={"maxlength": SUMMARY_MAX, "rows": 4},
    )
    website = URLField(
        "Web site",
        description="The address with https:// in front.",
        render_kw={"maxlength": WEBSITE_MAX},
    )
    began_on = DateField("Since", [Optional()])
    countries = CodesField("Countries", groups=code_groups(v.COUNTRIES))
    members = CodesField(
        "Members",
        description="Their listings that name the partnership belong to it. All see who they are.",
    )

    @staticmethod
    def filled(partnership: Partnership) -> dict[str, Any]:
        """What the form shows of a partnership before anything is typed."""
        return {
            "version": partnership.version,
            "summary": partnership.summary,
            "website": partnership.website,
            "began_on": partnership.began_on,
            "countries": partnership.countries,
            "members": [member.organization.reference for member in partnership.members],
        }

    def offer(self, organizations: Sequence[Organization]) -> None:
        self.members.offer(by_country(organizations))

    def version_read(self) -> int | None:
        """The version that the writer had on the screen."""
        read = str(self.version.data)
        return int(read) if read.isdecimal() and len(read) < 19 else None

    def profile(self) -> Profile:
        return Profile(
            name=self.name.data or "" if "name" in self else "",
            summary="\n".join((self.summary.data or "").split("\r\n")),
            website=self.website.data or "",
            countries=tuple(self.countries.data or ()),
            began_on=self.began_on.data,
            members=tuple(self.members.data or ()),
        )


class FoundForm(PartnershipForm):
    name = StringField(
        "Name",
        [DataRequired("Give the partnership its name.")],
        description="Listings refer to it by this name, so it cannot be changed later.",
        render_kw={"maxlength": NAME_MAX},
    )
